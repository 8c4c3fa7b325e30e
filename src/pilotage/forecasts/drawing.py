"""Plots of forecasts as numbers for SVG: the chance by week with the target, and how the forecast moved over time."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from pilotage.forecasts.rules import weekly

WIDTH, HEIGHT = 920, 236
LEFT, RIGHT, TOP, BOTTOM = 56, 16, 44, 28
_LABELS = 8


def distribution(
    curve: Sequence[tuple[float, dt.date]], marks: Sequence[tuple[str, dt.date]], target: dt.date | None
) -> dict[str, Any] | None:
    """Bars of weeks, marks for P50, P80 and P95, a line for the target; None without a curve."""
    weeks = weekly(curve)
    if not weeks:
        return None
    days = [*(day for _name, day in marks), *([target] if target else [])]
    first = min([weeks[0][0], *days])
    last = max([weeks[-1][0] + dt.timedelta(days=6), *days])
    across = _across(first, last)
    most = max(chance for _day, chance in weeks) or 1.0
    plot = HEIGHT - TOP - BOTTOM
    bars = [
        {
            "x": across(monday), "width": max(2, across(monday + dt.timedelta(days=6)) - across(monday) - 1),
            "y": HEIGHT - BOTTOM - round(plot * chance / most), "height": round(plot * chance / most),
            "is_late": target is not None and monday > target,
            "title": f"{monday:%-d %b} to {monday + dt.timedelta(days=6):%-d %b %Y}: {chance:.0%}",
        }
        for monday, chance in weeks
    ]  # fmt: skip
    return {
        "bars": bars,
        "marks": _spread([{"name": name, "x": across(day), "day": day} for name, day in marks]),
        "target_x": across(target) if target else None,
        "ticks": _ticks(first, last, across),
        "base": HEIGHT - BOTTOM,
        "top": TOP,
        "width": WIDTH,
        "height": HEIGHT,
    }


def over_time(rows: Sequence[Any]) -> dict[str, Any] | None:
    """Lines of P50, P80 and the target by the day on which they were forecast; None below two days."""
    if len(rows) < 2:
        return None
    across = _across(rows[0].day, rows[-1].day)
    days = [day for row in rows for day in (row.p50_date, row.p80_date, row.target_date) if day is not None]
    low, high = min(days), max(days)
    span = max(1, (high - low).days)
    plot = HEIGHT - TOP - BOTTOM

    def down(day: dt.date) -> int:
        return HEIGHT - BOTTOM - round(plot * (day - low).days / span)

    lines = [
        {"name": name, "kind": kind, "points": " ".join(f"{across(row.day)},{down(day)}" for row, day in found),
         "x": across(found[-1][0].day), "y": down(found[-1][1])}
        for name, kind, found in (
            ("P80", "p80", [(row, row.p80_date) for row in rows]),
            ("P50", "p50", [(row, row.p50_date) for row in rows]),
            ("Target", "target", [(row, row.target_date) for row in rows if row.target_date]),
        )
        if found
    ]  # fmt: skip
    steps = sorted({low + dt.timedelta(days=round(span * part / 4)) for part in range(5)})
    return {
        "lines": _apart(lines),
        "rules": [{"y": down(day), "text": f"{day:%-d %b}"} for day in steps],
        "ticks": _ticks(rows[0].day, rows[-1].day, across),
        "base": HEIGHT - BOTTOM,
        "left": LEFT,
        "right": WIDTH - RIGHT - 48,
        "width": WIDTH,
        "height": HEIGHT,
    }


def _across(first: dt.date, last: dt.date) -> Any:
    span = max(1, (last - first).days + 1)
    return lambda day: LEFT + round((WIDTH - LEFT - RIGHT - 48) * (day - first).days / span)


def _ticks(first: dt.date, last: dt.date, across: Any) -> list[dict[str, Any]]:
    span = (last - first).days
    step = max(1, -(-span // _LABELS))
    step = step if span < 14 else -(-step // 7) * 7
    days = [first + dt.timedelta(days=number) for number in range(0, span + 1, step)]
    return [{"x": across(day), "text": f"{day:%-d %b}"} for day in days]


def _spread(marks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Words of marks that lie close stand in two lines."""
    before = None
    for one in marks:
        is_near = before is not None and one["x"] - before["x"] < 96 and before["text_y"] == 14
        one["text_y"] = 30 if is_near else 14
        before = one
    return marks


def _apart(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Words at the ends of lines don't cover each other."""
    taken: list[int] = []
    for one in sorted(lines, key=lambda line: line["y"]):
        one["text_y"] = max([one["y"] + 4, *(y + 14 for y in taken)])
        taken.append(one["text_y"])
    return lines
