"""Sections of the report about the whole: totals, patterns, fields with their pictures, certificate."""

from html import escape
from typing import Any

from pilotage.tally.reports.gathering import Found, amount
from pilotage.tally.reports.plots import heat_map, places, spread
from pilotage.tally.reports.tables import table
from pilotage.tally.reports.wording import reason_count
from pilotage.tally.reports.workbook import certificate_lines, totals

_MOST_PLOTS = 8


def totals_section(result: dict[str, Any]) -> str:
    """What stands where: the counts that must add up."""
    different = (result["matched"] or 0) - (result["equal"] or 0)
    missing = sum(result["missing"].values())
    tiles = [("Matched", result["matched"]), ("Equal", result["equal"]), ("Different", different), ("Missing", missing)]
    shown = "".join(f"<li><b>{count or 0:,}</b><span>{name}</span></li>" for name, count in tiles)
    rows = [[escape(name), _number(left), _number(right)] for name, left, right in totals(result)[:4]]
    unmapped = [
        f"<p>Only on the {side}, not compared: {escape(', '.join(result['unmapped'][side]))}.</p>"
        for side in ("left", "right")
        if result["unmapped"].get(side)
    ]
    return (
        f'<ul class="tiles">{shown}</ul>'
        + table(["", "Left", "Right"], rows, "Rows of both files", {1, 2})
        + "".join(unmapped)
    )


def _number(count: Any) -> str:
    return f"{count:,}" if isinstance(count, int) else ""


def patterns(result: dict[str, Any]) -> str:
    """Each pattern with its sentence, how well it holds, and three of its rows."""
    items = []
    for one in result.get("patterns", []):
        facts = [f"{one['rows']:,} rows"]
        if one.get("money"):
            facts.append(f"{amount(one['money'])} in all")
        cause = one.get("explanation")
        if cause:
            facts.append(
                f"{escape(str(cause['column']))} = {escape(str(cause['value'])[:60])} covers {_percent(cause['coverage'])} of them; "
                f"{cause['exceptions']:,} exceptions"
            )
        rows = [
            [
                escape(str(row["key"]).replace("\x1f", " | ")),
                _lines(row),
                escape(str(row["left_raw"] or "")),
                escape(str(row["right_raw"] or "")),
            ]
            for row in one.get("examples", [])
        ]
        example = table(["Key", "Lines", "Left", "Right"], rows, "Rows", raw={2, 3})
        more = f"<details><summary>Rows of this pattern</summary>{example}</details>" if rows else ""
        said, told = escape(one["statement"]), " · ".join(facts)
        items.append(f'<li><strong>{said}</strong><span class="facts">{told}</span>{more}</li>')
    return f'<ol class="patterns">{"".join(items)}</ol>' if items else ""


def _percent(coverage: str) -> str:
    whole, _, part = str(coverage).partition(".")
    number = int(whole + part.ljust(3, "0")[:3])
    return f"{number // 10}.{number % 10} %" if number % 10 else f"{number // 10} %"


def _lines(row: dict[str, Any]) -> str:
    return f"{row['left_line']} / {row['right_line']}"


def fields(result: dict[str, Any], found: Found) -> str:
    """Every field with its counts, the heat map, where in the file, and the spread of distances."""
    details = result.get("details") or {}
    rows = []
    for name, one in sorted(result["fields"].items(), key=lambda pair: (-pair[1]["different"], pair[0])):
        more = details.get(name) or {}
        why = ", ".join(escape(reason_count(reason, count, more)) for reason, count in one["reasons"].items())
        rate = f"{more['rate']} %" if more.get("rate") not in (None, "", "0.000") else ""
        rows.append([escape(name), escape(one["type"]), f"{one['different']:,}", rate, f"{one.get('cosmetic', 0):,}",
                     amount(more.get("delta")), why])  # fmt: skip
    heads = ["Field", "Type", "Different", "Of matched", "Only in form", "Right minus left", "Reasons"]
    parts = [table(heads, rows, "Fields", {2, 3, 4, 5})]
    for title, picture in (("Differences by field and reason", heat_map(found)), ("Where in the file", places(found))):
        if picture:
            parts.append(
                f'<h3>{title}</h3><div class="wide" tabindex="0" role="region" aria-label="{title}">{picture}</div>'
            )
    spreads = sorted(found.spread.items(), key=lambda pair: (-sum(pair[1]), pair[0]))[:_MOST_PLOTS]
    if spreads:
        figures = "".join(_figure(name, counts) for name, counts in spreads)
        parts.append("<h3>How far apart</h3>")
        parts.append('<p class="dim">Right minus left; each bar counts the distances up to the amount below it.</p>')
        parts.append(f'<div class="bars">{figures}</div>')
    return "".join(parts)


def _figure(name: str, counts: list[int]) -> str:
    title = escape(name)
    frame = f'<figure class="wide" tabindex="0" role="region" aria-label="Distances of {title}">'
    return f"{frame}<figcaption>{title}</figcaption>{spread(name, counts)}</figure>"


def certificate(result: dict[str, Any]) -> str:
    """Hashes, totals and versions, to be checked without the product."""
    lines = [(name, value) for name, value in certificate_lines(result) if value]
    rows = [[escape(name), escape(value)] for name, value in lines]
    return table(["What", "Value"], rows, "Certificate", raw={1}) if rows else ""
