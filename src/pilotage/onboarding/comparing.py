"""Two versions of a playbook side by side: which tasks came, went and changed, field by field. Plain values."""

from collections.abc import Sequence
from dataclasses import dataclass

from pilotage.onboarding.lines import Line, link_text

FIELD_NAMES = {
    "title": "Task",
    "part": "Part of the plan",
    "roles": "Roles",
    "duration_days": "Working days",
    "links": "Waits for",
    "milestone": "Milestone",
    "notes": "Notes",
    "condition": "Only if",
    "parent": "Subtask of",
    "documents": "Documents",
    "parameter": "Name of its length",
    "needed_by": "Needed by",
}


@dataclass(frozen=True)
class Cell:
    """One field of a task that differs: its name, and the two values in words."""

    name: str
    was: str
    now: str


@dataclass(frozen=True)
class Difference:
    """A task in two versions; `was` or `now` is None where it isn't there."""

    code: str
    was: Line | None
    now: Line | None
    cells: tuple[Cell, ...]

    @property
    def kind(self) -> str:
        """added, dropped, changed or same."""
        if self.was is None:
            return "added"
        if self.now is None:
            return "dropped"
        return "changed" if self.cells else "same"


def differences(was: Sequence[Line], now: Sequence[Line]) -> list[Difference]:
    """Every task of either version, in the order of the newer one; what went stands after what came before it."""
    before, after = {line.code: line for line in was}, {line.code: line for line in now}
    order = [line.code for line in now]
    for place, line in enumerate(was):
        if line.code not in after:
            earlier = next((one.code for one in reversed(was[:place]) if one.code in order), None)
            order.insert(order.index(earlier) + 1 if earlier else 0, line.code)
    return [
        Difference(code, before.get(code), after.get(code), _cells(before.get(code), after.get(code))) for code in order
    ]


def _cells(was: Line | None, now: Line | None) -> tuple[Cell, ...]:
    if was is None or now is None:
        return ()
    return tuple(
        Cell(name, shown(was, field), shown(now, field))
        for field, name in FIELD_NAMES.items()
        if shown(was, field) != shown(now, field)
    )


def shown(line: Line, field: str) -> str:
    """A field in words; links in a fixed order, for their order says nothing."""
    value = getattr(line, field)
    if field in ("links", "needed_by"):
        return ", ".join(sorted(map(link_text, value)))
    return ", ".join(value) if isinstance(value, tuple) else str(value)
