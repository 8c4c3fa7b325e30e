"""Tasks of a plan over the API: added, their dates, links and progress, done, on hold, going on."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Router, Schema, Status
from pydantic import BeforeValidator

from pilotage.onboarding import operations
from pilotage.onboarding.enums import Party
from pilotage.onboarding.link_text import links_in_words, read_links
from pilotage.onboarding.models import Dependency, PlanTask, Project
from pilotage.onboarding.rules import ROLE_WORDS
from pilotage.people.api import (
    CHANGES,
    CREATES,
    ERRORS,
    ApiProblem,
    Cursor,
    Day,
    Given,
    Limit,
    Text,
    TokenDoor,
    Whole,
    expected_version,
    once,
    one,
    page,
    person,
    rows_of,
    staff_in,
    whole,
    with_etag,
)
from pilotage.planner.tasks import Link
from pilotage.work.enums import TaskState

router = Router(tags=["plans"])
Days = Annotated[int, Field(ge=0, le=1000), BeforeValidator(whole)]
Percent = Annotated[int, Field(ge=0, le=99), BeforeValidator(whole)]


class PlanTaskOut(Schema):
    """A task in a plan; its dates are working days, both included. `waits_for` reads like `T001; T002 SS+2`."""

    id: UUID
    version: int
    project: UUID
    biller: UUID
    code: str
    title: str
    part: str
    milestone: str
    roles: list[str]
    owner: int | None
    party: str
    state: str
    shape: str
    duration_days: int
    waits_for: str
    start_date: date | None
    due_date: date | None
    fixed_date: date | None
    no_earlier_date: date | None
    finish_by_date: date | None
    actual_start_date: date | None
    actual_finish_date: date | None
    percent_done: int | None
    baseline_start_date: date | None
    baseline_finish_date: date | None
    float_days: int
    is_critical: bool
    conflict: str


class PlanTaskPage(Schema):
    """A page of them; `next` is the cursor of the following one, or null."""

    items: list[PlanTaskOut]
    next: str | None


class PlanTaskIn(Given):
    """A task more. It stands at the end of `part` (of the last one without it), and waits for the tasks with the codes `after`.

    Without these it starts no earlier than `start`. `role` is who does it, such as `OS` or `CIS`.
    """

    title: Text = Field(min_length=1, max_length=300)
    part: Text = Field("", max_length=120)
    duration_days: Annotated[int, Field(ge=1, le=1000), BeforeValidator(whole)] = 1
    after: list[Text] = Field(default_factory=list, max_length=100)
    start: Day | None = None
    role: Text = Field("", max_length=20)
    owner: Whole | None = None


class PlanTaskChange(Given):
    """What changes; null takes a date away. `waits_for` names all that the task waits for, such as `T001; T002 SS+2`."""

    duration_days: Days | None = None
    fixed_date: Day | None = None
    no_earlier_date: Day | None = None
    finish_by_date: Day | None = None
    percent_done: Percent | None = None
    party: Party | None = None
    waits_for: Text | None = Field(None, max_length=4000)
    owner: Whole | None = None


class DoneIn(Given):
    """When it was done, where the biller is; today without a day."""

    on: Day | None = None


class HoldIn(Given):
    """Why it stands still, who holds it up (else whoever answers for the task), since when, until when as far as is known."""

    reason: Text = Field(min_length=1, max_length=300)
    party: Party | None = None
    since: Day | None = None
    expected: Day | None = None


def plan_rows(viewer: Any) -> Any:
    """Plan tasks that staff see, with what their operations read."""
    return PlanTask.objects.visible_to(viewer).select_related(
        "task__record", "task__biller", "task__owner", "project__record", "project__biller", "project__phase"
    )


def plan_task_out(row: PlanTask, links: Iterable[Link]) -> dict[str, Any]:
    """Plain values of a plan task."""
    own = (
        "code", "part", "milestone", "roles", "party", "shape", "duration_days", "fixed_date", "no_earlier_date", "finish_by_date",
        "actual_start_date", "actual_finish_date", "percent_done", "baseline_start_date", "baseline_finish_date", "float_days",
        "is_critical", "conflict",
    )  # fmt: skip
    task = row.task
    return {name: getattr(row, name) for name in own} | {
        "id": row.pk, "version": task.record.version, "project": row.project_id, "biller": row.biller_id, "title": task.title,
        "owner": task.owner_id, "state": task.state, "start_date": task.start_date, "due_date": task.due_date,
        "waits_for": links_in_words(links),
    }  # fmt: skip


def links_by_task(rows: Iterable[PlanTask]) -> dict[Any, list[Link]]:
    """What each of these tasks waits for; one query."""
    found: dict[Any, list[Link]] = {row.pk: [] for row in rows}
    links = Dependency.objects.everywhere().filter(successor__in=found).order_by("pk")
    for pk, code, kind, lag in links.values_list("successor_id", "predecessor__code", "kind", "lag_days"):
        found[pk].append(Link(code, kind, lag))
    return found


def _shown(by: Any, pk: UUID) -> dict[str, Any]:
    row = one(plan_rows(by), pk)
    return plan_task_out(row, links_by_task([row])[row.pk])


@router.get("/projects/{uuid:pk}/plan-tasks", auth=TokenDoor("projects:read"), response={200: PlanTaskPage, **ERRORS})
def list_plan_tasks(
    request: HttpRequest, pk: UUID, state: TaskState | None = None, cursor: Cursor = None, limit: Limit = 50
) -> Any:
    """The tasks of a project's plan, dropped ones too, in the order in which they were added; staff only."""
    by = staff_in(request)
    rows = plan_rows(by).filter(project=one(rows_of(Project, by), pk))
    found = page(rows.filter(task__state=state) if state else rows, cursor, limit)
    links = links_by_task(found["items"])
    return {"items": [plan_task_out(row, links[row.pk]) for row in found["items"]], "next": found["next"]}


@router.post("/projects/{uuid:pk}/plan-tasks", auth=TokenDoor("projects:write"), response={201: PlanTaskOut, **CREATES})
@once
def add_planned_task(request: HttpRequest, pk: UUID, given: PlanTaskIn) -> Any:
    """Adds a task to a running plan, which is worked out anew."""
    by = staff_in(request)
    project = one(rows_of(Project, by).select_related("record", "biller", "phase"), pk)
    if given.role and given.role not in ROLE_WORDS:
        words = f"There is no role {given.role[:20]} in plans. Give one of: {', '.join(ROLE_WORDS)}."
        raise ApiProblem(409, words, code="role", field="role")
    made = operations.add_plan_task(
        project=project, title=given.title, part=given.part, duration_days=given.duration_days, after=given.after,
        start_date=given.start, roles=[given.role] if given.role else [], owner=person(given.owner), by=by,
        now=timezone.now(),
    )  # fmt: skip
    return Status(201, _shown(by, made.pk))


@router.get("/plan-tasks/{uuid:pk}", auth=TokenDoor("projects:read"), response={200: PlanTaskOut, **ERRORS})
def get_plan_task(request: HttpRequest, response: HttpResponse, pk: UUID) -> Any:
    """One task of a plan, with its ETag."""
    row = one(plan_rows(staff_in(request)), pk)
    with_etag(response, row.task.record)
    return plan_task_out(row, links_by_task([row])[row.pk])


@router.patch("/plan-tasks/{uuid:pk}", auth=TokenDoor("projects:write"), response={200: PlanTaskOut, **CHANGES})
def change_planned_task(request: HttpRequest, response: HttpResponse, pk: UUID, given: PlanTaskChange) -> Any:
    """Changes dates, length, links, progress, party or owner; the plan is worked out anew. Needs If-Match."""
    by, now = staff_in(request), timezone.now()
    row = one(plan_rows(by), pk)
    version: int | None = expected_version(request, row.task.record)
    fields = given.dict(exclude_unset=True)
    text, links = fields.pop("waits_for", None), None
    if text is not None:
        codes = row.project.plan_tasks.exclude(pk=row.pk).values_list("code", flat=True)
        links = read_links(text, list(codes), own=row.code)
    with transaction.atomic():
        if "owner" in fields:
            owner = person(fields.pop("owner"))
            operations.set_plan_task_owner(plan_task=row, owner=owner, expect=version, by=by, now=now)
            version = None
        fields = {
            name: value for name, value in fields.items() if value is not None or name.endswith(("_date", "done"))
        }
        if fields or links is not None:
            operations.edit_plan_task(plan_task=row, fields=fields, links=links, expect=version, by=by, now=now)
    row = one(plan_rows(by), pk)
    with_etag(response, row.task.record)
    return plan_task_out(row, links_by_task([row])[row.pk])


@router.post(
    "/plan-tasks/{uuid:pk}/completions", auth=TokenDoor("projects:write"), response={201: PlanTaskOut, **CREATES}
)
@once
def complete_planned_task(request: HttpRequest, pk: UUID, given: DoneIn) -> Any:
    """Says that a task is done; what follows gets its dates anew."""
    by = staff_in(request)
    operations.complete_plan_task(plan_task=one(plan_rows(by), pk), on=given.on, by=by, now=timezone.now())
    return Status(201, _shown(by, pk))


@router.post("/plan-tasks/{uuid:pk}/holds", auth=TokenDoor("projects:write"), response={201: PlanTaskOut, **CREATES})
@once
def hold_planned_task(request: HttpRequest, pk: UUID, given: HoldIn) -> Any:
    """Stops a task's clock, with the reason."""
    by = staff_in(request)
    operations.hold_plan_task(
        plan_task=one(plan_rows(by), pk), reason=given.reason, party=given.party or "", since=given.since,
        expected=given.expected, by=by, now=timezone.now(),
    )  # fmt: skip
    return Status(201, _shown(by, pk))


@router.post("/plan-tasks/{uuid:pk}/releases", auth=TokenDoor("projects:write"), response={201: PlanTaskOut, **CREATES})
@once
def release_planned_task(request: HttpRequest, pk: UUID, given: DoneIn) -> Any:
    """Lets a task go on."""
    by = staff_in(request)
    operations.release_plan_task(plan_task=one(plan_rows(by), pk), on=given.on, by=by, now=timezone.now())
    return Status(201, _shown(by, pk))
