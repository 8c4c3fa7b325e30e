"""Tests over the API: plans with their matrix, cases with their results, defects."""

from ninja import Router

from pilotage.testing.api.defects import router as defects
from pilotage.testing.api.plans import router as plans

__all__ = ["router"]

router = Router()
for one in (plans, defects):
    router.add_router("", one)
