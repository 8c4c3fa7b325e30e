"""A board: tasks as cards in columns by state, by owner or by part."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pilotage.onboarding.pictures.rows import PlanRow
from pilotage.work.enums import TASK_STATE_NAMES, TaskState

#: What the columns of a board may stand for.
KINDS = {"state": gettext_lazy("State"), "owner": gettext_lazy("Owner"), "part": gettext_lazy("Part")}
#: A column shows so many cards, and ten times as many when it is asked for.
SHOWN = 40
SHOWN_WIDE = 400
STATES = (TaskState.OPEN, TaskState.DOING, TaskState.BLOCKED, TaskState.DONE)
NOBODY = "none"


@dataclass
class Column:
    """`key` is what a card gets that is moved here. `cards` are those shown, `total` all there are."""

    key: str
    label: str
    cards: list[PlanRow] = field(default_factory=list)
    total: int = 0
    late: int = 0

    @property
    def hidden(self) -> int:
        """Cards that are not shown."""
        return self.total - len(self.cards)


def columns(
    rows: Sequence[PlanRow], kind: str, today: date, *, wide: str = "", parts: Sequence[str] = ()
) -> list[Column]:
    """The columns with their cards: open ones by due date, the newest done first. `wide` names a column of which more is shown."""
    found = _empty(kind, parts)
    for row in sorted(rows, key=_order):
        key, label = _place(row, kind)
        column = found.setdefault(key, Column(key, label))
        column.total += 1
        column.late += row.is_late(today)
        if len(column.cards) < (SHOWN_WIDE if wide == key else SHOWN):
            column.cards.append(row)
    if kind == "owner":
        return sorted(found.values(), key=lambda one: (one.key != NOBODY, one.label.lower()))
    return list(found.values())


def choices(found: Sequence[Column]) -> list[tuple[str, str]]:
    """The columns as choices for a card."""
    return [(one.key, one.label) for one in found]


def _empty(kind: str, parts: Sequence[str]) -> dict[str, Column]:
    if kind == "state":
        return {state: Column(state, TASK_STATE_NAMES[state]) for state in STATES}
    if kind == "part":
        return {part: Column(part, part) for part in parts}
    return {NOBODY: Column(NOBODY, _("Nobody yet"))}


def _place(row: PlanRow, kind: str) -> tuple[str, str]:
    if kind == "owner":
        return (str(row.owner_id), row.owner) if row.owner_id and row.owner else (NOBODY, _("Nobody yet"))
    if kind == "part":
        return row.part, row.part
    return row.state, TASK_STATE_NAMES[TaskState(row.state)]


def _order(row: PlanRow) -> tuple[Any, ...]:
    """Open before done; the nearest due date first, of what is done the latest."""
    if row.is_finished:
        return 1, -(row.done_on or date.min).toordinal(), row.code
    return 0, (row.due or date.max).toordinal(), row.code
