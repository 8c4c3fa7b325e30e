"""Promises, scope lines and their trace over the API."""

from pilotage.scope.api.changing import router  # the router of `trace` too: one address, one router

__all__ = ["router"]
