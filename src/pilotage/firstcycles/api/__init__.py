"""The first bill cycles over the API: the board of a phase, all that have figures, and figures taken."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema, Status
from pydantic import BeforeValidator

from pilotage.billers.models import Phase
from pilotage.firstcycles import operations, queries
from pilotage.firstcycles.api.duties import Number
from pilotage.firstcycles.api.duties import router as duties
from pilotage.firstcycles.enums import AMOUNTS, FIGURES, Criterion, Source, Verdict
from pilotage.firstcycles.models import FiguresKept, FirstCycle
from pilotage.people.api import (
    CREATES,
    ERRORS,
    Amount,
    Cursor,
    Day,
    Given,
    Limit,
    Text,
    TokenDoor,
    once,
    one,
    page,
    pages,
    rows_of,
    staff_in,
    whole,
)

router = Router(tags=["first bill cycles"])
router.add_router("", duties)
Count = Annotated[int, Field(ge=0, le=2_000_000_000), BeforeValidator(whole)]


class CycleFigures(Schema):
    """Figures of a bill cycle; null is not known. Amounts are US dollars."""

    taken: int | None
    posted: int | None
    settled: int | None
    taken_amount: Decimal | None
    posted_amount: Decimal | None
    settled_amount: Decimal | None
    oldest_unposted_on: date | None
    duplicates: int | None
    returns: int | None
    autopay_due_on: date | None
    autopay_ran_on: date | None
    notices_planned: int | None
    notices_sent: int | None
    calls_forecast: int | None
    calls_taken: int | None


class FirstCycleOut(CycleFigures):
    """One of the first three bill cycles of a phase with the figures that were entered, as of the end of one day."""

    id: UUID
    version: int
    biller: UUID
    phase: UUID
    cycle: int
    as_of: date | None
    left_out: list[Criterion]
    remark: str
    source: str
    kept_at: datetime | None


class FirstCyclePage(Schema):
    """A page of them; `next` is the cursor of the following one, or null."""

    items: list[FirstCycleOut]
    next: str | None


class CriterionOut(Schema):
    """How a criterion stands: what is so, what is asked for, and the figures that are missing."""

    criterion: Criterion
    verdict: Verdict
    words: str
    limit: str
    missing: list[str]


class FigureOut(Schema):
    """A figure as it stands, as of which day and from where; `counted` is what a daily check says instead of what was entered."""

    figure: str
    value: int | Decimal | date
    as_of: date
    source: Literal["form", "file", "api", "daily"]
    by: str
    counted: int | Decimal | date | None
    counted_by: str


class FiguresAsTheyCame(Schema):
    """Figures as they came once; null was taken away."""

    cycle: int
    as_of: date
    source: Literal["form", "file", "api", "daily"]
    by: str
    kept_at: datetime
    figures: dict[str, int | str | None]


class FiguresAsTheyCamePage(Schema):
    """A page of them, the oldest first; `next` is the cursor of the following one, or null."""

    items: list[FiguresAsTheyCame]
    next: str | None


class StandingOut(Schema):
    """One of the first three bill cycles: when it is by the bill cycles of the phase, each figure with its source, and every criterion."""

    cycle: int
    bills_on: date | None
    ends_on: date | None
    as_of: date | None
    figures: list[FigureOut]
    criteria: list[CriterionOut]


class FirstCyclesBoard(Schema):
    """The board of a live phase; no cycles while it isn't live."""

    phase: UUID
    went_live: date | None
    cycles: list[StandingOut]


class FirstCycleIn(Given):
    """Figures of one of the first three bill cycles; those that aren't given stay, null takes one away."""

    cycle: Number
    as_of: Day
    taken: Count | None = None
    posted: Count | None = None
    settled: Count | None = None
    taken_amount: Amount | None = None
    posted_amount: Amount | None = None
    settled_amount: Amount | None = None
    oldest_unposted_on: Day | None = None
    duplicates: Count | None = None
    returns: Count | None = None
    autopay_due_on: Day | None = None
    autopay_ran_on: Day | None = None
    notices_planned: Count | None = None
    notices_sent: Count | None = None
    calls_forecast: Count | None = None
    calls_taken: Count | None = None
    left_out: list[
        Literal[
            "posted", "settled", "amounts", "oldest_unposted", "duplicates", "returns", "autopay", "notices", "calls"
        ]
    ] = Field([], max_length=9)
    remark: Text = Field("", max_length=4000)


@router.get("/first-cycles", auth=TokenDoor("projects:read"), response={200: FirstCyclePage, **ERRORS})
def list_first_cycles(request: HttpRequest, phase: UUID | None = None, cursor: Cursor = None, limit: Limit = 50) -> Any:
    """First bill cycles of which figures were entered, of one phase or all; staff only."""
    rows = rows_of(FirstCycle, staff_in(request)).filter(kept_at__isnull=False)
    return pages(page(rows.filter(phase=phase) if phase else rows, cursor, limit), cycle_out)


@router.get(
    "/phases/{uuid:pk}/first-cycles", auth=TokenDoor("projects:read"), response={200: FirstCyclesBoard, **ERRORS}
)
def get_first_cycles(request: HttpRequest, pk: UUID) -> Any:
    """The first three bill cycles of a phase against their limits; staff only."""
    phase = one(rows_of(Phase, staff_in(request)), pk)
    return board_out(phase)


@router.post(
    "/phases/{uuid:pk}/first-cycles", auth=TokenDoor("projects:write"), response={201: FirstCyclesBoard, **CREATES}
)
@once
def keep_first_cycle(request: HttpRequest, pk: UUID, given: FirstCycleIn) -> Any:
    """Keeps figures of one of the first three bill cycles; the earlier ones stay in its history."""
    by = staff_in(request)
    phase = one(rows_of(Phase, by), pk)
    sent = given.dict(exclude_unset=True)
    sent["number"] = sent.pop("cycle")
    sent |= {name: Decimal(sent[name]) for name in AMOUNTS if sent.get(name) is not None}
    operations.keep_figures(phase=phase, source=Source.API, by=by, now=timezone.now(), **sent)
    return Status(201, board_out(phase))


@router.get(
    "/phases/{uuid:pk}/first-cycles/history", auth=TokenDoor("projects:read"), response={200: FiguresAsTheyCamePage, **ERRORS}
)  # fmt: skip
def list_figures_as_they_came(request: HttpRequest, pk: UUID, cursor: Cursor = None, limit: Limit = 50) -> Any:
    """Figures of a phase's first bill cycles as they were entered or counted, the oldest first; staff only."""
    by = staff_in(request)
    phase = one(rows_of(Phase, by), pk)
    return pages(page(queries.history_of(phase, by), cursor, limit), came_out)


def came_out(row: FiguresKept) -> dict[str, Any]:
    """Plain values of figures as they came."""
    plain = {
        "as_of": row.as_of,
        "source": row.source,
        "by": row.by_name,
        "kept_at": row.kept_at,
        "figures": row.figures,
    }
    return plain | {"cycle": row.cycle.number}


def cycle_out(row: FirstCycle) -> dict[str, Any]:
    """Plain values of a cycle."""
    plain = ("as_of", "left_out", "remark", "source", "kept_at", *FIGURES)
    return {name: getattr(row, name) for name in plain} | {
        "id": row.pk, "version": row.record.version, "biller": row.biller_id, "phase": row.phase_id, "cycle": row.number,
    }  # fmt: skip


def board_out(phase: Phase) -> dict[str, Any]:
    """Plain values of a board."""
    return {
        "phase": phase.pk,
        "went_live": phase.went_live_date,
        "cycles": [
            {
                "cycle": one.number,
                "bills_on": one.planned.bills_on if one.planned else None,
                "ends_on": one.planned.ends_on if one.planned else None,
                "as_of": max((figure.as_of for figure in one.figures.values()), default=None),
                "figures": [{"figure": name, **vars(figure)} for name, figure in one.figures.items()],
                "criteria": [vars(row) | {"missing": list(row.missing)} for row in one.judged],
            }
            for one in queries.board_of(phase, timezone.now())
        ],
    }
