"""Questions about versions of the policy in the making."""

import uuid

from pilotage.core.viewer import Viewer
from pilotage.transition.enums import DraftState
from pilotage.transition.models import PolicyDraft


def open_drafts() -> list[PolicyDraft]:
    """Versions of the policy in the making, those in review first. Staff read them all."""
    found = PolicyDraft.objects.filter(state__in=[DraftState.DRAFT, DraftState.REVIEW])
    return list(found.select_related("author", "record").order_by("-state", "effective_date"))


def draft_for(viewer: Viewer, pk: uuid.UUID) -> PolicyDraft:
    """Raises `PolicyDraft.DoesNotExist` when there is none, or the viewer is none of the staff."""
    found = PolicyDraft.objects.select_related("author", "reviewer", "record", "published")
    if not viewer.is_provider:
        found = found.none()
    draft: PolicyDraft = found.get(pk=pk)
    return draft
