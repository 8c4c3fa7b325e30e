"""Cut-over runbooks over the API: planned, reviewed, worked through live, with their steps and triggers."""

from ninja import Router

from pilotage.cutover.api.live import router as live
from pilotage.cutover.api.plans import router as plans
from pilotage.cutover.api.steps import router as steps

__all__ = ["router"]

router = Router()
for one in (plans, steps, live):
    router.add_router("", one)
