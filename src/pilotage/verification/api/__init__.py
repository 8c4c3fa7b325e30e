"""Verifications, their runs, findings and data fields over the API."""

from pilotage.verification.api import fields, findings, history, layouts, runs, sources
from pilotage.verification.api.specs import router

__all__ = ["fields", "findings", "history", "layouts", "router", "runs", "sources"]
