"""Lost and won days as steps from the date that was planned to the date that is expected now: numbers for an SVG."""

from collections.abc import Sequence
from typing import Any

from pilotage.onboarding.why_moved import Entry
from pilotage.planner.ledger import Cause

ROW, HEAD = 42, 30
#: Where the lowest level stands, and how much lies between it and the highest: percent of the width, so that it fits a phone, too.
LEFT, ROOM = 2.0, 80.0
MOST_ROWS = 24


def draw(entries: Sequence[Entry], others: str) -> dict[str, Any] | None:
    """`{height, rows, zero, total}`: across in percent of the width, down in pixels, one row for each entry; None where nothing moved.

    Beyond 24 rows the smallest steps are drawn as one, called `others`.
    """
    if not entries:
        return None
    steps = _steps(entries, others)
    levels = [0]
    for _name, _party, days, _tone in steps:
        levels.append(levels[-1] + days)
    low, high = min(levels), max(levels)
    scale = ROOM / max(1, high - low)

    def at(level: int) -> float:
        return LEFT + (level - low) * scale

    rows = []
    for place, ((name, party, days, tone), before) in enumerate(zip(steps, levels, strict=False)):
        left, right = sorted((at(before), at(before + days)))
        rows.append(
            {
                "name": name,
                "party": party,
                "days": f"{days:+d}".replace("-", "\N{MINUS SIGN}"),
                "tone": tone,
                "x": _percent(left),
                "width": _percent(max(0.4, right - left)),
                "y": HEAD + place * ROW,
                "after": _percent(right),
            }
        )
    height = HEAD + len(steps) * ROW + 26
    return {
        "height": height,
        "rows": rows,
        "zero": _mark(at(0)),
        "total": _mark(at(levels[-1])),
        "foot_y": height - 8,
        "line_end": height - 24,
    }


def _mark(level: float) -> dict[str, str]:
    """A line with a date that stays inside the picture."""
    return {"x": _percent(level), "anchor": "start" if level < LEFT + ROOM / 2 else "end"}


def _percent(value: float) -> str:
    return f"{value:.2f}%"


def _steps(entries: Sequence[Entry], others: str) -> list[tuple[str, str, int, str]]:
    shown = sorted(range(len(entries)), key=lambda place: -abs(entries[place].lost.days))[:MOST_ROWS]
    drawn = [entries[place] for place in sorted(shown)]
    steps = [(one.name, one.party_name, one.lost.days, _tone(one)) for one in drawn]
    rest = sum(one.lost.days for one in entries) - sum(one.lost.days for one in drawn)
    if len(entries) > len(drawn):
        steps.append((others, "", rest, "quiet"))
    return steps


def _tone(one: Entry) -> str:
    if one.lost.days < 0:
        return "good"
    return "warn" if one.lost.cause == Cause.HOLD else "bad"
