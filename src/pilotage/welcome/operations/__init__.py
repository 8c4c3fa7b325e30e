"""The only writers of what a biller gets near its go-live."""

from pilotage.welcome.operations.leaflets import (
    acknowledge_leaflet,
    ensure_leaflet,
    note_opened,
    note_walked,
    send_leaflet,
    write_leaflet,
    write_template,
)
from pilotage.welcome.operations.logo import set_logo, take_logo_away
from pilotage.welcome.operations.overviews import recheck_overviews, share_overview, write_overview

__all__ = [
    "acknowledge_leaflet",
    "ensure_leaflet",
    "note_opened",
    "note_walked",
    "recheck_overviews",
    "send_leaflet",
    "set_logo",
    "share_overview",
    "take_logo_away",
    "write_leaflet",
    "write_overview",
    "write_template",
]
