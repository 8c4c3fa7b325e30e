"""Assignment over the API: runs that propose who takes which go-live, and taking them over."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Router, Schema, Status
from pydantic import BeforeValidator

from pilotage.assignment import operations, queries
from pilotage.assignment.enums import TAKER_NAMES, AssignState
from pilotage.assignment.models import AssignmentRun
from pilotage.core.viewer import Viewer
from pilotage.people.api import (
    CREATES,
    ERRORS,
    ApiProblem,
    Cursor,
    Given,
    Limit,
    Text,
    TokenDoor,
    Whole,
    not_found,
    once,
    page,
    pages,
    staff_in,
    whole,
    with_etag,
)
from pilotage.transition import policy

router = Router(tags=["assignment"])
Search = Annotated[int, Field(ge=1, le=60), BeforeValidator(whole)]
Ahead = Annotated[int, Field(ge=1, le=730), BeforeValidator(whole)]


class AssignmentRunOut(Schema):
    """A question who takes which go-live; it decides nothing until somebody accepts it."""

    id: UUID
    version: int
    name: str
    state: AssignState
    problem: str
    asked_at: datetime
    finished_at: datetime | None
    accepted_at: datetime | None
    accepted: int
    fingerprint: str


class AssignmentRunPage(Schema):
    """A page of them; `next` is the cursor of the following one, or null."""

    items: list[AssignmentRunOut]
    next: str | None


class NextBestOut(Schema):
    """Somebody else who has room, and what that would cost more with all else as it is."""

    user: int
    name: str
    more: float
    why: str


class ProposalOut(Schema):
    """A person for a decision, and why; `user` is null where nobody has room.

    `over` names the week in which a locked person is over capacity, `differs` why the policy proposes otherwise; both ask for
    a reason when they are accepted.
    """

    need: UUID
    phase: UUID
    name: str
    target: date
    support: str
    row: str
    points: int
    first: date
    last: date
    user: int | None
    person: str
    role: str
    why: str
    near: list[NextBestOut]
    is_locked: bool
    is_taken: bool
    over: str
    differs: str


class LeftOutOut(Schema):
    """A go-live ahead that nobody is proposed for, and why."""

    name: str
    url: str
    why: str


class AssignmentRunWhole(AssignmentRunOut):
    """A run with its proposals by go-live, once they are there: their cost, that of one after the other, and a proved bound below."""

    asked: dict[str, Any]
    proposals: list[ProposalOut]
    left_out: list[LeftOutOut]
    cost: float | None
    greedy_cost: float | None
    bound: float | None
    is_proved: bool | None


class LockIn(Given):
    """A decision that stays with a person."""

    need: UUID
    user: Whole


class AssignmentRunIn(Given):
    """What to work out: `roles` tsm, tam or both; `within` days; people left out; locks; seconds to search."""

    name: Text = Field("", max_length=120)
    roles: list[Text] = Field(default_factory=lambda: list(TAKER_NAMES), min_length=1, max_length=2)
    within: Ahead | None = None
    without: list[Whole] = Field(default_factory=list, max_length=500)
    locks: list[LockIn] = Field(default_factory=list, max_length=500)
    seconds: Search = 10


class AcceptIn(Given):
    """Decisions to take over as proposed, all or none; a reason for those that differ or are over capacity."""

    needs: list[UUID] = Field(min_length=1, max_length=500)
    reason: Text = ""


class MonthOut(Schema):
    """The fullest week of a month: its Monday, the points in it, and the room."""

    month: date
    monday: date
    load: float
    room: float


class TakerLoadOut(Schema):
    """A TSM or TAM and their months ahead; `user` is null for what nobody has yet."""

    user: int | None
    name: str
    months: list[MonthOut]


class TakerLoads(Schema):
    """Everybody who takes go-lives."""

    items: list[TakerLoadOut]


def run_out(row: AssignmentRun) -> dict[str, Any]:
    """Plain values of a run, without its answer."""
    names = ("name", "state", "problem", "asked_at", "finished_at", "accepted_at", "fingerprint")
    own = {name: getattr(row, name) for name in names}
    return own | {"id": row.pk, "version": row.record.version, "accepted": len(row.kept)}


def whole_out(row: AssignmentRun) -> dict[str, Any]:
    """The same with its proposals."""
    found, given, taken = row.found or {}, row.given or {}, {one["need"] for one in row.kept}
    proposals = [one | {"is_taken": one["need"] in taken} for one in found.get("proposals", [])]
    proposals.sort(key=lambda one: (one["target"], one["name"]))
    numbers = {name: found.get(name) for name in ("cost", "greedy_cost", "bound", "is_proved")}
    return run_out(row) | numbers | {
        "asked": row.asked, "proposals": proposals, "left_out": given.get("left_out", []),
    }  # fmt: skip


def _run(viewer: Viewer, pk: UUID) -> AssignmentRun:
    try:
        return queries.assignment_run_for(viewer, pk)
    except AssignmentRun.DoesNotExist:
        raise not_found() from None


@router.get("/assignment-runs", auth=TokenDoor("decisions:read"), response={200: AssignmentRunPage, **ERRORS})
def list_assignment_runs(request: HttpRequest, cursor: Cursor = None, limit: Limit = 50) -> Any:
    """Runs in the order in which they were asked; staff only."""
    rows = AssignmentRun.objects.select_related("record").defer("given", "found")
    return pages(page(rows if staff_in(request).is_provider else rows.none(), cursor, limit), run_out)


@router.post("/assignment-runs", auth=TokenDoor("decisions:write"), response={201: AssignmentRunOut, **CREATES})
@once
def create_assignment_run(request: HttpRequest, given: AssignmentRunIn) -> Any:
    """Asks who should take which go-live ahead; a job works it out."""
    by = staff_in(request)
    if strange := sorted(set(given.roles) - set(TAKER_NAMES)):
        words = f"Nobody is proposed as {strange[0][:40]}. Give {', '.join(TAKER_NAMES)}."
        raise ApiProblem(409, words, code="roles", field="roles")
    asked = {name: getattr(given, name) for name in ("roles", "within", "without", "seconds")}
    asked["locks"] = {str(one.need): one.user for one in given.locks}
    made = operations.ask_for_assignment(asked=asked, name=given.name, by=by, now=timezone.now())
    return Status(201, run_out(made))


@router.get(
    "/assignment-runs/{uuid:pk}", auth=TokenDoor("decisions:read"), response={200: AssignmentRunWhole, **ERRORS}
)
def get_assignment_run(request: HttpRequest, response: HttpResponse, pk: UUID) -> Any:
    """One run with its proposals, why, and the next best; and its ETag."""
    row = _run(staff_in(request), pk)
    with_etag(response, row.record)
    return whole_out(row)


@router.post(
    "/assignment-runs/{uuid:pk}/acceptances",
    auth=TokenDoor("decisions:write"),
    response={201: AssignmentRunOut, **CREATES},
)
@once
def accept_assignment_run(request: HttpRequest, pk: UUID, given: AcceptIn) -> Any:
    """Decides these transitions as the run proposes: all or none."""
    by = staff_in(request)
    needs = [str(one) for one in given.needs]
    operations.accept_proposals(run=_run(by, pk), needs=needs, reason=given.reason, by=by, now=timezone.now())
    return Status(201, run_out(_run(by, pk)))


@router.post(
    "/assignment-runs/{uuid:pk}/withdrawals",
    auth=TokenDoor("decisions:write"),
    response={201: AssignmentRunOut, **CREATES},
)
@once
def undo_assignment_run(request: HttpRequest, pk: UUID) -> Any:
    """Opens again what was decided from the run, where nobody has decided otherwise since."""
    by = staff_in(request)
    operations.undo_run(run=_run(by, pk), by=by, now=timezone.now())
    return Status(201, run_out(_run(by, pk)))


@router.get("/transition-load", auth=TokenDoor("decisions:read"), response={200: TakerLoads, **ERRORS})
def transition_load(request: HttpRequest) -> Any:
    """How full TSMs and TAMs are in the nine months ahead, and what nobody has yet; staff only."""
    staff_in(request)
    found, nobody = queries.months_ahead(policy.today(timezone.now()))
    rows = [*found, nobody]
    return {
        "items": [
            {"user": one.user.pk if one.user else None, "name": one.user.name if one.user else "", "months": one.months}
            for one in rows
        ]
    }
