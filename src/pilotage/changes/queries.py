"""Questions about changes."""

import uuid
from typing import Any

from django.db.models import F, Q, QuerySet

from pilotage.billers.models import Membership
from pilotage.changes import rules
from pilotage.changes.enums import ChangeState
from pilotage.changes.models import ChangeApproval, ChangeRequest, ScopeEdit, TaskEdit
from pilotage.core.viewer import Viewer
from pilotage.people.enums import BillerRole
from pilotage.people.models import User

SORTS = {
    "asked": ("asked_at", "pk"),
    "-asked": ("-asked_at", "pk"),
    "title": ("title", "pk"),
    "-title": ("-title", "pk"),
    "biller": ("biller__name", "phase__number", "number"),
    "-biller": ("-biller__name", "phase__number", "number"),
    "price": (F("one_off_amount").asc(nulls_last=True), "pk"),
    "-price": (F("one_off_amount").desc(nulls_last=True), "pk"),
}
ALIVE = (ChangeState.ASKED, ChangeState.OFFERED)


def changes(viewer: Viewer, asked: dict[str, Any], *, sort: str = "") -> QuerySet[ChangeRequest]:
    """Changes with biller and phase, the newest first.

    `asked`: q, phase, biller (ids), state (`alive` for what is open, else one state; all unless given), kind, side.
    """
    found = ChangeRequest.objects.visible_to(viewer).select_related("record", "biller", "phase__biller", "project")
    if text := asked.get("q"):
        found = found.filter(Q(title__icontains=text) | Q(what__icontains=text) | Q(biller__name__icontains=text))
    if asked.get("state") == "alive":
        found = found.filter(state__in=ALIVE)
    elif asked.get("state"):
        found = found.filter(state=asked["state"])
    found = found.filter(**{name: asked[name] for name in ("phase", "biller", "kind", "side") if asked.get(name)})
    return found.order_by(*SORTS.get(sort, SORTS["-asked"]))


def change_for(viewer: Viewer, pk: uuid.UUID) -> ChangeRequest:
    """Raises `ChangeRequest.DoesNotExist` when the viewer doesn't see it."""
    found = ChangeRequest.objects.visible_to(viewer).select_related(
        "record", "biller", "phase__biller", "phase__record", "project__record", "raid_entry", "came_from"
    )
    change: ChangeRequest = found.get(pk=pk)
    return change


def changes_from(viewer: Viewer, record_id: uuid.UUID) -> QuerySet[ChangeRequest]:
    """Changes that a record such as a case led to, the newest first."""
    found = ChangeRequest.objects.visible_to(viewer).filter(came_from=record_id)
    return found.select_related("phase").order_by("-asked_at", "pk")


def plan_edits_of(change: ChangeRequest) -> list[TaskEdit]:
    """What it does to the plan, in the order in which it was said."""
    found = TaskEdit.objects.everywhere().filter(change=change).select_related("plan_task__task")
    return list(found.order_by("pk"))


def scope_edits_of(change: ChangeRequest) -> list[ScopeEdit]:
    """What it does to the scope."""
    return list(ScopeEdit.objects.everywhere().filter(change=change).select_related("line").order_by("pk"))


def approvals_of(change: ChangeRequest) -> list[ChangeApproval]:
    """Who said yes to it as it is offered now."""
    return list(ChangeApproval.objects.everywhere().filter(change=change, lapsed_at=None).order_by("made_at"))


def sides_left(change: ChangeRequest) -> list[str]:
    """Whose yes is still to come; nobody's while it isn't offered."""
    if change.state != ChangeState.OFFERED:
        return []
    needed = rules.sides_needed(change.one_off_amount, change.monthly_amount, change.impact)
    return rules.sides_left(needed, [one.side for one in approvals_of(change)])


def sponsors_of(biller_id: uuid.UUID) -> list[User]:
    """The biller's sponsors with an account."""
    found = Membership.objects.everywhere().filter(biller_id=biller_id, role=BillerRole.SPONSOR)
    return list(User.objects.filter(pk__in=found.values("user_id"), is_active=True))
