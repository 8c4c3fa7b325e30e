"""Tasks, and what billers are asked to approve, over the API."""

from ninja import Router

from pilotage.work.api.approvals import router as approvals
from pilotage.work.api.tasks import router as tasks

__all__ = ["router"]

router = Router()
for one in (tasks, approvals):
    router.add_router("", one)
