"""What another version of the policy would have said and would say: whom it changes, and what that costs a month. Pure.

Replays the facts that each decision stands on; new or existing is as it was counted then.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pilotage.core.decision_tables import TableVersion
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
