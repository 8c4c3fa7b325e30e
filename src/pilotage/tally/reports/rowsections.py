"""Sections of the report that show rows: differences by reason with both texts side by side, and what could not be compared."""

from html import escape
from typing import Any

from pilotage.tally.reports.differing import lit
from pilotage.tally.reports.gathering import Found
from pilotage.tally.reports.tables import table
from pilotage.tally.reports.wording import reason_advice, reason_name

_MOST_RAW = 300


def differences(found: Found) -> str:
    """For each reason what it means and some of its rows."""
    parts = []
    for reason, count in found.reasons.items():
        rows = []
        for one in found.samples.get(reason, []):
            left, right = lit(one["left_raw"], one["right_raw"])
            key = escape(str(one["key"]).replace("\x1f", " | "))
            rows.append(
                [escape(one["field"]), key, f"{_line(one['left_line'])} / {_line(one['right_line'])}", left, right]
            )
        shown = f"{len(rows):,} of {count:,} are shown. " if count > len(rows) else ""
        parts.append(
            f'<h3>{escape(reason_name(reason))}: {count:,}</h3><p class="dim">{shown}{escape(reason_advice(reason))}</p>'
        )
        parts.append(
            table(["Field", "Key", "Lines", "Left", "Right"], rows, f"Differences: {reason_name(reason)}", raw={3, 4})
        )
    return "".join(parts)


def _line(number: Any) -> str:
    return f"{number:,}" if isinstance(number, int) else "–"


def leftovers(result: dict[str, Any]) -> str:
    """Keys that stand on one side alone, keys that are repeated, rows that could not be read; both sides."""
    samples = result.get("samples") or {}
    parts = []
    for key, title in (("missing", "Missing on the"), ("duplicates", "Repeated on the")):
        for side in ("left", "right"):
            rows = [
                [_line(one.get("line")), escape(str(one["key"]).replace("\x1f", " | "))]
                for one in (samples.get(key) or {}).get(side, [])
            ]
            count = result[key][side] or 0
            if count:
                more = f'<p class="dim">{len(rows):,} of {count:,} are shown.</p>' if rows and len(rows) < count else ""
                name = f"{title} {side}"
                parts.append(
                    f"<h3>{name}: {count:,}</h3>{more}{table(['Line', 'Key'], rows, name, {0}) if rows else ''}"
                )
    for side in ("left", "right"):
        shown = (result.get("rejects") or {}).get(side, [])
        if result["rejected"][side]:
            rows = [
                [
                    _line(one["line"]),
                    escape(one["code"].replace("_", " ")),
                    escape(one.get("field") or ""),
                    escape(one["raw"][:_MOST_RAW]),
                ]
                for one in shown
            ]
            name = f"Refused on the {side}"
            parts.append(
                f"<h3>{name}: {result['rejected'][side]:,}</h3>{table(['Line', 'Why', 'Field', 'Text'], rows, name, {0}, {3})}"
            )
    return "".join(parts)
