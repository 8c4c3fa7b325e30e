"""Tasks, what billers are asked to approve, and comments and files on any record, over the API."""

from ninja import Router

from pilotage.work.api.approvals import router as approvals
from pilotage.work.api.talk import router as talk
from pilotage.work.api.tasks import router as tasks

__all__ = ["router"]

router = Router()
for one in (tasks, approvals, talk):
    router.add_router("", one)
