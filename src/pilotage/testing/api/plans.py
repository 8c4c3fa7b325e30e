"""Test plans, their cases, results and coverage over the API."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Router, Schema, Status

from pilotage.billers.models import Phase
from pilotage.people.api import (
    CREATES,
    ERRORS,
    Cursor,
    Day,
    Flag,
    Given,
    Limit,
    QueryWhole,
    Text,
    TokenDoor,
    not_found,
    once,
    one,
    page,
    pages,
    rows_of,
    staff_in,
    with_etag,
)
from pilotage.testing import operations, queries
from pilotage.testing.models import TestCase, TestPlan, TestResult

router = Router(tags=["tests"])
Kind = Literal["sit", "uat"]
State = Literal["running", "signed"]
Came = Literal["passed", "failed", "blocked", "skipped"]
Side = Annotated[list[Annotated[Text, Field(min_length=1, max_length=60)]], Field(max_length=200)]


class TestPlanOut(Schema):
    """A plan with how many of its cases passed, failed or are blocked, and its open defects."""

    __test__ = False
    id: UUID
    version: int
    biller: UUID
    phase: UUID
    kind: str
    name: str
    state: str
    starts_on: date | None
    ends_on: date | None
    cycles: list[str]
    bill_types: list[str]
    channels: list[str]
    events: list[str]
    cases: int
    passed: int
    failing: int
    open_defects: int


class TestPlanWhole(TestPlanOut):
    """A plan with what stands between it and its signature, in words."""

    missing: list[str]


class TestPlanIn(Given):
    """A new plan; the four lists are the sides of its coverage matrix, `with_library` puts the shipped cases of its kind into it."""

    __test__ = False
    phase: UUID
    kind: Kind
    name: Text = Field("", max_length=160)
    starts_on: Day | None = None
    ends_on: Day | None = None
    with_library: Flag = True
    cycles: Side = Field(default_factory=list)
    bill_types: Side = Field(default_factory=list)
    channels: Side = Field(default_factory=list)
    events: Side = Field(default_factory=list)


class TestPlanPage(Schema):
    """A page of them; `next` is the cursor of the following one, or null."""

    __test__ = False
    items: list[TestPlanOut]
    next: str | None


class TestCaseOut(Schema):
    """A case; `outcome` is that of its newest result, empty while untested."""

    __test__ = False
    id: int
    code: str
    area: str
    title: str
    expected: str
    cycle: str
    bill_type: str
    channel: str
    event: str
    tester: int | None
    is_required: bool
    outcome: str
    tested_at: datetime | None


class TestCasePage(Schema):
    """A page of them; `next` is the `after` of the following one, or null."""

    __test__ = False
    items: list[TestCaseOut]
    next: str | None


class TestResultIn(Given):
    """What came of a run; anything but a pass says what happened."""

    __test__ = False
    outcome: Came
    remark: Text = Field("", max_length=5_000)


class TestResultOut(Schema):
    """One run of a case: never changed, never removed."""

    __test__ = False
    id: int
    case: int
    outcome: str
    remark: str
    made_by_name: str
    made_at: datetime


class CoverageCell(Schema):
    """A cell of the matrix: covered, failing, untested, empty (no case), or not_needed."""

    cycle: str
    bill_type: str
    channel: str
    event: str
    state: str


class CoverageOut(Schema):
    """The matrix of a plan: how many cells stand how, and each of them."""

    counts: dict[str, int]
    cells: list[CoverageCell]


def plan_out(row: Any) -> dict[str, Any]:
    """Plain values of a plan with its counts."""
    plain = ("kind", "name", "state", "starts_on", "ends_on", "cycles", "bill_types", "channels", "events")
    counts = {"cases": row.total, "passed": row.passed, "failing": row.failing, "open_defects": row.open_defects}
    own = {"id": row.pk, "version": row.record.version, "biller": row.biller_id, "phase": row.phase_id}
    return own | {name: getattr(row, name) for name in plain} | counts


def case_out(row: TestCase) -> dict[str, Any]:
    """Plain values of a case."""
    plain = (
        "code", "area", "title", "expected", "cycle", "bill_type", "channel", "event", "is_required", "outcome", "tested_at",
    )  # fmt: skip
    return {name: getattr(row, name) for name in plain} | {"id": row.pk, "tester": row.tester_id}


def result_out(row: TestResult) -> dict[str, Any]:
    """Plain values of a result."""
    plain = ("outcome", "remark", "made_by_name", "made_at")
    return {name: getattr(row, name) for name in plain} | {"id": row.pk, "case": row.case_id}


def plan_of(request: HttpRequest, pk: UUID) -> TestPlan:
    """A plan with its counts, or 404."""
    try:
        return queries.plan_for(staff_in(request), pk)
    except TestPlan.DoesNotExist:
        raise not_found() from None


@router.get("/test-plans", auth=TokenDoor("projects:read"), response={200: TestPlanPage, **ERRORS})
def list_test_plans(
    request: HttpRequest, phase: UUID | None = None, biller: UUID | None = None, kind: Kind | None = None, state: State | None = None,
    cursor: Cursor = None, limit: Limit = 50,
) -> Any:  # fmt: skip
    """Test plans of one phase, one biller or all; staff only."""
    rows = queries.plans(staff_in(request), {"phase": phase, "kind": kind, "state": state})
    return pages(page(rows.filter(biller=biller) if biller else rows, cursor, limit), plan_out)


@router.post("/test-plans", auth=TokenDoor("projects:write"), response={201: TestPlanOut, **CREATES})
@once
def create_test_plan(request: HttpRequest, given: TestPlanIn) -> Any:
    """Begins a test plan."""
    by = staff_in(request)
    phase = one(rows_of(Phase, by), given.phase)
    made = operations.begin_plan(phase=phase, by=by, now=timezone.now(), **given.dict(exclude={"phase"}))
    return Status(201, plan_out(plan_of(request, made.pk)))


@router.get("/test-plans/{uuid:pk}", auth=TokenDoor("projects:read"), response={200: TestPlanWhole, **ERRORS})
def get_test_plan(request: HttpRequest, response: HttpResponse, pk: UUID) -> Any:
    """One test plan and what stands between it and its signature, with its ETag."""
    plan = plan_of(request, pk)
    with_etag(response, plan.record)
    return plan_out(plan) | {"missing": queries.why_unsigned(plan)}


@router.get("/test-plans/{uuid:pk}/cases", auth=TokenDoor("projects:read"), response={200: TestCasePage, **ERRORS})
def list_test_cases(
    request: HttpRequest, pk: UUID, outcome: Came | Literal["untested"] | None = None, after: QueryWhole = 0, limit: Limit = 50
) -> Any:  # fmt: skip
    """The cases of a test plan; `after` is the `next` of the page before."""
    rows = queries.cases_of(plan_of(request, pk), {"outcome": outcome})
    return pages(page(rows, min(max(after, 0), 2**62), limit), case_out)


@router.get("/test-plans/{uuid:pk}/coverage", auth=TokenDoor("projects:read"), response={200: CoverageOut, **ERRORS})
def get_test_coverage(request: HttpRequest, pk: UUID) -> Any:
    """The coverage matrix of a test plan: billing cycle, bill type, channel and event."""
    found = queries.matrix_of(plan_of(request, pk))
    cells = [dict(zip(queries.SIDES, cell, strict=True)) | {"state": state} for cell, state in found.items()]
    states = [cell["state"] for cell in cells]
    return {"counts": {state: states.count(state) for state in sorted(set(states))}, "cells": cells}


@router.get(
    "/test-cases/{int:pk}/results", auth=TokenDoor("projects:read"), response={200: list[TestResultOut], **ERRORS}
)
def list_test_results(request: HttpRequest, pk: int) -> Any:
    """The newest 200 runs of a case, the newest first."""
    return [result_out(row) for row in queries.results_of(case_of(request, pk))[:200]]


@router.post("/test-cases/{int:pk}/results", auth=TokenDoor("projects:write"), response={201: TestResultOut, **CREATES})
@once
def create_test_result(request: HttpRequest, pk: int, given: TestResultIn) -> Any:
    """Records a run of a case."""
    case, by = case_of(request, pk), staff_in(request)
    made = operations.record_result(case=case, outcome=given.outcome, note=given.remark, by=by, now=timezone.now())
    return Status(201, result_out(made))


def case_of(request: HttpRequest, pk: int) -> TestCase:
    """A case, or 404."""
    try:
        return queries.case_for(staff_in(request), min(pk, 2**62))
    except TestCase.DoesNotExist:
        raise not_found() from None
