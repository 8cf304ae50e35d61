"""Methods: definitions, sources, licences, coverage and limits, made from schema and packages."""

from dashboard.ui import measures, methods, odds, public_methods, simulation, state

public = state.view().release is not None
if public:
    public_methods.show_public_view()
else:
    methods.show_reading()
    methods.show_formats()
methods.show_counting()
methods.show_places()
if not public:
    measures.show_tone()
    measures.show_gap()
    measures.show_demands()
    measures.show_responses()
odds.show_forecast()
odds.show_alerts()
odds.show_triggers()
if not public:
    odds.show_spread()
    odds.show_profile()
odds.show_losses()
simulation.show_process()
if not public:
    methods.show_duplicates()
    methods.show_shared()
    public_methods.show_public_view()
methods.show_sources()
if not public:
    methods.show_coverage()
methods.show_dictionary()
