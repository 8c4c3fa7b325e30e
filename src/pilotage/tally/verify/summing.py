"""A plain summary and report of a run."""

from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any

from pilotage.tally.tables import safe_row
from pilotage.tally.verify.writing import put

_HEADS = ["Field", "Type", "Different", "Cosmetic", "Reasons"]


def _rows(result: dict[str, Any]) -> list[list[Any]]:
    return [
        [
            name,
            one["type"],
            one["different"],
            one["cosmetic"],
            ", ".join(f"{why} {count}" for why, count in one["reasons"].items()),
        ]
        for name, one in result["fields"].items()
    ]


def _totals(result: dict[str, Any]) -> list[list[Any]]:
    both = ("rows", "missing", "duplicates", "rejected")
    rows = [[name, result[name]["left"], result[name]["right"]] for name in both]
    return rows + [[name, result[name], ""] for name in ("matched", "equal")]


def write_plain_summary(place: Path, result: dict[str, Any]) -> None:
    """Totals and fields as a workbook; without a clock, so that equal runs give equal files."""
    import xlsxwriter

    with put(place) as temporary, xlsxwriter.Workbook(str(temporary), {"in_memory": True}) as book:
        book.set_properties({"created": datetime(2000, 1, 1), "title": "Verification"})  # noqa: DTZ001 the same in every run
        for title, heads, rows in (
            ("Totals", ["", "Left", "Right"], _totals(result)),
            ("Fields", _HEADS, _rows(result)),
        ):
            sheet = book.add_worksheet(title)
            for number, row in enumerate([heads, *rows]):
                sheet.write_row(number, 0, safe_row(row))


def write_plain_report(place: Path, result: dict[str, Any]) -> None:
    """Totals and fields as one HTML file."""

    def table(heads: list[str], rows: list[list[Any]]) -> str:
        head = "".join(f"<th>{escape(one)}</th>" for one in heads)
        body = "".join("<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>" for row in rows)
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"

    page = f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Verification</title></head><body>
<h1>Verification</h1><p>{"Both files agree." if result["agree"] else "The files differ."}</p>
{table(["", "Left", "Right"], _totals(result))}{table(_HEADS, _rows(result))}
<p>Digest {escape(result["digest"])}</p></body></html>
"""
    with put(place) as temporary:
        temporary.write_text(page, encoding="utf-8")
