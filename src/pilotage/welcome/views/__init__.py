"""Pages of what a biller gets near its go-live."""

from pilotage.welcome.views.leaflets import leaflet, leaflet_edit, leaflet_file, leaflet_share, template
from pilotage.welcome.views.overviews import overview, overview_edit, overview_file, overview_list, overview_share

__all__ = [
    "leaflet",
    "leaflet_edit",
    "leaflet_file",
    "leaflet_share",
    "overview",
    "overview_edit",
    "overview_file",
    "overview_list",
    "overview_share",
    "template",
]
