"""Methods: definitions, sources, licences, coverage and limits, made from schema and packages."""

from dashboard.ui import measures, methods, odds, simulation

methods.show_reading()
methods.show_formats()
methods.show_counting()
methods.show_places()
measures.show_tone()
measures.show_gap()
measures.show_demands()
measures.show_responses()
odds.show_forecast()
odds.show_alerts()
odds.show_triggers()
odds.show_spread()
odds.show_profile()
odds.show_losses()
simulation.show_process()
methods.show_duplicates()
methods.show_shared()
methods.show_sources()
methods.show_coverage()
methods.show_dictionary()
