"""How good a day is for a go-live, from the bill cycles around it: points, reasons, and the windows worth proposing.

Source: documented go-live failures (a cut-over inside a print run, a first draft before its proof, shut-offs in the first
week) and the trade's rule that taxes never move in the 30 days before an instalment is due.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from pilotage.cycles.enums import DAY_NAMES, DayKind
from pilotage.cycles.rules.dates import Calendars

GOOD, FAIR, BAD = "good", "fair", "bad"
GOOD_FROM, FAIR_FROM = 80, 60
#: Points that each reason costs, of 100. Reasons of cycles are weighted by the cycle's share of accounts, at least a quarter.
POINTS = {
    "closed": 100, "weekend": 45, "print": 45, "due": 45, "draft": 45, "shut_off": 45, "tax": 60, "year_end": 45,
    "penalty": 25, "month_end": 20, "quarter_end": 15, "holiday": 10, "friday": 10, "open_bills": 5,
}  # fmt: skip
LEAST_SHARE = 0.25
#: Working days after the go-live in which a day of that kind hurts.
DUE_DAYS, DRAFT_DAYS, PENALTY_DAYS, SHUT_OFF_DAYS, TAX_DAYS = 3, 5, 3, 5, 30
MOST_WINDOWS, MOST_BAD, FEW = 5, 12, 3


@dataclass(frozen=True)
class Cycle:
    """A cycle as the judge sees it: its share of the accounts (0 to 1), and its runs."""

    name: str
    share: float
    runs: tuple[Mapping[DayKind, date], ...]


@dataclass(frozen=True)
class Shield:
    """From–to, both included, in which no late fees or no shut-offs are charged."""

    starts_on: date
    ends_on: date
    is_for_fees: bool
    is_for_shut_offs: bool


@dataclass(frozen=True)
class Reason:
    """Why a day lost points."""

    code: str
    points: int
    text: str


@dataclass(frozen=True)
class Judged:
    """A day with its score, 0 to 100, and what cost points, the dearest first."""

    day: date
    score: int
    reasons: tuple[Reason, ...]

    @property
    def verdict(self) -> str:
        """good, fair or bad."""
        return GOOD if self.score >= GOOD_FROM else FAIR if self.score >= FAIR_FROM else BAD


@dataclass(frozen=True)
class Window:
    """Working days in a row that go well together (or badly); `best` is the one with the highest score."""

    days: tuple[Judged, ...]

    @property
    def first(self) -> date:
        return self.days[0].day

    @property
    def last(self) -> date:
        return self.days[-1].day

    @property
    def best(self) -> Judged:
        return max(self.days, key=lambda one: (one.score, -one.day.toordinal()))


@dataclass(frozen=True)
class Judge:
    """Judges days by cycles, shields and calendars."""

    cycles: Sequence[Cycle]
    shields: Sequence[Shield]
    calendars: Calendars
    is_tax: bool = False

    def day(self, day: date) -> Judged:
        """One day with its reasons."""
        found = [*self._of_the_calendar(day), *self._of_the_cycles(day)]
        found.sort(key=lambda reason: -reason.points)
        return Judged(day, max(0, 100 - sum(reason.points for reason in found)), tuple(found))

    def propose(self, first: date, last: date) -> tuple[list[Window], list[Window]]:
        """Windows worth proposing, best first, and bad stretches in the order of time, in `first` … `last`.

        Where good ones are few, the best fair days stand with them, each alone.
        """
        judged = [self.day(day) for day in self.calendars.working.working_days(first, last)]
        good = _stretches(judged, GOOD)
        if len(good) < FEW:
            fair = sorted((one for one in judged if one.verdict == FAIR), key=lambda one: (-one.score, one.day))
            good += [Window((one,)) for one in fair[: FEW - len(good)]]
        good.sort(key=lambda window: (-window.best.score, window.first))
        return good[:MOST_WINDOWS], _stretches(judged, BAD)[:MOST_BAD]

    def _of_the_calendar(self, day: date) -> list[Reason]:
        bank, found = self.calendars.bank, []
        holiday = bank.holiday_name(day)
        if day.weekday() >= 5:
            found.append(
                _reason("weekend", f"{_day(day)} is a weekend: the bank settles nothing and few are there to help.")
            )
        elif holiday:
            found.append(_reason("closed", f"The banks are closed on {_day(day)}: {holiday}."))
        if day.weekday() == 4:
            found.append(_reason("friday", "A Friday: the first two days are watched by few."))
        for near in (day - timedelta(days=1), day + timedelta(days=1)):
            if (name := bank.holiday_name(near)) and near.weekday() < 5:
                found.append(_reason("holiday", f"Next to a bank holiday: {name}, {_day(near)}."))
        return found + self._of_the_books(day)

    def _of_the_books(self, day: date) -> list[Reason]:
        working = self.calendars.working
        if (day.month == 12 and day.day >= 16) or (day.month == 1 and day.day <= 5):
            return [_reason("year_end", "Year end: books close, people are away, vendors freeze changes.")]
        after = working.add_working_days(day, 2)
        is_end, is_begin = after.month != day.month, working.add_working_days(day, -1).month != day.month
        if not is_end and not is_begin:
            return []
        found = [_reason("month_end", "Month end: finance closes its books in these days.")]
        month = day.month if is_end else (day.month - 2) % 12 + 1
        if month % 3 == 0:
            found.append(_reason("quarter_end", "It is a quarter's end, too."))
        return found

    def _of_the_cycles(self, day: date) -> list[Reason]:
        found: dict[str, list[tuple[float, str]]] = {}
        for cycle in self.cycles:
            weight, said = max(cycle.share, LEAST_SHARE), set()
            for run in cycle.runs:
                for code, text in self._of_a_run(day, cycle.name, run):
                    if code not in said:
                        said.add(code)
                        found.setdefault(code, []).append((weight, text))
        return [
            Reason(
                code,
                round(POINTS[code] * min(1.0, sum(weight for weight, _ in hits))),
                _joined([text for _, text in hits]),
            )
            for code, hits in found.items()
        ]

    def _of_a_run(self, day: date, name: str, run: Mapping[DayKind, date]) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        bill, due = run.get(DayKind.BILL), run.get(DayKind.DUE)
        start = bill or run.get(DayKind.PRINT)
        end = run.get(DayKind.PRINT) or bill
        if start and end and start <= day <= end:
            found.append(("print", f"{name} is billed and printed {_span(start, end)}."))
        elif bill and due and bill < day < due:
            found.append(("open_bills", f"{name} has open bills, due {_day(due)}: they are loaded at the cut-over."))
        found += self._soon("due", DayKind.DUE, DUE_DAYS, day, name, run)
        found += self._soon("draft", DayKind.BANK, DRAFT_DAYS, day, name, run)
        found += (
            []
            if self._is_shielded(run, DayKind.PENALTY)
            else self._soon("penalty", DayKind.PENALTY, PENALTY_DAYS, day, name, run)
        )
        found += (
            []
            if self._is_shielded(run, DayKind.SHUT_OFF)
            else self._soon("shut_off", DayKind.SHUT_OFF, SHUT_OFF_DAYS, day, name, run)
        )
        if self.is_tax and due and timedelta() < due - day <= timedelta(days=TAX_DAYS):
            found.append(("tax", f"{name} is due {_day(due)}: taxes don't move in the {TAX_DAYS} days before."))
        return found

    def _soon(
        self, code: str, kind: DayKind, within: int, day: date, name: str, run: Mapping[DayKind, date]
    ) -> list[tuple[str, str]]:
        on = run.get(kind)
        if on is None or on < day:
            return []
        away = self.calendars.working.working_days_between(day, on)
        if away > within:
            return []
        when = (
            "on the day itself"
            if on == day
            else f"{away} working day{'' if away == 1 else 's'} after"
            if away
            else "before the next working day"
        )
        more = f" A first draft wants {DRAFT_DAYS} for its proof." if code == "draft" else ""
        return [(code, f"{DAY_NAMES[kind]} of {name} is {_day(on)}, {when}.{more}")]

    def _is_shielded(self, run: Mapping[DayKind, date], kind: DayKind) -> bool:
        on = run.get(kind)
        return on is not None and any(
            one.starts_on <= on <= one.ends_on
            and (one.is_for_fees if kind == DayKind.PENALTY else one.is_for_shut_offs)
            for one in self.shields
        )


def _stretches(judged: Sequence[Judged], verdict: str) -> list[Window]:
    """Days in a row with this verdict; bad ones are cut where the main reason changes."""

    def key(one: Judged) -> tuple[bool, str]:
        return one.verdict == verdict, one.reasons[0].code if verdict == BAD and one.reasons else ""

    return [Window(tuple(group)) for (is_it, _), group in groupby(judged, key=key) if is_it]


def _reason(code: str, text: str) -> Reason:
    return Reason(code, POINTS[code], text)


def _joined(texts: Sequence[str]) -> str:
    more = len(texts) - 2
    return " ".join(texts[:2]) + (
        f" {more} more {'cycle is' if more == 1 else 'cycles are'} alike." if more > 0 else ""
    )


def _day(day: date) -> str:
    return f"{day:%a %-d %b}"


def _span(start: date, end: date) -> str:
    return f"on {_day(start)}" if start == end else f"{_day(start)} to {_day(end)}"
