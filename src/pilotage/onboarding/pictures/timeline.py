"""The timeline of a plan as numbers for an SVG: one row a task, a bar from start to due date, beside a table of the same rows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from pilotage.onboarding.pictures.rows import PlanRow
from pilotage.onboarding.pictures.scale import HEAD, Scale, scale_over

ROW = 32
BAR, BAR_TOP, BASE_TOP = 14, 7, 24


@dataclass(frozen=True)
class Bar:
    """One task: where it is drawn. `base_x` and `base_width` are the baseline's, where it has one."""

    row: PlanRow
    y: int
    x: float
    width: float
    tone: str
    is_movable: bool
    base_x: float | None
    base_width: float
    slip: int

    @property
    def bar_y(self) -> int:
        return self.y + BAR_TOP

    @property
    def base_y(self) -> int:
        return self.y + BASE_TOP

    @property
    def end(self) -> float:
        return round(self.x + self.width, 1)

    @property
    def diamond(self) -> str:
        """Points of the mark of a milestone, behind the bar."""
        x, y = self.end + 9, self.y + BAR_TOP + BAR // 2
        return f"{x},{y - 7} {x + 7},{y} {x},{y + 7} {x - 7},{y}"


@dataclass(frozen=True)
class Drawing:
    """A timeline. `groups` are parts with their bars; heights and places in pixels."""

    scale: Scale
    height: int
    groups: list[dict[str, Any]]
    links: list[dict[str, str]]
    today_x: float | None
    marks: list[dict[str, Any]]

    @property
    def bars(self) -> list[Bar]:
        return [bar for group in self.groups for bar in group["bars"]]


Baseline = Mapping[str, tuple[date, date]]


def draw(
    rows: Sequence[PlanRow],
    links: Iterable[tuple[Any, Any]],
    today: date,
    *,
    zoom: str = "month",
    baseline: Baseline | None = None,
    marks: Iterable[tuple[date, str, str]] = (),
    may_move: bool = False,
    all_links: bool = False,
) -> Drawing | None:
    """The drawing; None for a plan without dates. `baseline` gives (start, finish) by code; `marks` are (day, name, tone)."""
    dated = [row for row in rows if row.start and row.due]
    if not dated:
        return None
    given, shown = dict(baseline or {}), [one for one in marks if one[0]]
    days = [day for row in dated for day in (row.start, row.due) if day]
    days += [day for row in dated if row.code in given for day in given[row.code]]
    scale = scale_over([*days, *(one[0] for one in shown)], zoom)
    groups, y = [], HEAD
    for part, some in groupby(dated, key=lambda row: row.part):
        top, y = y, y + ROW
        bars = []
        for row in some:
            bars.append(_bar(row, y, scale, today, given.get(row.code), may_move))
            y += ROW
        groups.append({"name": part, "y": top, "text_y": top + 21, "bars": bars})
    return Drawing(
        scale=scale,
        height=y + 8,
        groups=groups,
        links=_links([bar for group in groups for bar in group["bars"]], links, all_links),
        today_x=scale.x(today) if scale.holds(today) else None,
        marks=[{"x": scale.end(day), "name": name, "tone": tone, "day": day} for day, name, tone in shown],
    )


def _bar(row: PlanRow, y: int, scale: Scale, today: date, base: tuple[date, date] | None, may_move: bool) -> Bar:
    assert row.start is not None and row.due is not None
    x = scale.x(row.start)
    base_x = scale.x(base[0]) if base else None
    return Bar(
        row=row,
        y=y,
        x=x,
        width=max(2.0, round(scale.end(row.due) - x, 1)),
        tone=row.tone(today),
        is_movable=may_move and not row.is_finished,
        base_x=base_x,
        base_width=max(2.0, round(scale.end(base[1]) - (base_x or 0), 1)) if base else 0,
        slip=(row.due - base[1]).days if base else 0,
    )


def _links(bars: Sequence[Bar], links: Iterable[tuple[Any, Any]], all_links: bool) -> list[dict[str, str]]:
    """Lines from the end of a task to the start of what waits for it: where both are critical, or all."""
    by_id = {bar.row.pk: bar for bar in bars}
    found = []
    for predecessor, successor in links:
        before, after = by_id.get(predecessor), by_id.get(successor)
        if before is None or after is None:
            continue
        is_critical = before.row.is_critical and after.row.is_critical
        if is_critical or all_links:
            found.append({"d": _path(before, after), "kind": "is-critical" if is_critical else "is-plain"})
    return found


def _path(before: Bar, after: Bar) -> str:
    x, y, to = before.end, before.y + BAR_TOP + BAR // 2, after.y + BAR_TOP + BAR // 2
    if after.x >= x + 6:
        return f"M{x} {y}H{after.x - 4}V{to}H{after.x}"
    # What waits begins before the other ends on the ruler: go round between the rows.
    turn = after.y - 2 if to > y else after.y + ROW
    return f"M{x} {y}h5V{turn}H{after.x - 6}V{to}H{after.x}"
