"""Verifications, their runs and findings over the API."""

from pilotage.verification.api import findings, runs
from pilotage.verification.api.specs import router

__all__ = ["findings", "router", "runs"]
