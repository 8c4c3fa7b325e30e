"""What a schedule check says: each thing that should happen ends in one state, and so does each thing that happened."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any

GOOD = frozenset({"on_time", "expected", "skipped", "complete"})


@dataclass
class Check:
    """One check: states counted, findings listed. `planned` and `happened` are controls that the states must reach."""

    name: str
    planned: int = 0
    happened: int = 0
    plan_states: Counter[str] = field(default_factory=Counter)
    other_states: Counter[str] = field(default_factory=Counter)
    findings: list[dict[str, Any]] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    days: dict[str, dict[str, Any]] = field(default_factory=dict)

    def plan(self, state: str, **facts: Any) -> None:
        """One planned thing ends in `state`; a finding is kept where that is not good."""
        self.plan_states[state] += 1
        if state not in GOOD:
            self.findings.append({"finding": state, **facts})

    def day(self, on: date) -> dict[str, Any]:
        """A day on which something could be due, and nothing is until it is counted."""
        return self.days.setdefault(on.isoformat(), {"planned": 0, "done": 0, "last": ""})

    def count(self, planned: date, happened: date | None) -> None:
        """One thing that was due on its day: how many were, how many happened, and when the last one did."""
        day = self.day(planned)
        day["planned"] += 1
        if happened is not None:
            day["done"] += 1
            day["last"] = max(day["last"], happened.isoformat())

    def other(self, state: str, **facts: Any) -> None:
        """One thing that happened and that no plan asked for (or asked for once only)."""
        self.other_states[state] += 1
        if state not in GOOD and state != "matched":
            self.findings.append({"finding": state, **facts})

    def told(self, limit: int) -> dict[str, Any]:
        """The check as JSON."""
        return {
            "planned": self.planned, "happened": self.happened, "states": dict(sorted(self.plan_states.items())),
            "happened_states": dict(sorted(self.other_states.items())), "findings": self.findings[:limit],
            "findings_left_off": max(0, len(self.findings) - limit), **({"by_day": dict(sorted(self.days.items()))} if self.days else {}),
            **self.facts,
        }  # fmt: skip

    def adds_up(self) -> bool:
        return self.plan_states.total() == self.planned and self.other_states.total() == self.happened
