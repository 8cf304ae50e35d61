"""Methods: definitions, sources, licences, coverage and limits, made from schema and packages."""

from dashboard.ui import methods

methods.show_reading()
methods.show_formats()
methods.show_counting()
methods.show_places()
methods.show_duplicates()
methods.show_shared()
methods.show_sources()
methods.show_coverage()
methods.show_dictionary()
