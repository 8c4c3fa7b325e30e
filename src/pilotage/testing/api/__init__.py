"""Tests over the API: plans with their matrix, cases with their results, defects, signatures."""

from ninja import Router

from pilotage.testing.api.cases import router as plans  # those of plans and cases: one address, one router
from pilotage.testing.api.defects import router as defects
from pilotage.testing.api.signatures import router as signatures

__all__ = ["router"]

router = Router()
for one in (plans, defects, signatures):
    router.add_router("", one)
