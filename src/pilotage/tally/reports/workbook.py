"""summary.xlsx: totals, fields, patterns, differences, rejected rows and the certificate, each on its sheet."""

import datetime as dt
import io
from collections.abc import Sequence
from typing import Any

from pilotage.tally.reports.gathering import CELLS, SHEET_ROWS, Found
from pilotage.tally.reports.wording import headline, reason_advice, reason_count, reason_name
from pilotage.tally.tables import safe_row

_WIDTHS = (34, 22, 22, 22, 22, 22, 12, 12, 18, 14)
_MOST_CHARS = 32_000
_SHEETS = ("Summary", "Fields", "Patterns", "Reasons", "Differences", "Rejected", "Certificate")


class Summary:
    """The workbook of a run. What is long stands in it from the beginning: the differences; `finished` adds the rest.

    Cells are texts or numbers, never formulas; equal results give equal files.
    """

    def __init__(self, found: Found) -> None:
        import xlsxwriter

        self._found, self._bytes = found, io.BytesIO()
        options = {
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "in_memory": True,
        }
        self._book = xlsxwriter.Workbook(self._bytes, options)
        self._book.set_properties({"created": dt.datetime(2000, 1, 1), "title": "Verification"})  # noqa: DTZ001 the same in every run
        self._head = self._book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self._title = self._book.add_format({"bold": True, "font_size": 14})
        self._sheets = {name: self._book.add_worksheet(name) for name in _SHEETS}
        self._fill("Differences", [name.replace("_", " ").capitalize() for name in CELLS], found.rows)

    def finished(self, result: dict[str, Any]) -> bytes:
        """The whole file; `result` is the run's JSON document."""
        self._sheets["Summary"].write_string(0, 0, headline(result), self._title)
        for name, heads, rows in _sheets(result, self._found):
            self._fill(name, heads, rows, first=2 if name == "Summary" else 0)
        self._book.close()
        return self._bytes.getvalue()

    def _fill(self, name: str, heads: list[str], rows: Sequence[Sequence[Any]], first: int = 0) -> None:
        sheet = self._sheets[name]
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        for place, width in enumerate(_WIDTHS[: max(len(heads), 2)]):
            sheet.set_column(place, place, width)
        sheet.write_row(first, 0, heads, self._head)
        sheet.freeze_panes(first + 1, 1)
        for number, row in enumerate(rows, first + 1):
            for place, cell in enumerate(safe_row(row)):
                _write(sheet, number, place, cell)
        if rows and not first:
            sheet.autofilter(0, 0, len(rows), len(heads) - 1)


def _write(sheet: Any, row: int, column: int, cell: object) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, bool) or not isinstance(cell, int):
        sheet.write_string(row, column, str(cell)[:_MOST_CHARS])
    elif abs(cell) < 10**15:
        sheet.write_number(row, column, cell)
    else:
        sheet.write_string(row, column, str(cell))


def _sheets(result: dict[str, Any], found: Found) -> list[tuple[str, list[str], list[list[Any]]]]:
    details = result.get("details") or {}
    fields = [
        [name, one["type"], one["different"], (details.get(name) or {}).get("rate", ""), one.get("cosmetic", 0),
         (details.get(name) or {}).get("tolerated", 0), (details.get(name) or {}).get("delta") or "",
         ", ".join(reason_count(why, count, details.get(name) or {}) for why, count in one["reasons"].items())]
        for name, one in result["fields"].items()
    ]  # fmt: skip
    reasons = [[reason_name(why), count, reason_advice(why)] for why, count in found.reasons.items()]
    sheets = [
        ("Summary", ["", "Left", "Right"], totals(result)),
        (
            "Fields",
            [
                "Field",
                "Type",
                "Different",
                "% of matched",
                "Cosmetic",
                "Within tolerance",
                "Right minus left",
                "Reasons",
            ],
            fields,
        ),
        ("Patterns", ["Pattern", "Field", "Rows", "Of", "Money", "Reason"], _patterns(result)),
        ("Reasons", ["Reason", "Differences", "What it means"], reasons),
        ("Rejected", ["Side", "Line", "Why", "Field", "Text"], rejected(result)),
        ("Certificate", ["What", "Value"], [[name, value] for name, value in certificate_lines(result)]),
    ]
    if found.total > SHEET_ROWS:
        sheets[3][2].append(
            [f"The sheet Differences holds the first {SHEET_ROWS:,}; all {found.total:,} are in mismatches.parquet."]
        )
    return sheets


def _patterns(result: dict[str, Any]) -> list[list[Any]]:
    return [
        [
            one["statement"],
            one["field"],
            one["rows"],
            one.get("of"),
            one.get("money") or "",
            reason_name(one.get("reason", "")),
        ]
        for one in result.get("patterns", [])
    ]


def totals(result: dict[str, Any]) -> list[list[Any]]:
    """The counts of a run as rows: what, left, right."""
    rows: list[list[Any]] = []
    words = (
        ("rows", "Rows"),
        ("missing", "Missing here"),
        ("duplicates", "Keys repeated"),
        ("rejected", "Rows refused"),
    )
    for key, word in words:
        rows.append([word, result[key]["left"], result[key]["right"]])
    rows.append(["Matched", result["matched"], ""])
    rows.append(["Equal", result["equal"], ""])
    rows.append(["Different", (result["matched"] or 0) - (result["equal"] or 0), ""])
    return rows


def rejected(result: dict[str, Any]) -> list[list[Any]]:
    """Rows that could not be read: side, line, code, field, text."""
    both = result.get("rejects") or {}
    return [
        [side, one["line"], one["code"], one.get("field", ""), one["raw"]]
        for side in ("left", "right")
        for one in both.get(side, [])
    ]


def certificate_lines(result: dict[str, Any]) -> list[tuple[str, str]]:
    """The certificate as lines; what is nested is named with dots."""
    lines = [("digest", str(result.get("digest") or ""))]

    def walk(name: str, value: Any) -> None:
        if isinstance(value, dict):
            for key, inner in value.items():
                walk(f"{name}.{key}" if name else str(key), inner)
        elif isinstance(value, list):
            lines.append((name, ", ".join(map(str, value))))
        else:
            lines.append((name, "" if value is None else str(value)))

    walk("", result.get("certificate") or {})
    return lines
