"""The looks of the Risk page, in their order."""

from collections.abc import Callable

from dashboard.ui import alarms, foretelling, production, profiles, speeches, spreading
from dashboard.ui.risks import Asked

LOOKS: dict[str, Callable[[Asked], None]] = {
    "Next 4 weeks": foretelling.show_next_weeks,
    "Alerts": alarms.show_alerts,
    "Trigger events": speeches.show_triggers,
    "Spread": spreading.show_spread,
    "Profile": profiles.show_profile,
    "Production": production.show_production,
}
PUBLIC = {name: look for name, look in LOOKS.items() if name not in ("Spread", "Profile")}
"""Those of the public view: spread needs exact places, a profile accounts and responses."""
WITHOUT_TIME = ("Production",)
"""Those that count all incidents, whenever they were."""
