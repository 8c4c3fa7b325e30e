"""Questions about runs."""

import uuid

from django.db.models import QuerySet

from pilotage.core.viewer import Viewer
from pilotage.staffing.models import Run


def runs(viewer: Viewer, kind: str = "") -> QuerySet[Run]:
    """Runs without their inputs and answers, the newest first."""
    found = Run.objects.select_related("asked_by").defer("given", "found", "kept").order_by("-asked_at", "-pk")
    if not viewer.is_provider:
        return found.none()
    return found.filter(kind=kind) if kind else found


def run_for(viewer: Viewer, pk: uuid.UUID) -> Run:
    """Raises `Run.DoesNotExist` when the viewer doesn't see it."""
    found = Run.objects.select_related("record", "asked_by", "accepted_by", "came_from")
    run: Run = (found if viewer.is_provider else found.none()).get(pk=pk)
    return run
