"""Pages of what a biller gets near its go-live."""

from pilotage.welcome.views.overviews import overview, overview_edit, overview_file, overview_list, overview_share

__all__ = ["overview", "overview_edit", "overview_file", "overview_list", "overview_share"]
