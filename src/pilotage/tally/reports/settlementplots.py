"""Pictures of a reconciliation: banking days until the money arrived, and what was taken and settled day by day. SVG without script."""

from collections.abc import Mapping
from datetime import date, timedelta
from html import escape
from typing import Any, Final

from pilotage.tally.intake.money import shown
from pilotage.tally.reports.plots import open_svg

#: A row of bars for each method; the others are in the table.
MOST_METHODS: Final = 8
#: Days that are drawn at most, back from the newest one.
MOST_DAYS: Final = 92
_MOST_LAGS = 15
_EARLIEST = -5
_LABEL, _STEP, _ROW = 120, 46, 74
_TALL = 44
_WIDE, _LEFT, _FLOOR, _TOP = 900, 8, 150, 24


def lag_bars(by_method: Mapping[str, Mapping[str, Any]], title: str) -> str:
    """For each method a row of bars: how many items took so many banking days. The median's bar is dark."""
    named = list(by_method.items())[: MOST_METHODS + 1]
    if not named:
        return ""
    earliest = min(0, *(int(day) for _, told in named for day in told["days"]))
    first = max(earliest, _EARLIEST)
    last = max(int(day) for _, told in named for day in told["days"])
    count = min(last - first + 1, _MOST_LAGS)
    width, height = _LABEL + _STEP * count + 8, _ROW * len(named) + 22
    parts = [open_svg(width, height, title)]
    for row, (method, told) in enumerate(named):
        base = _ROW * (row + 1) - 6
        heights = _by_lag(told["days"], first, count)
        most = max(heights)
        parts.append(f'<text x="{_LABEL - 10}" y="{base - 8}" class="name">{escape(method[:18])}</text>')
        for place, items in enumerate(heights):
            x, tall = _LABEL + _STEP * place, round(_TALL * items / most, 1) if items else 0
            kind = "above" if place + first == told["p50"] else "below"
            parts.append(
                f'<rect x="{x}" y="{base - tall:g}" width="{_STEP - 6}" height="{max(tall, 1):g}" class="{kind}"/>'
            )
            if items:
                parts.append(f'<text x="{x + _STEP / 2 - 3:g}" y="{base - tall - 4:g}" class="cell">{items:,}</text>')
        parts.append(f'<line x1="{_LABEL}" y1="{base + 0.5}" x2="{width}" y2="{base + 0.5}" class="axis"/>')
    for place in range(count):
        is_more = place == count - 1 and last > first + place
        more = " or more" if is_more else " or less" if place == 0 and earliest < first else ""
        text = f"{first + place}{more}"
        parts.append(
            f'<text x="{_LABEL + _STEP * place + _STEP / 2 - 3:g}" y="{height - 4}" class="head">{text}</text>'
        )
    return "".join([*parts, "</svg>"])


def _by_lag(days: Mapping[str, int], first: int, count: int) -> list[int]:
    found = [0] * count
    for day, items in days.items():
        found[max(0, min(int(day) - first, count - 1))] += items
    return found


def is_cut(by_day: Mapping[str, Mapping[str, int]]) -> bool:
    """Whether `day_bars` leaves days out, since they lie too far from the newest one."""
    days = [date.fromisoformat(day) for day, told in by_day.items() if told.get("taken_amount", 0) > 0]
    return bool(days) and (max(days) - min(days)).days >= MOST_DAYS


def day_bars(by_day: Mapping[str, Mapping[str, int]], scale: int, currency: str) -> str:
    """What was taken on each day, and how much of it a deposit holds to the cent. Of more than a quarter year the last days."""
    taken = {date.fromisoformat(day): max(0, told.get("taken_amount", 0)) for day, told in by_day.items()}
    if not any(taken.values()):
        return ""
    last = max(taken)
    first = max(min(taken), last - timedelta(days=MOST_DAYS - 1))
    days = [first + timedelta(days=at) for at in range((last - first).days + 1)]
    most = max(taken.get(day, 0) for day in days) or 1
    step = min(64.0, (_WIDE - 2 * _LEFT) / len(days))
    width = max(320, round(2 * _LEFT + step * len(days)))
    parts = [open_svg(width, _FLOOR + 28, "Taken and settled by the day of payment.")]
    for place, day in enumerate(days):
        if not taken.get(day):
            continue
        settled = max(0, by_day[day.isoformat()].get("settled_amount", 0))
        words = f"{day}: {shown(taken[day], scale)} {currency} taken, {shown(settled, scale)} settled"
        parts.append(f"<g><title>{escape(words)}</title>")
        for amount, kind in ((taken[day], "h2"), (min(taken[day], settled), "above")):
            tall = (_FLOOR - _TOP) * amount / most
            parts.append(
                f'<rect x="{_LEFT + step * place:.1f}" y="{_FLOOR - tall:.1f}" width="{max(1.0, step - 2):.1f}" height="{tall:.1f}" '
                f'class="{kind}"/>'
            )
        parts.append("</g>")
    parts.append(f'<line x1="0" y1="{_FLOOR + 0.5}" x2="{width}" y2="{_FLOOR + 0.5}" class="axis"/>')
    each = max(1, -(-56 // max(1, int(step))))  # as many names of days as there is room for
    parts += [
        f'<text x="{_LEFT + step * place:.1f}" y="{_FLOOR + 18}" class="tick left">{days[place].day} {days[place]:%b}</text>'
        for place in range(0, len(days), each)
    ]
    words = f"most on a day: {shown(most, scale)} {escape(currency)}"
    return "".join([*parts, f'<text x="{_LEFT}" y="14" class="tick left">{words}</text></svg>'])
