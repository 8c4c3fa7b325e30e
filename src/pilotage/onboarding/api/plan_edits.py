"""Many tasks of plans changed at once over the API, and the way back."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema, Status
from pydantic import BeforeValidator

from pilotage.onboarding import operations
from pilotage.onboarding.api.plan_tasks import plan_rows
from pilotage.onboarding.models import PlanEdit
from pilotage.people.api import (
    CREATES,
    ApiProblem,
    Day,
    Given,
    Text,
    TokenDoor,
    Whole,
    not_found,
    once,
    person,
    staff_in,
    whole,
)
from pilotage.work.enums import TaskState

router = Router(tags=["plans"])


class TaskEdit(Given):
    """What one task gets; left out: as it is, null takes an owner or a date away. `version` is the one that was read."""

    task: UUID
    version: Whole | None = None
    owner: Whole | None = None
    state: TaskState | None = None
    duration_days: Annotated[int, Field(ge=1, le=1000), BeforeValidator(whole)] | None = None
    fixed_date: Day | None = None
    no_earlier_date: Day | None = None


class PlanEditIn(Given):
    """The edits, and in a few words what they are for; `reason` where tasks are blocked."""

    edits: list[TaskEdit] = Field(min_length=1, max_length=500)
    words: Text = Field("", max_length=200)
    reason: Text = Field("", max_length=300)


class PlanEditOut(Schema):
    """How many tasks changed and in how many plans; `edit` takes it back, and is null when nothing changed."""

    edit: UUID | None
    tasks: int
    projects: int


class UndoneOut(Schema):
    """How many tasks are as they were; `left` are the codes of those that somebody changed since."""

    tasks: int
    left: list[str]


@router.post("/plan-edits", auth=TokenDoor("projects:write"), response={201: PlanEditOut, **CREATES})
@once
def edit_plan_tasks(request: HttpRequest, given: PlanEditIn) -> Any:
    """Changes up to 500 tasks of one or many plans, all of them or none; each plan is worked out anew once."""
    by = staff_in(request)
    wanted = {edit.task: edit for edit in given.edits}
    if len(wanted) < len(given.edits):
        raise ApiProblem(409, "A task is named twice.", code="task", field="edits")
    rows = list(plan_rows(by).filter(pk__in=wanted).order_by("project__name", "position"))
    if len(rows) < len(wanted):
        raise not_found()
    words = given.words.strip() or f"{len(rows)} tasks changed over the API"
    batch = operations.edit_plan_tasks(
        edits=[(row, _values(wanted[row.pk])) for row in rows], words=words, reason=given.reason,
        expect={edit.task: edit.version for edit in given.edits if edit.version is not None}, by=by, now=timezone.now(),
    )  # fmt: skip
    edits = list(PlanEdit.objects.visible_to(by).filter(batch=batch)) if batch else []
    return Status(201, {"edit": batch, "tasks": sum(len(edit.before) for edit in edits), "projects": len(edits)})


@router.post("/plan-edits/{uuid:pk}/undo", auth=TokenDoor("projects:write"), response={201: UndoneOut, **CREATES})
@once
def undo_plan_edit(request: HttpRequest, pk: UUID) -> Any:
    """Gives every task of an edit its former values, unless somebody changed them since."""
    by = staff_in(request)
    if not PlanEdit.objects.visible_to(by).filter(batch=pk).exists():
        raise not_found()
    found = operations.undo_edit(batch=pk, by=by, now=timezone.now())
    return Status(201, {"tasks": found.tasks, "left": list(found.left)})


def _values(edit: TaskEdit) -> dict[str, Any]:
    sent = edit.dict(exclude_unset=True, exclude={"task", "version"})
    if sent.get("owner") is not None:
        person(sent["owner"])
    nullable = ("owner", "fixed_date", "no_earlier_date")
    return {name: value for name, value in sent.items() if value is not None or name in nullable}
