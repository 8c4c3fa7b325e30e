"""Cases of test plans over the API: written, changed, taken away; results of many from a file; cells that need no case."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Schema, Status

from pilotage.people.api import (
    CHANGES,
    CREATES,
    Day,
    FileIn,
    Flag,
    Given,
    Text,
    TokenDoor,
    Whole,
    expected_version,
    once,
    person,
    staff_in,
    stream_in,
    with_etag,
)
from pilotage.testing import operations
from pilotage.testing.api.plans import Side, TestCaseOut, TestPlanOut, case_of, case_out, plan_of, plan_out, router

__all__ = ["router"]


class TestPlanChange(Given):
    """What changes of a plan; left out: as it is."""

    __test__ = False
    name: Text | None = Field(None, min_length=1, max_length=160)
    starts_on: Day | None = None
    ends_on: Day | None = None
    cycles: Side | None = None
    bill_types: Side | None = None
    channels: Side | None = None
    events: Side | None = None


class TestCaseWords(Given):
    """What may be said of a case; `cycle`, `bill_type`, `channel` and `event` are its place in the coverage matrix."""

    __test__ = False
    area: Text = Field("", max_length=40)
    steps: Text = Field("", max_length=20_000)
    expected: Text = Field("", max_length=20_000)
    cycle: Text = Field("", max_length=60)
    bill_type: Text = Field("", max_length=60)
    channel: Text = Field("", max_length=60)
    event: Text = Field("", max_length=60)
    tester: Whole | None = None
    is_required: Flag = True


class TestCaseIn(TestCaseWords):
    """A case of the plan's own; without `code` it gets the next one."""

    title: Text = Field(min_length=1, max_length=200)
    code: Text = Field("", max_length=20)


class TestCaseChange(TestCaseWords):
    """What changes; left out: as it is. A case keeps its code."""

    title: Text | None = Field(None, min_length=1, max_length=200)


class UncoveredIn(Given):
    """A cell of the coverage matrix, with empty words for sides that the plan leaves out, and why it needs no case."""

    cycle: Text = Field("", max_length=60)
    bill_type: Text = Field("", max_length=60)
    channel: Text = Field("", max_length=60)
    event: Text = Field("", max_length=60)
    reason: Text = Field(min_length=1, max_length=300)


class ResultsTaken(Schema):
    """How many results were new, and the plan as it is now."""

    taken: int
    plan: TestPlanOut


def _told(given: TestCaseWords, *, is_new: bool) -> dict[str, Any]:
    sent = given.dict(exclude_unset=not is_new)
    if sent.get("title", "") is None:
        del sent["title"]
    return sent | ({"tester": person(sent["tester"])} if "tester" in sent else {})


@router.patch("/test-plans/{uuid:pk}", auth=TokenDoor("projects:write"), response={200: TestPlanOut, **CHANGES})
def change_test_plan(request: HttpRequest, response: HttpResponse, pk: UUID, given: TestPlanChange) -> Any:
    """Changes name, days and the sides of the coverage matrix; refused for a signed plan. Needs If-Match."""
    by, plan = staff_in(request), plan_of(request, pk)
    sent = given.dict(exclude_unset=True)
    sent = {name: value for name, value in sent.items() if value is not None or name in ("starts_on", "ends_on")}
    expect = expected_version(request, plan.record)
    operations.change_plan(plan=plan, expect=expect, by=by, now=timezone.now(), **sent)
    plan = plan_of(request, pk)
    with_etag(response, plan.record)
    return plan_out(plan)


@router.post("/test-plans/{uuid:pk}/cases", auth=TokenDoor("projects:write"), response={201: TestCaseOut, **CREATES})
@once
def create_test_case(request: HttpRequest, pk: UUID, given: TestCaseIn) -> Any:
    """Adds a case of the plan's own; refused for a signed plan."""
    by, plan = staff_in(request), plan_of(request, pk)
    made = operations.add_case(plan=plan, by=by, now=timezone.now(), **_told(given, is_new=True))
    return Status(201, case_out(case_of(request, made.pk)))


@router.patch("/test-cases/{int:pk}", auth=TokenDoor("projects:write"), response={200: TestCaseOut, **CHANGES})
def change_test_case(request: HttpRequest, response: HttpResponse, pk: int, given: TestCaseChange) -> Any:
    """Changes a case; refused for a signed plan. Needs If-Match with the plan's ETag."""
    by, case = staff_in(request), case_of(request, pk)
    expect = expected_version(request, case.plan.record)
    operations.change_case(case=case, expect=expect, by=by, now=timezone.now(), **_told(given, is_new=False))
    case = case_of(request, pk)
    with_etag(response, case.plan.record)
    return case_out(case)


@router.post("/test-cases/{int:pk}/removals", auth=TokenDoor("projects:write"), response={201: TestPlanOut, **CREATES})
@once
def remove_test_case(request: HttpRequest, pk: int) -> Any:
    """Takes a case away that was never run. Answers the plan."""
    by, case = staff_in(request), case_of(request, pk)
    operations.remove_case(case=case, by=by, now=timezone.now())
    return Status(201, plan_out(plan_of(request, case.plan_id)))


@router.post(
    "/test-plans/{uuid:pk}/results-file", auth=TokenDoor("projects:write"), response={201: ResultsTaken, **CREATES}
)
@once
def take_test_results(request: HttpRequest, pk: UUID, given: FileIn) -> Any:
    """Results of many cases from XLSX or CSV (code, result, note): all of them or none; those that are there already stay."""
    by, plan = staff_in(request), plan_of(request, pk)
    taken = operations.take_results(plan=plan, stream=stream_in(given), name=given.name, by=by, now=timezone.now())
    return Status(201, {"taken": taken, "plan": plan_out(plan_of(request, pk))})


@router.post(
    "/test-plans/{uuid:pk}/uncovered", auth=TokenDoor("projects:write"), response={201: TestPlanOut, **CREATES}
)
@once
def mark_uncovered(request: HttpRequest, pk: UUID, given: UncoveredIn) -> Any:
    """Says that a cell of the coverage matrix needs no case, and why. Answers the plan."""
    by, plan = staff_in(request), plan_of(request, pk)
    cell = (given.cycle, given.bill_type, given.channel, given.event)
    operations.mark_not_needed(plan=plan, cell=cell, reason=given.reason, by=by, now=timezone.now())
    return Status(201, plan_out(plan_of(request, pk)))
