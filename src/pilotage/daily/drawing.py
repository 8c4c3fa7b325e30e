"""A check's last thirty days as cells, its trend as bars, and the settlement timeline of a biller as lines: numbers for SVG."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pilotage.daily.enums import BAD, DAY_STATE_NAMES, DayState
from pilotage.daily.models import CheckDay
from pilotage.daily.rules.slots import Rhythm

SHOWN_DAYS = 30
MARKS = {
    DayState.AGREES: ("good", "✓"),
    DayState.DEVIATES: ("bad", "!"),
    DayState.MISSING: ("warn", "?"),
    DayState.REFUSED: ("bad", "×"),
    DayState.WAITING: ("accent", "…"),
    DayState.RUNNING: ("accent", "…"),
}
#: Way of the money → the key of its lag and its line's class.
WAYS = ("posted", "settled", "banked")
WIDTH, HEIGHT, LEFT, RIGHT, TOP, FLOOR = 900, 240, 40, 150, 16, 200


def last_days(today: date) -> list[date]:
    """The thirty days up to today."""
    return [today - timedelta(days=back) for back in range(SHOWN_DAYS - 1, -1, -1)]


def cells(days: Mapping[date, CheckDay], rhythm: Rhythm, today: date, begins_on: date) -> list[dict[str, Any]]:
    """A cell for each of the last thirty days: `{day, tone, mark, words, url}`."""
    found = []
    for day in last_days(today):
        row = days.get(day)
        if row is not None:
            tone, mark = MARKS[DayState(row.state)]
            words = DAY_STATE_NAMES[DayState(row.state)]
            if row.deviations:
                words = ngettext("%(n)s deviation", "%(n)s deviations", row.deviations) % {"n": f"{row.deviations:,}"}
            url = reverse("daily:day", args=[row.pk])
        else:
            is_due = rhythm.is_day(day) and day >= begins_on
            tone, mark, url = "quiet", "–" if is_due else "", ""
            words = _("not run") if is_due else _("no check on this day")
        found.append({"day": day, "tone": tone, "mark": mark, "words": words, "url": url})
    return found


def trend(days: Mapping[date, CheckDay], today: date) -> dict[str, Any] | None:
    """Deviations by day as bars of a small plot; a day that couldn't be checked is as high as the highest. None without a day."""
    rows = {day: row for day, row in days.items() if row.state in (*BAD, DayState.AGREES)}
    if not rows:
        return None
    most = max(1, *(row.deviations for row in rows.values()))
    bars = []
    for place, day in enumerate(last_days(today)):
        row = rows.get(day)
        if row is None:
            continue
        is_blind = row.state in (DayState.MISSING, DayState.REFUSED)
        height = 24 if is_blind else max(2, round(24 * row.deviations / most))
        tone = "warn" if is_blind else "bad" if row.deviations else "good"
        bars.append({"x": place * 3, "y": 26 - height, "height": height, "tone": tone})
    last = rows[max(rows)]
    words = _("Deviations by day: %(most)d at most, %(last)d on %(day)s") % {
        "most": max(row.deviations for row in rows.values()), "last": last.deviations, "day": f"{last.day:%-d %b}",
    }  # fmt: skip
    return {"width": SHOWN_DAYS * 3, "height": 28, "bars": bars, "words": words}


def timeline(days: Sequence[CheckDay], today: date) -> dict[str, Any] | None:
    """From payment to posting, deposit and bank, in banking days by day: median as a line, 95th percentile as a thin one.

    None with fewer than two days.
    """
    points: dict[str, dict[date, Mapping[str, int]]] = {}
    for row in days:
        for way, told in row.lags.items():
            points.setdefault(way, {})[row.day] = told
    shown = sorted({day for by_day in points.values() for day in by_day})
    if len(shown) < 2:
        return None
    most = max(2, *(told["p95"] for by_day in points.values() for told in by_day.values()))
    span = max(1, (shown[-1] - shown[0]).days)

    def x_of(day: date) -> int:
        return LEFT + round((day - shown[0]).days / span * (WIDTH - LEFT - RIGHT))

    def y_of(value: int) -> int:
        return FLOOR - round(max(0, value) / most * (FLOOR - TOP))

    lines = [_line(way, points[way], x_of, y_of) for way in WAYS if way in points]
    _keep_apart(lines)
    step = 1 if most <= 6 else 2 if most <= 12 else 5
    return {
        "width": WIDTH, "height": HEIGHT, "left": LEFT, "right": WIDTH - RIGHT, "floor": FLOOR, "lines": lines,
        "rules": [{"y": y_of(value), "text": str(value)} for value in range(0, most + 1, step)],
        "ticks": [{"x": x_of(day), "text": f"{day:%-d %b}"} for day in shown[:: max(1, len(shown) // 8)]],
        "words": "; ".join(f"{line['name']}: {line['last_words']}" for line in lines),
    }  # fmt: skip


def _line(way: str, by_day: Mapping[date, Mapping[str, int]], x_of: Any, y_of: Any) -> dict[str, Any]:
    names = {"posted": _("paid → posted"), "settled": _("paid → deposit"), "banked": _("paid → bank")}
    ordered = sorted(by_day.items())
    last_day, last = ordered[-1]
    words = _("median %(p50)d, 95 %% within %(p95)d") % {"p50": last["p50"], "p95": last["p95"]}
    return {
        "way": way, "name": names[way], "last_words": words, "x": x_of(last_day), "y": y_of(last["p50"]), "p50": last["p50"],
        "p95": last["p95"], "items": last["items"], "day": last_day,
        "points": " ".join(f"{x_of(day)},{y_of(told['p50'])}" for day, told in ordered),
        "high": " ".join(f"{x_of(day)},{y_of(told['p95'])}" for day, told in ordered),
        "dots": [
            {"x": x_of(day), "y": y_of(told["p50"]), "words": f"{day:%-d %b}: {told['p50']} / {told['p95']}"}
            for day, told in ordered
        ],
    }  # fmt: skip


def _keep_apart(lines: list[dict[str, Any]]) -> None:
    """Names at the ends of lines don't stand on one another."""
    used: list[int] = []
    for line in lines:
        place = line["y"] + 4
        while any(abs(place - other) < 14 for other in used):
            place -= 14
        used.append(place)
        line["text_y"] = place
