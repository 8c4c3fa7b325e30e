"""Promises and scope lines over the API: changed, dropped, led to what keeps them, taken from a file."""

from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Schema, Status

from pilotage.billers.models import Phase
from pilotage.onboarding.models import PlanTask
from pilotage.people.api import (
    CHANGES,
    CREATES,
    ERRORS,
    ApiProblem,
    Day,
    FileIn,
    Flag,
    Given,
    Text,
    TokenDoor,
    Whole,
    expected_version,
    once,
    one,
    rows_of,
    sent_in,
    staff_in,
    stream_in,
    with_etag,
)
from pilotage.scope import operations
from pilotage.scope.api.trace import LineOut, PromiseOut, Source, line_out, promise_out, router
from pilotage.scope.models import Promise, ScopeLine, TraceLink
from pilotage.scope.operations.linking import Target
from pilotage.technical.models import CheckItem
from pilotage.testing.models import TestCase

__all__ = ["router"]
Keys = list[UUID]


class PromiseChange(Given):
    """What changes; left out: as it is. With `is_withdrawn` true, by agreement, it no longer holds; `reason` says why."""

    title: Text | None = Field(None, min_length=1, max_length=300)
    source: Source | None = None
    reference: Text | None = Field(None, max_length=200)
    said_on: Day | None = None
    is_withdrawn: Flag = False
    reason: Text = Field("", max_length=300)


class LineChange(Given):
    """What changes; left out: as it is. `promises` are all that it keeps; `state` drops it, with `reason`, or takes it up again."""

    title: Text | None = Field(None, min_length=1, max_length=300)
    description: Text | None = Field(None, max_length=10_000)
    promises: Keys | None = Field(None, max_length=100)
    state: Literal["in_scope", "dropped"] | None = None
    reason: Text = Field("", max_length=300)


class LinkIn(Given):
    """Where a line leads in one step: to one of `item`, `case` and `task`, or to what `text` names (training, KPI).

    With `is_not_needed` true the line needs none, and `text` says why.
    """

    step: Literal["configuration", "test", "training", "kpi"]
    item: UUID | None = None
    case: Whole | None = None
    task: UUID | None = None
    text: Text = Field("", max_length=300)
    is_not_needed: Flag = False


class LinkOut(Schema):
    """Where a line leads in one step."""

    id: int
    line: UUID
    step: str
    item: UUID | None
    case: int | None
    task: UUID | None
    text: str
    is_not_needed: bool


class LinkList(Schema):
    """Those of a line."""

    items: list[LinkOut]


class ScopeFileTaken(Schema):
    """How many promises, lines and links are new."""

    promises: int
    lines: int
    links: int


def link_out(row: TraceLink) -> dict[str, Any]:
    """Plain values of a link."""
    return {
        "id": row.pk, "line": row.line_id, "step": row.step, "item": row.check_item_id, "case": row.test_case_id,
        "task": row.plan_task_id, "text": row.text, "is_not_needed": row.is_not_needed,
    }  # fmt: skip


def _target(given: LinkIn, by: Any) -> Target | None:
    named = [(model, key) for model, key in ((CheckItem, given.item), (PlanTask, given.task)) if key is not None]
    if len(named) + (given.case is not None) > 1:
        raise ApiProblem(409, "Name one of item, case and task.", code="target", field="item")
    if given.case is not None:
        return one(TestCase.objects.visible_to(by).select_related("plan"), min(given.case, 2**62))  # type: ignore[no-any-return]
    if not named:
        return None
    model, key = named[0]
    rows = model.objects.visible_to(by)
    return one(rows.select_related("project") if model is PlanTask else rows, key)  # type: ignore[no-any-return]


@router.get("/promises/{uuid:pk}", auth=TokenDoor("projects:read"), response={200: PromiseOut, **ERRORS})
def get_promise(request: HttpRequest, response: HttpResponse, pk: UUID) -> Any:
    """One promise, with its ETag."""
    row = one(rows_of(Promise, staff_in(request)), pk)
    with_etag(response, row.record)
    return promise_out(row)


@router.patch("/promises/{uuid:pk}", auth=TokenDoor("projects:write"), response={200: PromiseOut, **CHANGES})
def change_promise(request: HttpRequest, response: HttpResponse, pk: UUID, given: PromiseChange) -> Any:
    """Changes a promise, or withdraws it: all or nothing. Needs If-Match."""
    by, now = staff_in(request), timezone.now()
    row = one(rows_of(Promise, by), pk)
    operations.change_promise_by_values(
        promise=row, values=sent_in(given, nullable=("said_on",), leave={"is_withdrawn", "reason"}),
        is_withdrawn=given.is_withdrawn, reason=given.reason, expect=expected_version(request, row.record), by=by, now=now,
    )  # fmt: skip
    row = one(rows_of(Promise, by), pk)
    with_etag(response, row.record)
    return promise_out(row)


@router.patch("/scope-lines/{uuid:pk}", auth=TokenDoor("projects:write"), response={200: LineOut, **CHANGES})
def change_line(request: HttpRequest, response: HttpResponse, pk: UUID, given: LineChange) -> Any:
    """Changes a line and the promises that it keeps, drops it or takes it up again: all or nothing. Needs If-Match."""
    by, now = staff_in(request), timezone.now()
    row = one(rows_of(ScopeLine, by), pk)
    promises = None if given.promises is None else [one(rows_of(Promise, by), key) for key in given.promises]
    operations.change_line_by_values(
        line=row, values=sent_in(given, leave={"promises", "state", "reason"}), promises=promises, state=given.state,
        reason=given.reason, expect=expected_version(request, row.record), by=by, now=now,
    )  # fmt: skip
    row = one(rows_of(ScopeLine, by), pk)
    with_etag(response, row.record)
    return line_out(row)


@router.get("/scope-lines/{uuid:pk}/links", auth=TokenDoor("projects:read"), response={200: LinkList, **ERRORS})
def list_links(request: HttpRequest, pk: UUID) -> Any:
    """Where a scope line leads: its configuration, tests, training and KPIs."""
    row = one(rows_of(ScopeLine, staff_in(request)), pk)
    found = TraceLink.objects.everywhere().filter(line=row).order_by("pk")
    return {"items": [link_out(link) for link in found]}


@router.post("/scope-lines/{uuid:pk}/links", auth=TokenDoor("projects:write"), response={201: LinkList, **CREATES})
@once
def create_link(request: HttpRequest, pk: UUID, given: LinkIn) -> Any:
    """Leads a line to what keeps it, or says that it needs none. Answers all its links."""
    by, now = staff_in(request), timezone.now()
    row = one(rows_of(ScopeLine, by), pk)
    if given.is_not_needed:
        operations.mark_not_needed(line=row, step=given.step, reason=given.text, by=by, now=now)
    else:
        operations.link_line(line=row, step=given.step, target=_target(given, by), text=given.text, by=by, now=now)
    return Status(201, list_links(request, pk))


@router.post("/scope-links/{int:pk}/removals", auth=TokenDoor("projects:write"), response={201: LinkList, **CREATES})
@once
def remove_link(request: HttpRequest, pk: int) -> Any:
    """Takes a link of a scope line away. Answers those that are left."""
    by = staff_in(request)
    row = one(TraceLink.objects.visible_to(by).select_related("line"), min(pk, 2**62))
    operations.remove_link(link=row, by=by, now=timezone.now())
    return Status(201, list_links(request, row.line_id))


@router.post(
    "/phases/{uuid:pk}/scope-file", auth=TokenDoor("projects:write"), response={201: ScopeFileTaken, **CREATES}
)
@once
def take_scope_file(request: HttpRequest, pk: UUID, given: FileIn) -> Any:
    """Adds promises, lines and links from CSV or XLSX with the columns of the page's export: all of them or none."""
    by = staff_in(request)
    phase = one(rows_of(Phase, by), pk)
    found = operations.import_trace(
        phase=phase, name=given.name, stream=stream_in(given), by=by, now=timezone.now()
    )  # fmt: skip
    return Status(201, found)
