"""Defects over the API."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Router, Schema, Status

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
    pages,
    person,
    rows_of,
    sent_in,
    staff_in,
    with_etag,
)
from pilotage.testing import operations
from pilotage.testing.api.plans import plan_of
from pilotage.testing.models import Defect, TestCase

router = Router(tags=["tests"])
Severity = Literal["critical", "major", "minor", "cosmetic"]
DefectState = Literal["open", "fixed", "closed", "accepted"]


class DefectOut(Schema):
    """What a test found; `code` counts within its plan."""

    id: UUID
    version: int
    biller: UUID
    plan: UUID
    code: str
    case: int | None
    title: str
    description: str
    severity: str
    state: str
    owner: int | None
    due_date: date | None
    workaround: str
    raised_at: datetime
    closed_at: datetime | None


class DefectIn(Given):
    """A new defect; `case` is the key of the case that found it."""

    title: Text = Field(min_length=1, max_length=200)
    severity: Severity
    description: Text = Field("", max_length=5_000)
    case: Whole | None = None
    owner: Whole | None = None
    due_date: Day | None = None


class DefectChange(Given):
    """What changes; `state` moves it with `remark`: fixed, closed by its retest, accepted with its workaround, or open again."""

    title: Text | None = Field(None, min_length=1, max_length=200)
    description: Text | None = Field(None, max_length=5_000)
    severity: Severity | None = None
    owner: Whole | None = None
    due_date: Day | None = None
    state: DefectState | None = None
    remark: Text = Field("", max_length=5_000)


class DefectPage(Schema):
    """A page of them; `next` is the cursor of the following one, or null."""

    items: list[DefectOut]
    next: str | None


def defect_out(row: Defect) -> dict[str, Any]:
    """Plain values of a defect."""
    plain = (
        "code", "title", "description", "severity", "state", "due_date", "workaround", "raised_at", "closed_at",
    )  # fmt: skip
    return {name: getattr(row, name) for name in plain} | {
        "id": row.pk, "version": row.record.version, "biller": row.biller_id, "plan": row.plan_id, "case": row.case_id,
        "owner": row.owner_id,
    }  # fmt: skip


@router.get("/defects", auth=TokenDoor("projects:read"), response={200: DefectPage, **ERRORS})
def list_defects(
    request: HttpRequest, plan: UUID | None = None, biller: UUID | None = None, state: DefectState | None = None,
    severity: Severity | None = None, cursor: Cursor = None, limit: Limit = 50,
) -> Any:  # fmt: skip
    """Defects of one test plan, one biller or all; staff only."""
    wanted = {"plan": plan, "biller": biller, "state": state, "severity": severity}
    rows = rows_of(Defect, staff_in(request)).filter(**{name: value for name, value in wanted.items() if value})
    return pages(page(rows, cursor, limit), defect_out)


@router.post("/test-plans/{uuid:pk}/defects", auth=TokenDoor("projects:write"), response={201: DefectOut, **CREATES})
@once
def create_defect(request: HttpRequest, pk: UUID, given: DefectIn) -> Any:
    """Raises a defect."""
    plan, by = plan_of(request, pk), staff_in(request)
    case = TestCase.objects.visible_to(by).filter(plan=plan, pk=given.case).first() if given.case is not None else None
    if given.case is not None and case is None:
        raise ApiProblem(409, "The plan has no such case.", code="case", field="case")
    sent = given.dict(exclude={"case", "owner"})
    made = operations.raise_defect(
        plan=plan, case=case, owner=person(given.owner), by=by, now=timezone.now(), **sent
    )  # fmt: skip
    return Status(201, defect_out(one(rows_of(Defect, by), made.pk)))


@router.get("/defects/{uuid:pk}", auth=TokenDoor("projects:read"), response={200: DefectOut, **ERRORS})
def get_defect(request: HttpRequest, response: HttpResponse, pk: UUID) -> Any:
    """One defect, with its ETag."""
    row = one(rows_of(Defect, staff_in(request)), pk)
    with_etag(response, row.record)
    return defect_out(row)


@router.patch("/defects/{uuid:pk}", auth=TokenDoor("projects:write"), response={200: DefectOut, **CHANGES})
def change_defect(request: HttpRequest, response: HttpResponse, pk: UUID, given: DefectChange) -> Any:
    """Changes a defect or moves it between states: all or nothing. Needs If-Match."""
    by, now = staff_in(request), timezone.now()
    row = one(rows_of(Defect, by).select_related("plan"), pk)
    expect: int | None = expected_version(request, row.record)
    sent = sent_in(given, nullable=("owner", "due_date"), leave={"state", "remark"})
    with transaction.atomic():
        if sent or given.state is None:
            operations.change_defect(defect=row, expect=expect, by=by, now=now, **sent)
            expect = None
        if given.state is not None:
            operations.move_defect(defect=row, to=given.state, note=given.remark, expect=expect, by=by, now=now)
    row = one(rows_of(Defect, by), pk)
    with_etag(response, row.record)
    return defect_out(row)
