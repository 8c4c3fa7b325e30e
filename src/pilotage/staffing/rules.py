"""How much a biller asks of a person, what a week holds, and how two answers differ. Plain values."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

#: Monthly revenue from which a biller asks for a point more.
LARGE_MRR = Decimal(5000)
#: Days that a project takes where none is planned yet: 90 working days.
USUAL_LENGTH = dt.timedelta(days=128)
#: Shares of the capacity from which a week is called busy, full and over.
BUSY, FULL, OVER = 0.7, 0.9, 1.0


def points_of(*, is_enterprise: bool, is_phased: bool, mrr: Decimal | None) -> int:
    """Points of one project for whoever takes it: 1, and 1 more each for an enterprise, a phased go-live, an MRR from 5,000."""
    return 1 + is_enterprise + is_phased + (mrr is not None and mrr >= LARGE_MRR)


@dataclass(frozen=True)
class Demand:
    """What one biller's phase asks of a role from a day to a day (both included); `user` is None where nobody has it."""

    user: int | None
    role: str
    biller: str
    points: int
    first: dt.date
    last: dt.date
    url: str = ""


@dataclass(frozen=True)
class Offer:
    """What a person can take on from a day to a day (both included, None: without end)."""

    first: dt.date
    last: dt.date | None
    points: int
    days_a_week: int = 5
    at_once: int = 3

    def covers(self, day: dt.date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True)
class Week:
    """One person's week. `share` is load by capacity; None where there is no capacity but a load."""

    monday: dt.date
    load: float
    capacity: float
    away: int
    billers: tuple[str, ...]

    @property
    def share(self) -> float | None:
        if self.capacity <= 0:
            return None if self.load else 0.0
        return self.load / self.capacity

    @property
    def tone(self) -> str:
        """over, full, busy, free, or away."""
        share = self.share
        if self.capacity <= 0 and (self.away or not self.load):
            return "away"
        if share is None or share > OVER + 1e-9:
            return "over"
        return "full" if share >= FULL else "busy" if share >= BUSY else "free"


def offer_on(offers: Iterable[Offer], day: dt.date, usual: int) -> Offer:
    """What holds on a day: the period that covers it, else the account's own capacity."""
    return next((one for one in offers if one.covers(day)), Offer(day, day, usual))


def weeks_from(day: dt.date, count: int) -> list[dt.date]:
    """Mondays, the first that of the week of `day`."""
    monday = day - dt.timedelta(days=day.weekday())
    return [monday + dt.timedelta(days=7 * number) for number in range(count)]


def week_of(
    monday: dt.date, demands: Iterable[Demand], offers: Sequence[Offer], usual: int, away: frozenset[dt.date]
) -> Week:
    """A person's week: points of what runs in it, capacity by the days that are worked."""
    friday = monday + dt.timedelta(days=4)
    mine = [one for one in demands if one.first <= friday and one.last >= monday]
    offer = offer_on(offers, monday, usual)
    working = [monday + dt.timedelta(days=number) for number in range(min(5, offer.days_a_week))]
    gone = sum(day in away for day in working)
    capacity = offer.points * (len(working) - gone) / 5
    names = tuple(sorted({one.biller for one in mine}))
    return Week(monday, float(sum(one.points for one in mine)), capacity, gone, names)


def overloads(name: str, weeks: Sequence[Week]) -> list[dict[str, Any]]:
    """Runs of weeks over capacity: `{name, first, last, weeks, most}`; `most` is None where there is no capacity at all."""
    found: list[dict[str, Any]] = []
    for week in weeks:
        if week.tone != "over":
            continue
        last = found[-1] if found else None
        if last is not None and last["last"] + dt.timedelta(days=7) == week.monday:
            last["last"], last["weeks"] = week.monday, last["weeks"] + 1
            last["most"] = None if None in (last["most"], week.share) else max(last["most"], week.share)
        else:
            found.append({"name": name, "first": week.monday, "last": week.monday, "weeks": 1, "most": week.share})
    return found


def capacity_ahead(offer: Offer, away: int, working: int) -> float:
    """Points that a person can take on over the next weeks: less by the share of the days away."""
    part = min(5, offer.days_a_week) / 5
    return round(offer.points * part * (1 - away / working), 2) if working else 0.0


def overlaps(first: dt.date, last: dt.date | None, others: Iterable[Offer]) -> Offer | None:
    """The period that a new one would overlap."""
    far = dt.date.max
    return next((one for one in others if first <= (one.last or far) and one.first <= (last or far)), None)


def fingerprint(given: Mapping[str, Any]) -> str:
    """SHA-256 of the inputs, the same for the same values."""
    text = json.dumps(given, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def unlike(one: Sequence[Mapping[str, Any]], other: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Needs that two answers give to different people, in the order of the first; what only one holds is left out."""
    theirs = {row["need"]: row for row in other}
    return [
        {"need": row["need"], "one": row, "other": theirs[row["need"]]}
        for row in one
        if row["need"] in theirs and theirs[row["need"]]["user"] != row["user"]
    ]
