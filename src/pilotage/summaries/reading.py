"""Reads an Integration Summary from a file as it is exported; whatever is broken is named by row and field."""

from dataclasses import dataclass, field
from typing import IO, Any, cast

from pilotage.summaries.fields import Field
from pilotage.tally.tables import TableUnreadable, open_table

MOST_VALUE, MOST_REASON = 20_000, 400


@dataclass
class SummaryFile:
    """What a file says: values and reasons by field key, and what is wrong, each (row, field, words)."""

    values: dict[str, str] = field(default_factory=dict)
    not_applicable: dict[str, str] = field(default_factory=dict)
    problems: list[tuple[int, str, str]] = field(default_factory=list)


def read_summary_file(stream: IO[Any], name: str, fields: list[Field]) -> SummaryFile:
    """Rows are known by `key`, else by `area` and `field`. A row that says nothing leaves its field as it is."""
    found = SummaryFile()
    try:
        table = open_table(cast("Any", stream), name=name)
    except TableUnreadable as problem:
        found.problems.append((0, "", str(problem)))
        return found
    headers = {header.strip().lower(): header for header in table.headers}
    lacking = [column for column in ("value", "not_applicable_because") if column not in headers]
    if lacking or not ({"key"} <= set(headers) or {"area", "field"} <= set(headers)):
        found.problems.append(
            (
                table.header_number,
                "",
                f"The columns {', '.join(lacking) or 'key, or area and field,'} are missing. Export a summary and fill that file.",
            )
        )
        return found
    by_key = {one.key: one for one in fields}
    by_label = {(one.area.lower(), one.label.lower()): one for one in fields}
    for row in table.rows():
        if row.problem is not None:
            found.problems.append((row.number, row.problem.column or "", f"{row.problem.reason} {row.problem.remedy}"))
            continue
        cells = {plain: row.cells.get(header, "").strip() for plain, header in headers.items()}
        known = by_key.get(cells.get("key", "")) or by_label.get(
            (cells.get("area", "").lower(), cells.get("field", "").lower())
        )
        _take(found, row.number, cells, known)
    return found


def _take(found: SummaryFile, number: int, cells: dict[str, str], known: Field | None) -> None:
    named = cells.get("field") or cells.get("key") or ""
    value, reason = _typed(cells["value"]), " ".join(_typed(cells["not_applicable_because"]).split())
    problem = ""
    if known is None:
        problem = "This summary has no such field."
    elif known.key in found.values or known.key in found.not_applicable:
        problem = "The field stands in the file twice."
    elif value and reason:
        problem = "Keep one of the two: the value, or why it doesn't apply."
    elif value.upper() in ("N/A", "NA") and not reason:
        problem = "Say in not_applicable_because why it doesn't apply."
    elif len(value) > MOST_VALUE or len(reason) > MOST_REASON:
        problem = f"This is longer than {MOST_VALUE if len(value) > MOST_VALUE else MOST_REASON:,} signs."
    if problem or known is None:
        found.problems.append((number, known.label if known else named, problem))
    elif value:
        found.values[known.key] = value
    elif reason:
        found.not_applicable[known.key] = reason


def _typed(text: str) -> str:
    """A cell without the sign that exports put before what a spreadsheet would take for a formula."""
    return text[1:] if text[:1] == "'" and text[1:2] in "=+-@" else text
