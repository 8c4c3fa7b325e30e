"""Bill cycles over the API: with the days of their runs, added, changed, taken out of use; and runs as a file gives them."""

from datetime import date, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Router, Schema, Status
from pydantic import BeforeValidator

from pilotage.billers.models import Phase
from pilotage.core.errors import Refused
from pilotage.cycles import operations, queries
from pilotage.cycles.api.named import named
from pilotage.cycles.enums import DayKind, Roll, Unit
from pilotage.cycles.models import BillCycle
from pilotage.cycles.rules.dates import MOST_OFFSET, DayRule, is_near
from pilotage.people.api import (
    CHANGES,
    CREATES,
    ERRORS,
    Cursor,
    Day,
    Flag,
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
    rows_of,
    sent_in,
    staff_in,
    whole,
    with_etag,
)

router = Router(tags=["cycles"])
Offset = Annotated[int, Field(ge=0, le=MOST_OFFSET), BeforeValidator(whole)]
#: Its pattern leaves out NUL by itself; `Text` would put its own over it.
Month = Annotated[str, Field(pattern="^[0-9]{4}-(0[1-9]|1[0-2])$", examples=["2027-03"])]
#: How often a cycle may run, in months.
Interval = Literal[1, 2, 3, 6, 12]


class RunOut(Schema):
    """One run of a cycle: its month and its days by kind; `fixed` came from a file."""

    month: date
    days: dict[str, date]
    fixed: list[str]


class CycleOut(Schema):
    """A bill cycle with its runs of the next twelve months; without a phase it concerns every phase of the biller."""

    id: UUID
    version: int
    biller: UUID
    phase: UUID | None
    name: str
    accounts: int | None
    invoice_type: str | None
    first_month: date
    interval_months: int
    is_retired: bool
    rules: list[dict[str, Any]]
    runs: list[RunOut]


class CyclePage(Schema):
    """A page of them."""

    items: list[CycleOut]
    next: str | None


class DayRuleIn(Given):
    """How one day is found: a day of the month, or days, working or bank days after the day it is counted from."""

    kind: DayKind
    offset: Offset
    unit: Unit
    roll: Roll = Roll.STAY


class CycleWords(Given):
    """What may be said of a cycle; left out: as it is. `invoice_type` is a name of the biller's."""

    name: Text | None = Field(None, max_length=80)
    rules: list[DayRuleIn] | None = Field(None, max_length=len(DayKind))
    first_month: Day | None = None
    interval_months: Interval | None = None
    accounts: Whole | None = None
    invoice_type: Text | None = Field(None, max_length=120)


class CycleIn(CycleWords):
    """A new cycle of a phase's biller; `is_of_phase`: it concerns that phase alone. `first_month`: any day of a month in which it runs."""

    phase: UUID
    name: Text = Field(min_length=1, max_length=80)
    rules: list[DayRuleIn] = Field(min_length=1, max_length=len(DayKind))
    first_month: Day
    is_of_phase: Flag = False


class CycleChange(CycleWords):
    """What changes; `is_retired` takes it out of use, or back. Null takes accounts or invoice type away."""

    is_retired: Flag | None = None


class RunDatesIn(Given):
    """The days of one run as the biller gives them; they go before the rules."""

    cycle: Text = Field(min_length=1, max_length=80)
    month: Month
    days: dict[DayKind, Day] = Field(min_length=1)


class RunDatesList(Given):
    """Runs of the biller's cycles; a cycle that it lacks is added without rules."""

    runs: list[RunDatesIn] = Field(min_length=1, max_length=1000)


class RunDatesOut(Schema):
    """How many runs were taken, and how many cycles were new."""

    runs: int
    new_cycles: int


@router.get("/cycles", auth=TokenDoor("projects:read"), response={200: CyclePage, **ERRORS})
def list_cycles(request: HttpRequest, biller: UUID | None = None, cursor: Cursor = None, limit: Limit = 50) -> Any:
    """Bill cycles with their runs of the next twelve months, of one biller or all; staff only."""
    rows = rows_of(BillCycle, staff_in(request)).select_related("invoice_type")
    found = page(rows.filter(biller=biller) if biller else rows, cursor, limit)
    today = timezone.now().date()
    return pages(found, lambda row: cycle_out(row, queries.runs_of([row], today, today + timedelta(days=365))))


@router.get("/cycles/{uuid:pk}", auth=TokenDoor("projects:read"), response={200: CycleOut, **ERRORS})
def get_cycle(request: HttpRequest, response: HttpResponse, pk: UUID) -> Any:
    """One bill cycle, with its ETag."""
    row = one(rows_of(BillCycle, staff_in(request)), pk)
    with_etag(response, row.record)
    return _with_runs(row)


@router.post("/cycles", auth=TokenDoor("projects:write"), response={201: CycleOut, **CREATES})
@once
def create_cycle(request: HttpRequest, given: CycleIn) -> Any:
    """Adds a bill cycle to a phase's biller."""
    by = staff_in(request)
    phase = one(rows_of(Phase, by), given.phase)
    made = operations.add_cycle(
        phase=phase, is_of_phase=given.is_of_phase, by=by, now=timezone.now(),
        **_given(given, phase.biller_id, leave={"phase", "is_of_phase"}),
    )  # fmt: skip
    return Status(201, _with_runs(one(rows_of(BillCycle, by), made.pk)))


@router.patch("/cycles/{uuid:pk}", auth=TokenDoor("projects:write"), response={200: CycleOut, **CHANGES})
def change_cycle(request: HttpRequest, response: HttpResponse, pk: UUID, given: CycleChange) -> Any:
    """Changes a bill cycle, takes it out of use or back: all or nothing. Needs If-Match."""
    by, now = staff_in(request), timezone.now()
    row = one(rows_of(BillCycle, by), pk)
    version = expected_version(request, row.record)
    with transaction.atomic():
        fields = _given(given, row.biller_id, leave={"is_retired"})
        operations.change_cycle(cycle=row, expect=version, by=by, now=now, **fields)
        if given.is_retired is not None:
            operations.retire_cycle(cycle=row, is_retired=given.is_retired, by=by, now=now)
    row = one(rows_of(BillCycle, by), pk)
    with_etag(response, row.record)
    return _with_runs(row)


@router.post("/phases/{uuid:pk}/cycle-dates", auth=TokenDoor("projects:write"), response={201: RunDatesOut, **CREATES})
@once
def fix_cycle_dates(request: HttpRequest, pk: UUID, given: RunDatesList) -> Any:
    """Fixes days of runs as the biller gives them: all of them, or none. A run's earlier days are replaced."""
    by = staff_in(request)
    phase = one(rows_of(Phase, by), pk)
    rows = []
    for each in given.runs:
        month = date.fromisoformat(f"{each.month}-01") if each.month[:4] != "0000" else date.min
        if not is_near(month, *each.days.values()):
            words = f"{each.cycle}, {each.month}: these days are too far off."
            raise Refused(words, field="runs")
        rows.append({"cycle": " ".join(each.cycle.split()), "month": month, "days": dict(each.days)})
    runs, fresh = operations.fix_dates(phase=phase, rows=rows, by=by, now=timezone.now())
    return Status(201, {"runs": runs, "new_cycles": fresh})


def cycle_out(row: BillCycle, runs: list[queries.Run]) -> dict[str, Any]:
    """Plain values of a cycle."""
    plain = ("name", "accounts", "first_month", "interval_months", "is_retired", "rules")
    return {name: getattr(row, name) for name in plain} | {
        "id": row.pk, "version": row.record.version, "biller": row.biller_id, "phase": row.phase_id,
        "invoice_type": row.invoice_type.name if row.invoice_type else None,
        "runs": [
            {"month": run.month, "days": {str(kind): on for kind, on in run.days.items()}, "fixed": sorted(map(str, run.fixed))}
            for run in runs
        ],
    }  # fmt: skip


def _with_runs(row: BillCycle) -> dict[str, Any]:
    today = timezone.now().date()
    return cycle_out(row, queries.runs_of([row], today, today + timedelta(days=365)))


def _given(given: CycleWords, biller_id: Any, *, leave: set[str]) -> dict[str, Any]:
    """What was sent; null is a value only for accounts and invoice type."""
    sent = sent_in(given, nullable=("accounts", "invoice_type"), leave=leave)
    if "rules" in sent:
        sent["rules"] = [DayRule(**one) for one in sent["rules"]]
    return named(biller_id, sent)
