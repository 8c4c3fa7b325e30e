"""Parts of a go-live across time, as numbers for an SVG; and AutoPay figures as lines."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from pilotage.cycles.models import AutopayFigure, GoLivePart

LABEL, ROW, HEAD, WIDTH = 220, 28, 34, 900
TONES = {"planned": "accent", "live": "good", "cancelled": "quiet"}


def draw(parts: Sequence[GoLivePart], today: date) -> dict[str, Any] | None:
    """`{width, height, bars, weeks, today_x}` in pixels; None without parts."""
    if not parts:
        return None
    first = min(min(one.starts_on for one in parts), today) - timedelta(days=3)
    last = max(max(one.ends_on for one in parts), today) + timedelta(days=10)
    scale = (WIDTH - LABEL) / max(1, (last - first).days)

    def at(day: date) -> int:
        return LABEL + round((day - first).days * scale)

    bars = [
        {
            "x": at(one.starts_on), "y": HEAD + ROW * n, "width": max(6, at(one.ends_on + timedelta(days=1)) - at(one.starts_on)),
            "tone": TONES[one.state], "label": one.what[:30],
            "title": f"{one}: {one.starts_on:%-d %b} to {one.ends_on:%-d %b %Y}, {one.get_state_display().lower()}",
        }
        for n, one in enumerate(parts)
    ]  # fmt: skip
    step = 7 if (last - first).days < 90 else 28
    weeks = [first + timedelta(days=-first.weekday() + 7 + step * n) for n in range((last - first).days // step)]
    return {
        "width": WIDTH, "height": HEAD + ROW * len(parts) + 8, "bars": bars, "today_x": at(today),
        "weeks": [{"x": at(day), "text": f"{day:%-d %b}"} for day in weeks],
    }  # fmt: skip


def lines(figures: Sequence[AutopayFigure]) -> dict[str, Any] | None:
    """Moved of all accounts by day, summed over the methods: `{points, total_y, labels}`; None with fewer than two days."""
    days = sorted({one.on for one in figures})
    if len(days) < 2:
        return None
    latest: dict[str, AutopayFigure] = {}
    series = []
    for day in days:
        latest |= {one.method: one for one in figures if one.on == day}
        series.append((day, sum(one.moved for one in latest.values()), sum(one.total for one in latest.values())))
    top = max(1, *(total for _, _, total in series))
    span = max(1, (days[-1] - days[0]).days)
    width, height, left = 720, 180, 56

    def at(day: date, count: int) -> str:
        return f"{left + round((day - days[0]).days / span * (width - left - 80))},{height - 28 - round(count / top * (height - 52))}"

    moved, total = [at(day, count) for day, count, _ in series], [at(day, count) for day, _, count in series]
    return {
        "width": width, "height": height, "moved": " ".join(moved), "total": " ".join(total),
        "moved_at": moved[-1].split(","), "total_at": total[-1].split(","), "first": days[0], "last": days[-1],
        "moved_count": series[-1][1], "total_count": series[-1][2], "floor": height - 28, "left": left, "right": width - 80,
    }  # fmt: skip
