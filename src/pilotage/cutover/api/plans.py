"""Cut-over plans and rehearsals over the API: begun, changed, copied, reviewed."""

from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Router, Status

from pilotage.billers.models import Phase
from pilotage.cutover import operations
from pilotage.cutover.api.shown import FullPlanOut, PlanPage, now_of, plan_out, whole_out
from pilotage.cutover.models import CutoverPlan
from pilotage.people.api import (
    CHANGES,
    CREATES,
    ERRORS,
    Cursor,
    Flag,
    Given,
    Limit,
    Moment,
    Text,
    TokenDoor,
    expected_version,
    once,
    one,
    page,
    pages,
    rows_of,
    sent_in,
    staff_in,
    with_etag,
)

router = Router(tags=["cutover"])


class CutoverIn(Given):
    """A runbook of a phase, with the steps and triggers of a shipped one, or empty."""

    phase: UUID
    name: Text = Field("", max_length=160)
    template: Literal["", "full", "channel"] = ""
    starts_at: Moment
    remark: Text = Field("", max_length=20_000)


class CutoverChange(Given):
    """What changes; a new start moves everything along, and a review lapses."""

    name: Text | None = Field(None, min_length=1, max_length=160)
    starts_at: Moment | None = None
    remark: Text | None = Field(None, max_length=20_000)


class CutoverCopyIn(Given):
    """The same steps at another time: a rehearsal, or a new plan."""

    starts_at: Moment
    is_rehearsal: Flag = True
    name: Text = Field("", max_length=160)


class CutoverReviewIn(Given):
    """What the review found."""

    note: Text = Field("", max_length=300)


@router.get("/cutovers", auth=TokenDoor("projects:read"), response={200: PlanPage, **ERRORS})
def list_cutovers(request: HttpRequest, phase: UUID | None = None, cursor: Cursor = None, limit: Limit = 50) -> Any:
    """Cut-over plans and rehearsals, of one phase or all; staff only."""
    rows = rows_of(CutoverPlan, staff_in(request))
    return pages(page(rows.filter(phase=phase) if phase else rows, cursor, limit), plan_out)


@router.get("/cutovers/{uuid:pk}", auth=TokenDoor("projects:read"), response={200: FullPlanOut, **ERRORS})
def get_cutover(request: HttpRequest, response: HttpResponse, pk: UUID) -> Any:
    """One cut-over with planned and expected times of its steps, its back-out triggers and its log; with its ETag."""
    plan = one(rows_of(CutoverPlan, staff_in(request)), pk)
    with_etag(response, plan.record)
    return whole_out(plan)


@router.post("/cutovers", auth=TokenDoor("projects:write"), response={201: FullPlanOut, **CREATES})
@once
def create_cutover(request: HttpRequest, given: CutoverIn) -> Any:
    """Begins a runbook of a phase, from a shipped one or empty."""
    by = staff_in(request)
    phase = one(rows_of(Phase, by), given.phase)
    made = operations.begin_plan(phase=phase, by=by, now=timezone.now(), **given.dict(exclude={"phase"}))
    return Status(201, now_of(made.pk, by))


@router.patch("/cutovers/{uuid:pk}", auth=TokenDoor("projects:write"), response={200: FullPlanOut, **CHANGES})
def change_cutover(request: HttpRequest, response: HttpResponse, pk: UUID, given: CutoverChange) -> Any:
    """Changes name, start or remark while it is planned. Needs If-Match."""
    by = staff_in(request)
    plan = one(rows_of(CutoverPlan, by), pk)
    version = expected_version(request, plan.record)
    fields = sent_in(given)
    operations.change_plan(plan=plan, expect=version, by=by, now=timezone.now(), **fields)
    plan = one(rows_of(CutoverPlan, by), pk)
    with_etag(response, plan.record)
    return whole_out(plan)


@router.post("/cutovers/{uuid:pk}/copies", auth=TokenDoor("projects:write"), response={201: FullPlanOut, **CREATES})
@once
def copy_cutover(request: HttpRequest, pk: UUID, given: CutoverCopyIn) -> Any:
    """Copies steps and triggers to another time, as a rehearsal or a new plan."""
    by = staff_in(request)
    plan = one(rows_of(CutoverPlan, by), pk)
    made = operations.copy_plan(plan=plan, by=by, now=timezone.now(), **given.dict())
    return Status(201, now_of(made.pk, by))


@router.post("/cutovers/{uuid:pk}/reviews", auth=TokenDoor("projects:write"), response={201: FullPlanOut, **CREATES})
@once
def review_cutover(request: HttpRequest, pk: UUID, given: CutoverReviewIn) -> Any:
    """Says that every step was gone through."""
    by = staff_in(request)
    operations.review_plan(plan=one(rows_of(CutoverPlan, by), pk), note=given.note, by=by, now=timezone.now())
    return Status(201, now_of(pk, by))
