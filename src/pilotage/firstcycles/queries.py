"""Questions about the first bill cycles: their plan by the bill cycles, how they stand, and the boards of all live billers."""

import calendar
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from pilotage.billers.models import Biller, Phase
from pilotage.core.viewer import Viewer
from pilotage.cycles.enums import DayKind
from pilotage.cycles.models import BillCycle
from pilotage.cycles.queries import Run, cycles_of_phases, runs_of
from pilotage.daily.models import DailyCheck
from pilotage.daily.queries import checks_of_phase
from pilotage.firstcycles.enums import CRITERION_NAMES, CYCLES, FED_BY, FIGURES, Verdict
from pilotage.firstcycles.limits import limits
from pilotage.firstcycles.models import CycleDuty, FiguresKept, FirstCycle
from pilotage.firstcycles.rules import Judged, Until, judge, nothing_known, why_not
from pilotage.firstcycles.standing import Stood

#: For how long after go-live a phase is on the list of all boards.
WATCHED = timedelta(days=200)
#: Cycles of which somebody or a daily check gave figures.
HAS_FIGURES = Q(kept_at__isnull=False) | Q(counted_on__isnull=False)
SORTS = {
    "live": ("went_live_date", "pk"), "-live": ("-went_live_date", "pk"),
    "biller": ("biller__name", "number", "pk"), "-biller": ("-biller__name", "number", "pk"),
}  # fmt: skip


@dataclass(frozen=True)
class Planned:
    """When a cycle is, by the bill cycles of the phase: the first bill, the first due date and AutoPay draft, the last of its days."""

    bills_on: date
    due_on: date | None
    draft_on: date | None
    ends_on: date


@dataclass(frozen=True)
class Standing:
    """One of the first cycles: its plan where bill cycles are known, its row where it has one, and every criterion."""

    number: int
    planned: Planned | None
    row: FirstCycle | None
    judged: list[Judged]

    @property
    def figures(self) -> dict[str, Stood]:
        """What is known of it, each with its source and day."""
        return self.row.standing() if self.row is not None else {}

    @property
    def clash(self) -> str:
        """What was entered and what daily checks count, where both can't be; empty where they can."""
        found = self.row.figures() if self.row is not None else None
        problem = why_not(found) if found is not None else None
        return problem[1] if problem else ""

    def of(self, verdict: Verdict) -> list[Judged]:
        """The criteria with this verdict."""
        return [one for one in self.judged if one.verdict == verdict]

    @property
    def unmet(self) -> list[Judged]:
        """What is not as it should be."""
        return self.of(Verdict.UNMET)

    @property
    def missing(self) -> list[Judged]:
        """What can't be judged."""
        return self.of(Verdict.MISSING)

    @property
    def is_ahead(self) -> bool:
        """Whether it has not begun."""
        return all(one.verdict == Verdict.AHEAD for one in self.judged)


def today_at(biller: Biller, now: datetime) -> date:
    """The day that it is where the biller is."""
    return now.astimezone(ZoneInfo(biller.time_zone)).date()


def plan_of(phase: Phase) -> list[Planned]:
    """The first three months in which a bill cycle of the phase bills on or after go-live; fewer where less is known. Two queries."""
    return plans_of([phase])[phase.pk]


def plans_of(phases: Sequence[Phase]) -> dict[uuid.UUID, list[Planned]]:
    """The plan of each phase; empty where it isn't live or no bill cycle is known. Two queries for all."""
    live = [one for one in phases if one.went_live_date is not None]
    cycles = cycles_of_phases(live)
    spans = [
        _span(one.went_live_date, cycles[one.pk]) for one in live if one.went_live_date is not None and cycles[one.pk]
    ]
    rows = list({row.pk: row for some in cycles.values() for row in some}.values())
    runs = runs_of(rows, min(first for first, _ in spans), max(last for _, last in spans)) if spans else []
    by_cycle: dict[uuid.UUID, list[Run]] = {}
    for run in runs:
        by_cycle.setdefault(run.cycle.pk, []).append(run)
    found: dict[uuid.UUID, list[Planned]] = {one.pk: [] for one in phases}
    for one in live:
        if one.went_live_date is not None:
            mine = [run for row in cycles[one.pk] for run in by_cycle.get(row.pk, ())]
            found[one.pk] = _months(mine, one.went_live_date)
    return found


def _span(start: date, rows: list[BillCycle]) -> tuple[date, date]:
    return start, start + timedelta(days=31 * 4 * max(row.interval_months for row in rows))


def _months(runs: list[Run], start: date) -> list[Planned]:
    months: dict[date, list[dict[DayKind, date]]] = {}
    for run in runs:
        if DayKind.BILL in run.days and run.days[DayKind.BILL] >= start:
            months.setdefault(run.month, []).append(run.days)
    return [_planned(months[month]) for month in sorted(months)[: len(CYCLES)]]


def periods_of(phase: Phase) -> list[tuple[int, date, date]]:
    """Which payment days belong to which cycle, as number, first and last day: from one first bill to the next, the first one from go-live.

    Where bill cycles don't tell, months since go-live do. Two queries.
    """
    return periods(phase, plan_of(phase))


def periods(phase: Phase, plan: list[Planned]) -> list[tuple[int, date, date]]:
    """`periods_of` where the plan is known."""
    start = phase.went_live_date
    if start is None:
        return []
    firsts = [start, *(one.bills_on for one in plan[1:])]
    while len(firsts) <= len(CYCLES):
        firsts.append(month_after(firsts[-1]))
    return [(n, firsts[n - 1], firsts[n] - timedelta(days=1)) for n in CYCLES]


def month_after(day: date) -> date:
    """The same day of the next month, or its last one."""
    year, month = divmod(day.month, 12)
    last = calendar.monthrange(day.year + year, month + 1)[1]
    return date(day.year + year, month + 1, min(day.day, last))


def _planned(runs: list[dict[DayKind, date]]) -> Planned:
    def first(kind: DayKind) -> date | None:
        return min((days[kind] for days in runs if kind in days), default=None)

    ends = max(on for days in runs for kind, on in days.items() if kind not in (DayKind.PENALTY, DayKind.SHUT_OFF))
    return Planned(min(days[DayKind.BILL] for days in runs), first(DayKind.DUE), first(DayKind.BANK), ends)


def board_of(phase: Phase, now: datetime) -> list[Standing]:
    """The three cycles of a live phase as they stand; nothing for one that isn't live. Three queries."""
    if phase.went_live_date is None:
        return []
    held = {row.number: row for row in rows_of_phases([phase.pk])}
    return _standings(phase, held, plan_of(phase), today_at(phase.biller, now))


def _standings(phase: Phase, held: dict[int, FirstCycle], plan: list[Planned], today: date) -> list[Standing]:
    by, found = limits(), []
    for number, _first, last in periods(phase, plan):
        planned, row = (plan[number - 1] if len(plan) >= number else None), held.get(number)
        figures = row.figures() if row is not None else None
        if row is not None and figures is not None:
            judged = judge(figures, by, row.left_out, Until(last, today))
        else:
            # Without bill cycles nobody knows when a later cycle begins; the first one does with go-live.
            is_ahead = planned.bills_on > today if planned is not None else number > 1
            judged = nothing_known(by, is_ahead=is_ahead)
        found.append(Standing(number, planned, row, judged))
    return found


def rows_of_phases(phases: Iterable[uuid.UUID]) -> list[FirstCycle]:
    """The cycles that have figures or duties, of these phases. One query."""
    return list(FirstCycle.objects.everywhere().filter(phase__in=list(phases)).select_related("record"))


@dataclass(frozen=True)
class Feeding:
    """The daily checks that count figures of a phase, and the figures that none of them counts."""

    checks: list[DailyCheck]
    lacking: list[str]


def feeding_of(phase: Phase) -> Feeding:
    """Which daily checks feed the board of a phase. One query."""
    checks = [one for one in checks_of_phase(phase.pk) if one.kind in FED_BY]
    fed = {name for one in checks if not one.is_paused for name in FED_BY[one.kind]}
    return Feeding(checks, [name for name in FIGURES if name not in fed])


def history_of(phase: Phase, viewer: Viewer, number: int | None = None) -> QuerySet[FiguresKept]:
    """Figures of a phase's first cycles as they came, the newest first."""
    found = FiguresKept.objects.visible_to(viewer).filter(cycle__phase=phase)
    if number is not None:
        found = found.filter(cycle__number=number)
    return found.select_related("cycle").order_by("-as_of", "-kept_at", "-pk")


def row_of(phase: Phase, number: int) -> FirstCycle | None:
    """One cycle, if it has figures or duties."""
    found = FirstCycle.objects.everywhere().filter(phase=phase, number=number).select_related("record")
    row: FirstCycle | None = found.first()
    return row


def duties_of(phase: Phase) -> dict[tuple[int, str], CycleDuty]:
    """Duties that were done, by cycle and duty. One query."""
    found = CycleDuty.objects.everywhere().filter(cycle__phase=phase).select_related("cycle")
    return {(one.cycle.number, one.duty): one for one in found}


def live_phases(viewer: Viewer, *, now: datetime, text: str = "", scope: str = "", sort: str = "") -> QuerySet[Phase]:
    """Live phases, the newest first: those whose go-live is at most 200 days past, `all` for every one, `none` without figures."""
    found = Phase.objects.visible_to(viewer).filter(went_live_date__isnull=False).exclude(stage="cancelled")
    if scope != "all":
        found = found.filter(went_live_date__gte=now.date() - WATCHED)
    if scope == "none":
        found = found.exclude(pk__in=FirstCycle.objects.everywhere().filter(HAS_FIGURES).values("phase"))
    if text:
        found = found.filter(Q(biller__name__icontains=text) | Q(biller__external_id__iexact=text))
    return found.select_related("biller").order_by(*SORTS.get(sort, SORTS["-live"]))


def kept_of(phases: Sequence[Phase], now: datetime) -> dict[uuid.UUID, dict[int, list[Judged]]]:
    """The judged criteria of cycles with figures, by phase and number. Three queries."""
    found: dict[uuid.UUID, dict[int, list[Judged]]] = {}
    by, plans = limits(), plans_of(phases)
    untils = {
        (one.pk, number): Until(last, today_at(one.biller, now))
        for one in phases
        for number, _first, last in periods(one, plans[one.pk])
    }
    for row in FirstCycle.objects.everywhere().filter(HAS_FIGURES, phase__in=[one.pk for one in phases]):
        figures = row.figures()
        if figures is not None:
            until = untils[row.phase_id, row.number]
            found.setdefault(row.phase_id, {})[row.number] = judge(figures, by, row.left_out, until)
    return found


def unmet_of(phase: Phase, now: datetime) -> list[dict[str, object]]:
    """For the evaluation of a support window: `{cycle, unmet, missing, not_due}` as words, of each cycle that has begun."""
    return [
        {
            "cycle": one.number,
            "unmet": [f"{CRITERION_NAMES[row.criterion]}: {row.words} ({row.limit})" for row in one.unmet],
            "codes": [str(row.criterion) for row in one.unmet],
            "missing": [CRITERION_NAMES[row.criterion] for row in one.missing],
            "not_due": [f"{CRITERION_NAMES[row.criterion]}: {row.words}" for row in one.of(Verdict.NOT_DUE)],
        }
        for one in board_of(phase, now)
        if not one.is_ahead
    ]
