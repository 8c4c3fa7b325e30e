"""Pictures of the report, drawn as SVG: no script, no style attribute, every number also in a table or a title."""

from html import escape
from typing import Final

from pilotage.tally.reports.gathering import BUCKETS, STEPS, Found
from pilotage.tally.reports.wording import reason_name

MOST_FIELDS: Final = 30
_CELL_W, _CELL_H, _LABEL = 74, 28, 170


def level(count: int, most: int) -> int:
    """How strong a cell is, from 0 to 5: by the order of magnitude, so that few are still seen beside many."""
    if not count:
        return 0
    share = count / most
    return 1 + sum(share >= bound for bound in (0.01, 0.05, 0.2, 0.6))


def heat_map(found: Found) -> str:
    """Fields down, reasons across; each cell its count."""
    reasons = list(found.reasons)
    fields = _fields(found)
    if not fields:
        return ""
    width, height = _LABEL + _CELL_W * len(reasons) + 2, 56 + _CELL_H * len(fields)
    most = max(found.heat.values())
    parts = [open_svg(width, height, f"Differences by field and reason; the darkest cell has {most:,}.")]
    for place, reason in enumerate(reasons):
        x = _LABEL + _CELL_W * place + _CELL_W / 2
        first, _, rest = reason_name(reason).partition(" ")
        parts.append(f'<text x="{x:g}" y="22" class="head">{escape(first)}</text>')
        parts.append(f'<text x="{x:g}" y="38" class="head">{escape(rest)}</text>')
    for row, name in enumerate(fields):
        y = 50 + _CELL_H * row
        parts.append(
            f'<text x="{_LABEL - 10}" y="{y + 18}" class="name">{escape(_short(name))}<title>{escape(name)}</title></text>'
        )
        for place, reason in enumerate(reasons):
            count = found.heat.get((name, reason), 0)
            x, strength = _LABEL + _CELL_W * place, level(count, most)
            parts.append(
                f'<rect x="{x}" y="{y}" width="{_CELL_W - 2}" height="{_CELL_H - 2}" rx="3" class="h{strength}"/>'
            )
            if count:
                parts.append(
                    f'<text x="{x + _CELL_W / 2 - 1:g}" y="{y + 18}" class="cell t{strength}">{count:,}</text>'
                )
    return "".join([*parts, "</svg>"])


def spread(name: str, counts: list[int]) -> str:
    """How far apart the two sides are: bars from far below to far above."""
    half, most = len(STEPS) + 1, max(counts)
    labels = [f"over {STEPS[-1][1]}", *(label for _, label in reversed(STEPS))]
    labels = [f"−{label}" if place else f"−{STEPS[-1][1]}…" for place, label in enumerate(labels)]
    labels += [*(label for _, label in STEPS), f"{STEPS[-1][1]}…"]
    step, base = 42, 110
    parts = [
        open_svg(step * 2 * half + 10, 172, f"Distances of {name}: right minus left, up to the amount below each bar.")
    ]
    for place, count in enumerate(counts):
        x, tall = 5 + step * place, round(84 * count / most, 1) if count else 0
        side = "below" if place < half else "above"
        parts.append(f'<rect x="{x}" y="{base - tall:g}" width="{step - 6}" height="{max(tall, 1):g}" class="{side}"/>')
        if count:
            parts.append(f'<text x="{x + step / 2 - 3:g}" y="{base - tall - 5:g}" class="cell">{count:,}</text>')
        parts.append(
            f'<text transform="translate({x + step / 2 + 1:g} {base + 12}) rotate(-45)" class="tick">{escape(labels[place])}</text>'
        )
    return "".join(
        [*parts, f'<line x1="0" y1="{base + 0.5}" x2="{step * 2 * half + 10}" y2="{base + 0.5}" class="axis"/></svg>']
    )


def places(found: Found) -> str:
    """Where in the left file the differences stand, for each field a strip from its first line to its last."""
    fields = [name for name in _fields(found) if name in found.places]
    if not fields:
        return ""
    step, most = 12, max(max(found.places[name]) for name in fields)
    width, height = _LABEL + step * BUCKETS + 2, 20 * len(fields) + 26
    parts = [
        open_svg(
            width, height, f"Where the differences stand, from line 1 to line {found.last_line:,} of the left file."
        )
    ]
    for row, name in enumerate(fields):
        y = 20 * row
        parts.append(f'<text x="{_LABEL - 10}" y="{y + 13}" class="name">{escape(_short(name))}</text>')
        for place, count in enumerate(found.places[name]):
            first = place * found.last_line // BUCKETS + 1
            parts.append(
                f'<rect x="{_LABEL + step * place}" y="{y}" width="{step - 1}" height="17" class="h{level(count, most)}">'
                f"<title>{count:,} from line {first:,}</title></rect>"
            )
    y = 20 * len(fields) + 14
    parts.append(f'<text x="{_LABEL}" y="{y}" class="tick left">line 1</text>')
    parts.append(f'<text x="{width - 3}" y="{y}" class="tick">line {found.last_line:,}</text></svg>')
    return "".join(parts)


def _fields(found: Found) -> list[str]:
    counted: dict[str, int] = {}
    for (name, _), count in found.heat.items():
        counted[name] = counted.get(name, 0) + count
    return sorted(counted, key=lambda name: (-counted[name], name))[:MOST_FIELDS]


def _short(name: str) -> str:
    return name if len(name) <= 22 else f"{name[:21]}…"


def open_svg(width: float, height: float, title: str) -> str:
    """The beginning of a picture of this size, with its title for readers that see none."""
    return f'<svg viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}" role="img"><title>{escape(title)}</title>'
