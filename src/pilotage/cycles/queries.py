"""Questions about bill cycles, go-live windows, parts of phased go-lives, and protections."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from pilotage.billers.models import Phase
from pilotage.core import app_settings
from pilotage.core.viewer import Viewer
from pilotage.cycles.enums import FUNNEL, DayKind, PartState, ProtectionState
from pilotage.cycles.models import AccountCheck, AutopayFigure, AutopayMove, BillCycle, CycleDay, GoLivePart, Protection
from pilotage.cycles.rules.dates import Calendars, days_of, is_near, months_of, plus_months
from pilotage.cycles.rules.windows import Cycle, Judge, Judged, Shield
from pilotage.planner.calendars import us_bank, us_federal

SORTS = {
    "name": ("name", "pk"), "-name": ("-name", "pk"), "biller": ("biller__name", "name"), "-biller": ("-biller__name", "name"),
    "accounts": (F("accounts").asc(nulls_last=True), "pk"), "-accounts": (F("accounts").desc(nulls_last=True), "pk"),
}  # fmt: skip
PROTECTION_SORTS = {
    "ends": ("ends_on", "pk"), "-ends": ("-ends_on", "pk"), "biller": ("biller__name", "ends_on"), "-biller": ("-biller__name", "ends_on"),
}  # fmt: skip
COUNTED = (*FUNNEL, "failed", "at_risk")
AROUND = 2  # months before and after a span in which runs that touch it may begin


@dataclass(frozen=True)
class Run:
    """One run of a cycle: its month, its days, and which of them a file has fixed."""

    cycle: BillCycle
    month: date
    days: dict[DayKind, date]
    fixed: frozenset[DayKind]


def calendars() -> Calendars:
    """Working days with the provider's own days off; bank days."""
    extra = app_settings.value("extra_days_off")
    working = us_federal().with_days_off("own", map(date.fromisoformat, extra)) if extra else us_federal()
    return Calendars(working, us_bank())


def cycles(viewer: Viewer, asked: dict[str, Any], *, sort: str = "") -> QuerySet[BillCycle]:
    """Cycles with biller and phase. `asked`: q, biller (id), state (retired or all; else those in use)."""
    found = BillCycle.objects.visible_to(viewer).select_related("biller", "phase", "invoice_type", "record")
    if text := asked.get("q"):
        found = found.filter(Q(name__icontains=text) | Q(biller__name__icontains=text))
    if asked.get("biller"):
        found = found.filter(biller=asked["biller"])
    if asked.get("state") != "all":
        found = found.filter(is_retired=asked.get("state") == "retired")
    return found.order_by(*SORTS.get(sort, SORTS["biller"]))


def cycle_for(viewer: Viewer, pk: uuid.UUID) -> BillCycle:
    """Raises `BillCycle.DoesNotExist` when the viewer doesn't see it."""
    rows = BillCycle.objects.visible_to(viewer).select_related("record", "biller", "phase__biller", "invoice_type")
    found: BillCycle = rows.get(pk=pk)
    return found


def cycles_of_phase(phase: Phase) -> list[BillCycle]:
    """The biller's cycles in use that concern the phase."""
    return cycles_of_phases([phase])[phase.pk]


def cycles_of_phases(phases: Iterable[Phase]) -> dict[uuid.UUID, list[BillCycle]]:
    """The cycles in use that concern each phase; one query for all."""
    asked = {one.pk: one.biller_id for one in phases}
    held = BillCycle.objects.everywhere().filter(biller__in=set(asked.values()), is_retired=False)
    rows = sorted(held.select_related("record", "invoice_type", "phase"), key=lambda row: _in_order(row.name))
    return {pk: [row for row in rows if row.biller_id == of and row.phase_id in (None, pk)] for pk, of in asked.items()}


def _in_order(name: str) -> tuple[Any, ...]:
    """Cycle 2 before Cycle 10."""
    digits = "".join(sign if sign.isdigit() else " " for sign in name).split()
    return (int(digits[0]) if digits else 0, name)


def runs_of(rows: Sequence[BillCycle], first: date, last: date) -> list[Run]:
    """Runs of these cycles with at least one day in `first` … `last`, by month and cycle; one query."""
    start, end = plus_months(first, -AROUND), plus_months(last, AROUND)
    fixed: dict[tuple[uuid.UUID, date], dict[DayKind, date]] = {}
    held = CycleDay.objects.everywhere().filter(cycle__in=[row.pk for row in rows], month__gte=start, month__lte=end)
    for day in held:
        fixed.setdefault((day.cycle_id, day.month), {})[DayKind(day.kind)] = day.on
    by, found = calendars(), []
    for row in rows:
        rules = row.day_rules
        months = set(months_of(row.first_month, row.interval_months, start, end)) if rules else set()
        months |= {month for key, month in fixed if key == row.pk}
        for month in sorted(months):
            given = fixed.get((row.pk, month), {})
            days = days_of(rules, month, by, given)
            if any(first <= on <= last for on in days.values()):
                found.append(Run(row, month, days, frozenset(given)))
    return sorted(found, key=lambda run: (run.month, _in_order(run.cycle.name)))


def next_day(rows: Sequence[BillCycle], kind: DayKind, today: date) -> tuple[date, BillCycle] | None:
    """The next day of a kind from today on, within 200 days, and whose it is."""
    found = [
        (run.days[kind], run.cycle)
        for run in runs_of(rows, today, today + timedelta(days=200))
        if kind in run.days and run.days[kind] >= today
    ]
    return min(found, key=lambda one: (one[0], one[1].name)) if found else None


def judge_of(phase: Phase, first: date, last: date) -> Judge | None:
    """A judge of go-live days of the phase in `first` … `last`; None while the biller has no cycle, and for days far off."""
    rows = cycles_of_phase(phase) if is_near(first, last) else []
    if not rows:
        return None
    total = sum(row.accounts or 0 for row in rows)
    runs = runs_of(rows, first - timedelta(days=45), last + timedelta(days=60))
    seen = [
        Cycle(
            row.name,
            (row.accounts or 0) / total if total else 1 / len(rows),
            tuple(run.days for run in runs if run.cycle.pk == row.pk),
        )
        for row in rows
    ]
    shields = [
        Shield(one.starts_on, one.ends_on, one.is_for_fees, one.is_for_shut_offs)
        for one in protections_of(phase.pk)
        if one.scope_words == "All accounts"
    ]
    return Judge(seen, shields, calendars(), is_tax=phase.biller.vertical == "tax")


def judged(phase: Phase, day: date) -> Judged | None:
    """How good one day is for the go-live of a phase; None while no cycle is known."""
    found = judge_of(phase, day, day)
    return found.day(day) if found else None


def protections_of(phase_id: uuid.UUID) -> list[Protection]:
    """Protections of a phase that aren't closed, the one that ends first on top."""
    found = Protection.objects.everywhere().filter(phase=phase_id, state=ProtectionState.AGREED)
    return list(found.select_related("owner", "cycle", "invoice_type").order_by("ends_on"))


def protections(viewer: Viewer, asked: dict[str, Any], *, today: date, sort: str = "") -> QuerySet[Protection]:
    """Protections. `asked`: q, phase (id), state (agreed, over: agreed though past its end, closed; else those not closed)."""
    found = Protection.objects.visible_to(viewer).select_related("biller", "phase", "owner", "cycle", "invoice_type")
    if text := asked.get("q"):
        found = found.filter(Q(biller__name__icontains=text) | Q(agreed_by__icontains=text) | Q(payers__icontains=text))
    if asked.get("phase"):
        found = found.filter(phase=asked["phase"])
    state = asked.get("state") or "open"
    if state in ("open", "over"):
        found = found.filter(state=ProtectionState.AGREED)
        found = found.filter(ends_on__lt=today) if state == "over" else found
    elif state == "closed":
        found = found.filter(state=ProtectionState.CLOSED)
    return found.order_by(*PROTECTION_SORTS.get(sort, PROTECTION_SORTS["ends"]))


def protection_for(viewer: Viewer, pk: uuid.UUID) -> Protection:
    """Raises `Protection.DoesNotExist` when the viewer doesn't see it."""
    found: Protection = (
        Protection.objects.visible_to(viewer)
        .select_related("record", "biller", "phase__biller", "owner", "cycle", "invoice_type")
        .get(pk=pk)
    )
    return found


def ending(today: date, ahead: timedelta) -> Iterable[Protection]:
    """Protections that end within `ahead`, or ended and aren't closed."""
    found = Protection.objects.everywhere().filter(state=ProtectionState.AGREED, ends_on__lte=today + ahead)
    return found.select_related("record", "owner", "phase__biller", "cycle", "invoice_type")


def parts_of(phase_id: uuid.UUID) -> list[GoLivePart]:
    """Parts of a phase in the order in which they start."""
    found = GoLivePart.objects.everywhere().filter(phase=phase_id)
    return list(found.select_related("invoice_type", "cycle", "record").order_by("starts_on", "ends_on", "pk"))


def overlaps(parts: Sequence[GoLivePart]) -> dict[uuid.UUID, list[GoLivePart]]:
    """For each part that isn't cancelled, the others that run at the same time."""
    live = [one for one in parts if one.state != PartState.CANCELLED]
    return {
        one.pk: [
            other
            for other in live
            if other.pk != one.pk and other.starts_on <= one.ends_on and one.starts_on <= other.ends_on
        ]
        for one in live
    }


def part_for(viewer: Viewer, pk: uuid.UUID) -> GoLivePart:
    """Raises `GoLivePart.DoesNotExist` when the viewer doesn't see it."""
    found: GoLivePart = (
        GoLivePart.objects.visible_to(viewer)
        .select_related("record", "phase__biller", "cycle", "invoice_type")
        .get(pk=pk)
    )
    return found


def moves(viewer: Viewer, asked: dict[str, Any]) -> QuerySet[AutopayMove]:
    """AutoPay boards with biller, phase and owner. `asked`: q."""
    found = AutopayMove.objects.visible_to(viewer).select_related("biller", "phase", "owner")
    if text := asked.get("q"):
        found = found.filter(Q(biller__name__icontains=text))
    return found.order_by("biller__name", "phase__number")


def move_for(viewer: Viewer, pk: uuid.UUID) -> AutopayMove:
    """Raises `AutopayMove.DoesNotExist` when the viewer doesn't see it."""
    found: AutopayMove = (
        AutopayMove.objects.visible_to(viewer).select_related("record", "phase__biller", "biller", "owner").get(pk=pk)
    )
    return found


def move_of(phase_id: uuid.UUID) -> AutopayMove | None:
    """The board of a phase, if it has one."""
    found: AutopayMove | None = AutopayMove.objects.everywhere().filter(phase=phase_id).select_related("record").first()
    return found


def latest_figures(move_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, dict[str, AutopayFigure]]:
    """The newest figures of each method, by board and method; one query."""
    found: dict[uuid.UUID, dict[str, AutopayFigure]] = {}
    for row in AutopayFigure.objects.everywhere().filter(move__in=list(move_ids)).order_by("on"):
        found.setdefault(row.move_id, {})[row.method] = row
    return found


def summed(rows: Iterable[AutopayFigure]) -> dict[str, int]:
    """Each count over the methods; `left` are accounts neither moved nor stopped as planned."""
    found = dict.fromkeys(COUNTED, 0)
    for row in rows:
        for name in found:
            found[name] += getattr(row, name)
    return found | {"left": found["total"] - found["moved"]}


def figures_of(move: AutopayMove) -> QuerySet[AutopayFigure]:
    """All daily figures, newest first."""
    return AutopayFigure.objects.everywhere().filter(move=move).order_by("-on", "method")


def checks_of(move: AutopayMove) -> list[AccountCheck]:
    """Comparisons of accounts, newest first; without the accounts themselves."""
    found = AccountCheck.objects.everywhere().filter(move=move).defer("found", "at_risk")
    return list(found.order_by("-made_at", "-pk")[:20])


def draft_of(move: AutopayMove, today: date) -> date | None:
    """The next AutoPay draft: as a person set it while it lies ahead, else the next one of the bill cycles."""
    if move.next_draft_on and move.next_draft_on >= today:
        return move.next_draft_on
    found = next_day(cycles_of_phase(move.phase), DayKind.BANK, today)
    return found[0] if found else None


def standing_of_move(phase_id: uuid.UUID, today: date, held: Iterable[Protection]) -> dict[str, Any] | None:
    """For go-live: `{move, counts, missing}` of a phase that has a board, None for others; `held` are its `protections_of`.

    One query: a row for each daily figure, with the newest comparison of accounts beside it.
    """
    newest = AccountCheck.objects.everywhere().filter(move=OuterRef("pk")).order_by("-made_at", "-pk")
    found = (
        AutopayMove.objects.everywhere()
        .filter(phase=phase_id)
        .annotate(
            both=Subquery(newest.values("both_count")[:1]),
            method=F("figures__method"),
            **{f"n_{name}": F(f"figures__{name}") for name in COUNTED},
        )
    )
    rows = list(found.order_by("figures__on"))
    if not rows:
        return None
    move, both = rows[0], rows[0].both
    latest = {row.method: row for row in rows if row.method is not None}.values()
    counts = {name: sum(getattr(row, f"n_{name}") for row in latest) for name in COUNTED}
    missing = []
    if not counts["total"]:
        missing.append("No AutoPay figures yet: how many accounts come over, and how.")
    if both is None:
        missing.append("Accounts of the old and the new side were not compared.")
    elif both:
        missing.append(f"{both:,} accounts would be drafted on both sides.")
    if counts["at_risk"] and not any(one.is_for_shut_offs and one.ends_on >= today for one in held):
        missing.append(f"{counts['at_risk']:,} accounts are at risk of a shut-off, and no protection holds.")
    return {"move": move, "counts": counts, "missing": missing}
