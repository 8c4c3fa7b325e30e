"""What another version of the policy would have said and would say: whom it changes, and what that costs a month. Pure.

Replays the facts that each decision stands on; new or existing is as it was counted then.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pilotage.core.decision_tables import TableVersion
from pilotage.transition.enums import Support
from pilotage.transition.loads import Stint, Taker, ahead_span, mondays, points_by_week
from pilotage.transition.rules import TierProposal, propose_tier


@dataclass(frozen=True)
class Standing:
    """A transition as it stands: its facts, what the policy proposed on them, and the day of its go-live."""

    key: Any
    name: str
    facts: Mapping[str, Any]
    row: str
    support: str
    window_days: int | None
    meetings: int | None
    go_live: dt.date | None
    is_decided: bool = False
    points: int = 1


@dataclass(frozen=True)
class Changed:
    """A transition that would be proposed otherwise."""

    standing: Standing
    then: TierProposal


@dataclass
class Month:
    """Go-lives of a month: support days and TSM meetings that are proposed now, and would be."""

    go_lives: int = 0
    days_now: int = 0
    days_then: int = 0
    meetings_now: int = 0
    meetings_then: int = 0


@dataclass
class WhatIf:
    """Everything replayed: how many, what changed, and the cost by month (the first of it); None is without a date."""

    total: int = 0
    decided: int = 0
    changed: list[Changed] = field(default_factory=list)
    months: dict[dt.date | None, Month] = field(default_factory=dict)
    moves: Counter[tuple[str, str]] = field(default_factory=Counter)
    pending: list[Changed] = field(default_factory=list)

    @property
    def sums(self) -> Month:
        """All months together."""
        whole = Month()
        for month in self.months.values():
            for name in vars(whole):
                setattr(whole, name, getattr(whole, name) + getattr(month, name))
        return whole


def replay(version: TableVersion, standings: Iterable[Standing]) -> WhatIf:
    """What this version would propose for each, in the order given."""
    found = WhatIf()
    for one in standings:
        then = _under(version, one.facts)
        found.total += 1
        found.decided += one.is_decided
        if not one.is_decided:
            found.pending.append(Changed(one, then))
        month = found.months.setdefault(one.go_live.replace(day=1) if one.go_live else None, Month())
        month.go_lives += 1
        month.days_now += one.window_days or 0
        month.days_then += then.window_days or 0
        month.meetings_now += one.meetings or 0
        month.meetings_then += then.meetings or 0
        if (then.support.value, then.window_days, then.meetings) != (one.support, one.window_days, one.meetings):
            found.changed.append(Changed(one, then))
            found.moves[one.row or one.support, then.row or then.support.value] += 1
    found.months = dict(sorted(found.months.items(), key=lambda item: item[0] or dt.date.max))
    return found


def _under(version: TableVersion, facts: Mapping[str, Any]) -> TierProposal:
    return propose_tier(
        version,
        vertical=facts.get("vertical"),
        integration=facts.get("integration"),
        mrr=facts.get("mrr"),
        why_integration=str(facts.get("why_integration") or ""),
    )


@dataclass(frozen=True)
class Filled:
    """The fullest week of a month: points of all decided and pending as proposed now, or as this version would, and the room."""

    month: dt.date
    monday: dt.date
    now: int
    then: int
    room: float

    def share(self, points: int) -> int | None:
        """In percent of the room; None without any."""
        return round(points * 100 / self.room) if self.room > 0 else None


def filled(
    pending: Iterable[Changed], held: Iterable[Stint], takers: Sequence[Taker], today: dt.date, last: dt.date
) -> list[Filled]:
    """Each month from today to `last` against what all takers together have room for."""
    weeks, pending = mondays(today, last), list(pending)
    now = [
        _ask(one.standing, one.standing.support, one.standing.meetings, one.standing.window_days, today)
        for one in pending
    ]
    then = [_ask(one.standing, one.then.support, one.then.meetings, one.then.window_days, today) for one in pending]
    busy = points_by_week(held, weeks)
    sums = [points_by_week([ask for ask in asks if ask], weeks) for asks in (now, then)]
    found: dict[dt.date, Filled] = {}
    for place, monday in enumerate(weeks):
        room = sum(taker.room(monday) for taker in takers)
        one = Filled(
            max(monday, today).replace(day=1), monday, busy[place] + sums[0][place], busy[place] + sums[1][place], room
        )
        best = found.get(one.month)
        if best is None or one.then * best.room > best.then * one.room:
            found[one.month] = one
    return list(found.values())


def _ask(one: Standing, support: str, meetings: int | None, days: int | None, today: dt.date) -> Stint | None:
    if support not in (Support.SUCCESS, Support.LIGHT):
        return None
    first, last = ahead_span(one.go_live, meetings or 0, days or 0, today)
    return Stint(None, "", one.name, one.points, first, last)
