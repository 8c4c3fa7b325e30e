"""The days of one run of a bill cycle: counted from each other, rolled off days off, or as a file has fixed them."""

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pilotage.cycles.enums import BASES, DAY_NAMES, DayKind, Roll, Unit
from pilotage.planner.calendars import WorkingCalendar

MOST_OFFSET = 120
#: What people can mean; further off, calendars end.
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2399, 12, 31)
BANKING = (DayKind.BANK, DayKind.SETTLEMENT)
#: Pairs of which the first may not come after the second.
ORDERED = (
    (DayKind.READ, DayKind.BILL),
    (DayKind.BILL, DayKind.PRINT),
    (DayKind.BILL, DayKind.DUE),
    (DayKind.BILL, DayKind.BANK),
    (DayKind.BANK, DayKind.SETTLEMENT),
    (DayKind.DUE, DayKind.PENALTY),
    (DayKind.DUE, DayKind.SHUT_OFF),
    (DayKind.PENALTY, DayKind.SHUT_OFF),
)


@dataclass(frozen=True)
class DayRule:
    """One day: `offset` is a day of the month (1 to 31), or how many days, working or bank days after its base."""

    kind: DayKind
    offset: int
    unit: Unit
    roll: Roll = Roll.STAY


@dataclass(frozen=True)
class Calendars:
    """What the provider and biller work by, and what the Federal Reserve works by."""

    working: WorkingCalendar
    bank: WorkingCalendar

    def of(self, kind: DayKind) -> WorkingCalendar:
        """The calendar by which a kind of day rolls."""
        return self.bank if kind in BANKING else self.working


def is_near(*days: date) -> bool:
    """Whether all of these days are ones that people can mean."""
    return all(FIRST_DAY <= day <= LAST_DAY for day in days)


def base_of(kind: DayKind, known: Iterable[DayKind]) -> DayKind | None:
    """The day from which `kind` is counted, among those that the cycle has; None where it counts from the month alone."""
    have = set(known)
    return next((one for one in BASES[kind] if one in have), None)


def why_not(rules: Sequence[DayRule]) -> tuple[DayKind, str] | None:
    """What is wrong with the rules of a cycle: the day, and why; None when they can be followed."""
    kinds = [rule.kind for rule in rules]
    if not kinds:
        return DayKind.BILL, "Give at least one day, such as the bill's."
    for rule in rules:
        name = DAY_NAMES[rule.kind]
        if rule.unit == Unit.MONTH_DAY and not 1 <= rule.offset <= 31:
            return rule.kind, f"{name}: a day of the month is 1 to 31."
        if rule.unit != Unit.MONTH_DAY and not 0 <= rule.offset <= MOST_OFFSET:
            return rule.kind, f"{name}: count 0 to {MOST_OFFSET} days."
        if rule.unit != Unit.MONTH_DAY and base_of(rule.kind, kinds) is None:
            wanted = " or ".join(DAY_NAMES[one].lower() for one in BASES[rule.kind]) or "nothing"
            return rule.kind, f"{name} is counted from {wanted}, which the cycle lacks. Give a day of the month."
    return None


def days_of(
    rules: Sequence[DayRule], month: date, calendars: Calendars, fixed: Mapping[DayKind, date] | None = None
) -> dict[DayKind, date]:
    """The days of the run that belongs to `month`. A fixed day stays as it is, and what counts from it counts from there."""
    found: dict[DayKind, date] = dict(fixed or {})
    by_kind = {rule.kind: rule for rule in rules}
    for kind in DayKind:
        rule = by_kind.get(kind)
        if rule is None or kind in found:
            continue
        raw = _raw(rule, month, found, calendars)
        if raw is not None:
            found[kind] = _rolled(raw, rule.roll, calendars.of(kind))
    return {kind: found[kind] for kind in DayKind if kind in found}


def _raw(rule: DayRule, month: date, found: Mapping[DayKind, date], calendars: Calendars) -> date | None:
    if rule.unit == Unit.MONTH_DAY:
        return month.replace(day=min(rule.offset, monthrange(month.year, month.month)[1]))
    base = base_of(rule.kind, found)
    if base is None:
        return None
    start = found[base]
    if rule.unit == Unit.DAYS:
        return start + timedelta(days=rule.offset)
    calendar = calendars.bank if rule.unit == Unit.BANK else calendars.working
    return calendar.add_working_days(start, rule.offset) if rule.offset else start


def _rolled(day: date, roll: Roll, calendar: WorkingCalendar) -> date:
    if roll == Roll.NEXT:
        return calendar.next_working_day(day)
    return calendar.previous_working_day(day) if roll == Roll.PREVIOUS else day


def out_of_order(days: Mapping[DayKind, date]) -> str | None:
    """Which two days of a run stand the wrong way round, in words; None when all is well."""
    for first, second in ORDERED:
        if first in days and second in days and days[first] > days[second]:
            return (
                f"{DAY_NAMES[first]} ({days[first]:%-d %b %Y}) comes after {DAY_NAMES[second].lower()} "
                f"({days[second]:%-d %b %Y})."
            )
    return None


def months_of(first: date, interval: int, start: date, end: date) -> list[date]:
    """First days of the months in which a cycle runs, `start` to `end`; `first` is a month in which it does."""
    place = (start.year - first.year) * 12 + start.month - first.month
    place += -place % interval
    found = []
    while (month := plus_months(first, place)) <= end:
        found.append(month)
        place += interval
    return found


def plus_months(day: date, months: int) -> date:
    """The first day of the month so many months on."""
    total = day.year * 12 + day.month - 1 + months
    return date(total // 12, total % 12 + 1, 1)
