"""Reports and documents of phases over the API."""

from ninja import Router

from pilotage.reports.api.documents import router as documents
from pilotage.reports.api.drafts import router as drafts
from pilotage.reports.api.sending import router as sending

__all__ = ["router"]

router = Router()
for one in (drafts, sending, documents):
    router.add_router("", one)
