"""Questions about handoffs: which are due, what is open, and who owns it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from pilotage.billers.models import Phase
from pilotage.core.viewer import Viewer
from pilotage.handoff.models import Handoff, HandoffQuestion
from pilotage.people.models import User
from pilotage.raid.models import RaidEntry
from pilotage.raid.queries import ALIVE
from pilotage.support.enums import CaseState
from pilotage.support.models import Case
from pilotage.transition.enums import WindowState
from pilotage.transition.models import SupportWindow
from pilotage.work.enums import FINISHED, Side
from pilotage.work.models import Task

SORTS: dict[str, tuple[Any, ...]] = {
    "ends": ("ends_at", "pk"),
    "-ends": ("-ends_at", "pk"),
    "biller": ("biller__name", "phase__number"),
    "-biller": ("-biller__name", "phase__number"),
}
#: Closed windows stay on the list for so long.
BEHIND = timedelta(days=180)


@dataclass(frozen=True)
class OpenItem:
    """Something open that somebody has to own: a task, a case or an entry of the RAID log."""

    kind: str
    pk: uuid.UUID
    title: str
    owner: User | None
    due: Any
    url: str

    @property
    def is_owned(self) -> bool:
        """Whether its owner is still here."""
        return self.owner is not None and self.owner.is_active

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.pk}"


def windows_near(viewer: Viewer, asked: dict[str, Any], *, now: datetime, sort: str = "") -> QuerySet[SupportWindow]:
    """Support windows with their phase's handoff, those that end first on top. `asked`: q, state (of the handoff; `none`)."""
    found = SupportWindow.objects.visible_to(viewer).filter(
        ~Q(state=WindowState.CLOSED) | Q(closed_at__gte=now - BEHIND)
    )
    found = found.select_related(
        "phase__biller", "biller", "owner", "phase__handoff__taker", "phase__handoff__csm", "phase__handoff"
    )
    if text := asked.get("q"):
        found = found.filter(biller__name__icontains=text)
    state = asked.get("state")
    if state == "none":
        found = found.filter(phase__handoff=None)
    elif state:
        found = found.filter(phase__handoff__state=state)
    return found.order_by(*SORTS.get(sort, SORTS["ends"]))


def handoff_of(phase_id: uuid.UUID) -> Handoff | None:
    """The handoff of a phase, if it was begun."""
    found: Handoff | None = (
        Handoff.objects.everywhere()
        .filter(phase_id=phase_id)
        .select_related(
            "record", "phase__biller", "biller", "taker", "csm", "offered_by", "services_accepted_by", "csm_accepted_by"
        )
        .first()
    )
    return found


def questions_of(handoff: Handoff) -> list[HandoffQuestion]:
    """In the order in which they were asked."""
    found = HandoffQuestion.objects.everywhere().filter(handoff=handoff).select_related("asked_by", "answered_by")
    return list(found.order_by("asked_at", "pk"))


def question_for(viewer: Viewer, pk: int) -> HandoffQuestion:
    """Raises `HandoffQuestion.DoesNotExist` when the viewer doesn't see it; staff only."""
    found = HandoffQuestion.objects.visible_to(viewer) if viewer.is_provider else HandoffQuestion.objects.none()
    question: HandoffQuestion = found.select_related("handoff__phase__biller", "handoff__record", "asked_by").get(pk=pk)
    return question


def open_items(phase: Phase) -> list[OpenItem]:
    """Everything open about the biller that is the provider's to do: those without an owner first. Three queries.

    Cases and tasks without a phase belong to every phase of the biller.
    """
    return sorted(
        [*_tasks(phase), *_cases(phase), *_entries(phase)],
        key=lambda one: (one.is_owned, one.kind, str(one.due or "9")),
    )


def ownerless(items: Sequence[OpenItem]) -> list[OpenItem]:
    """Those that nobody who is still here owns."""
    return [one for one in items if not one.is_owned]


def _tasks(phase: Phase) -> list[OpenItem]:
    found = Task.objects.everywhere().filter(biller_id=phase.biller_id, side=Side.PROVIDER).exclude(state__in=FINISHED)
    found = found.filter(Q(plan=None) | Q(plan__project__phase=phase)).select_related("owner")
    return [OpenItem("task", one.pk, one.title, one.owner, one.due_date, f"/tasks/{one.pk}/") for one in found]


def _cases(phase: Phase) -> list[OpenItem]:
    found = Case.objects.everywhere().filter(biller_id=phase.biller_id).exclude(state=CaseState.CLOSED)
    found = found.filter(Q(phase=None) | Q(phase=phase)).select_related("owner")
    return [
        OpenItem("case", one.pk, f"{one.code} {one.title}", one.owner, one.path_due_date, f"/cases/{one.pk}/")
        for one in found
    ]


def _entries(phase: Phase) -> list[OpenItem]:
    found = RaidEntry.objects.everywhere().filter(phase=phase, state__in=ALIVE).select_related("owner")
    return [
        OpenItem("raid", one.pk, f"{one.code} {one.title}", one.owner, one.due_date, f"/raid/{one.pk}/")
        for one in found
    ]
