"""Lost and won days as steps from the date that was planned to the date that is expected now: numbers for an SVG."""

from collections.abc import Sequence
from typing import Any

from pilotage.onboarding.why_moved import Entry
from pilotage.planner.ledger import Cause

ROW, HEAD, LABEL, ROOM, END = 26, 34, 330, 470, 60
MOST_ROWS = 24


def draw(entries: Sequence[Entry], others: str) -> dict[str, Any] | None:
    """`{width, height, rows, zero_x, total_x}` in pixels, one row for each entry in its order; None where nothing moved.

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

    def at(level: int) -> int:
        return round(LABEL + (level - low) * scale)

    rows = []
    for place, ((name, party, days, tone), before) in enumerate(zip(steps, levels, strict=False)):
        left, right = sorted((at(before), at(before + days)))
        rows.append(
            {
                "name": name,
                "party": party,
                "days": f"{days:+d}".replace("-", "\N{MINUS SIGN}"),
                "tone": tone,
                "x": left,
                "width": max(2, right - left),
                "y": HEAD + place * ROW,
                "after_x": right + 6,
                "to_x": at(before + days),
            }
        )
    height = HEAD + len(steps) * ROW + 26
    return {
        "width": LABEL + ROOM + END,
        "height": height,
        "rows": rows,
        "zero_x": at(0),
        "total_x": at(levels[-1]),
        "foot_y": height - 8,
        "line_end": height - 24,
    }


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
