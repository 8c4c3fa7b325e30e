"""Daily checks over the API."""

from pilotage.daily.api import setting_up
from pilotage.daily.api.checks import router

__all__ = ["router", "setting_up"]
