"""The timeline of a plan as numbers for an SVG: one row a task, a bar from start to due date, weeks across."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from pilotage.onboarding.models import Dependency, PlanTask
from pilotage.work.enums import FINISHED, TaskState

ROW, HEAD, LABEL, DAY, PART = 24, 40, 320, 7, 28
MOST_WIDTH = 2600


@dataclass(frozen=True)
class Bar:
    """One task: where it is drawn, and what it says."""

    row: PlanTask
    x: int
    y: int
    width: int
    tone: str
    is_milestone: bool
    title: str


def draw(rows: Sequence[PlanTask], links: Sequence[Dependency], today: date) -> dict[str, Any] | None:
    """`{width, height, bars, parts, weeks, today_x, links}` in pixels; None for a plan without dates."""
    dated = [row for row in rows if row.task.start_date and row.task.due_date and row.task.state != TaskState.DROPPED]
    if not dated:
        return None
    first = min(row.task.start_date for row in dated if row.task.start_date)
    last = max(row.task.due_date for row in dated if row.task.due_date)
    first -= timedelta(days=first.weekday())
    scale = max(2, min(DAY, (MOST_WIDTH - LABEL) // max(1, (last - first).days + 1)))
    bars, parts, y = [], [], HEAD
    part = ""
    for row in dated:
        if row.part != part:
            part = row.part
            parts.append({"name": part, "y": y, "text_y": y + 19})
            y += PART
        bars.append(_bar(row, y, first, scale, today))
        y += ROW
    width = LABEL + ((last - first).days + 8) * scale
    return {
        "width": width,
        "height": y + 8,
        "bars": bars,
        "parts": parts,
        "weeks": _weeks(first, last, scale),
        "today_x": LABEL + (today - first).days * scale if first <= today <= last else None,
        "links": _links(bars, links),
        "label_width": LABEL - 12,
    }


def _bar(row: PlanTask, y: int, first: date, scale: int, today: date) -> Bar:
    start, due = row.task.start_date, row.task.due_date
    assert start is not None and due is not None
    is_late = due < today and row.task.state not in FINISHED
    tone = (
        "quiet"
        if row.task.state in FINISHED
        else "bad"
        if is_late or row.task.state == TaskState.BLOCKED
        else "warn"
        if row.is_critical
        else "accent"
    )
    return Bar(
        row=row,
        x=LABEL + (start - first).days * scale,
        y=y,
        width=max(scale, ((due - start).days + 1) * scale),
        tone=tone,
        is_milestone=bool(row.milestone),
        title=f"{row.code} {row.task.title}: {start:%-d %b} to {due:%-d %b %Y}",
    )


def _weeks(first: date, last: date, scale: int) -> list[dict[str, Any]]:
    step = 7 if scale >= 5 else 14
    count = ((last - first).days // step) + 2
    days = [first + timedelta(days=step * n) for n in range(count)]
    return [{"x": LABEL + (day - first).days * scale, "text": f"{day:%-d %b}"} for day in days]


def _links(bars: list[Bar], links: Sequence[Dependency]) -> list[str]:
    """Paths from the end of a task to the start of what waits for it, where both are critical."""
    by_id = {bar.row.pk: bar for bar in bars}
    paths = []
    for link in links:
        before, after = by_id.get(link.predecessor_id), by_id.get(link.successor_id)
        if before is None or after is None or not (before.row.is_critical and after.row.is_critical):
            continue
        x, y = before.x + before.width, before.y + ROW // 2
        paths.append(f"M{x} {y} H{max(x + 4, after.x - 4)} V{after.y + ROW // 2} H{after.x}")
    return paths
