"""The only writers of what a biller gets near its go-live."""

from pilotage.welcome.operations.overviews import recheck_overviews, share_overview, write_overview

__all__ = ["recheck_overviews", "share_overview", "write_overview"]
