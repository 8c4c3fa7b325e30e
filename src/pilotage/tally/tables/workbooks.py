"""Reads a sheet of an XLSX workbook row by row, hidden rows too, with every value as the text a person would type."""

import datetime as dt
import posixpath
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from typing import BinaryIO
from xml.etree import ElementTree

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from pilotage.tally.tables.archives import check_archive, read_entry
from pilotage.tally.tables.headers import column_letters, lay_out, read_headers
from pilotage.tally.tables.limits import Limits
from pilotage.tally.tables.rows import Problem, Row, Sheet, Table, TableUnreadable
from pilotage.tally.tables.sheetscan import PartScan, scan_parts

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_LONGEST_INDEX = 4 * 1024 * 1024


def open_workbook(stream: BinaryIO, limits: Limits, sheet: str | None = None) -> Table:
    """A table over one sheet: the named one, else the first visible one with anything in it, else the first hidden one.

    The other sheets are named in `other_sheets`. Errors: `TableUnreadable`.
    """
    entries = check_archive(stream, limits)
    scans = scan_parts(stream, entries, limits)
    parts = _parts_by_sheet(stream, entries)
    stream.seek(0)
    try:
        book = CalamineWorkbook.from_filelike(stream)
        sheets = _sheets(book, {name: scans[part] for name, part in parts.items() if part in scans})
        chosen, page = _chosen(book, sheets, sheet)
    except TableUnreadable:
        raise
    except PasswordError:
        raise TableUnreadable("The workbook is protected by a password.", "Save it without the password.") from None
    except (CalamineError, OSError, ValueError):
        raise TableUnreadable("The workbook cannot be read.", "Save it again as XLSX, or as CSV in UTF-8.") from None
    table = _table(page, _errors(scans, parts.get(chosen.name)), limits)
    table.sheet = chosen.name
    table.other_sheets = tuple(other for other in sheets if other.name != chosen.name)
    return table


def cell_text(value: object) -> str:
    """A cell as text: whole numbers without a point, dates as ISO, no exponent, truth values as TRUE and FALSE."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return _number_text(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ")
    if isinstance(value, dt.timedelta):
        seconds = round(value.total_seconds())
        return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return "" if value is None else str(value)


def _number_text(value: float) -> str:
    """A whole number exactly; else the fifteen digits that a spreadsheet keeps, so that 0.1 + 0.2 reads 0.3."""
    if value.is_integer():
        return str(int(value))
    if value != value or value in (float("inf"), float("-inf")):
        return str(value)
    return f"{Decimal(format(value, '.15g')):f}"


def _table(page: CalamineSheet, errors: dict[int, str], limits: Limits) -> Table:
    first_column = page.start[1] if page.start is not None else 0
    values = ((number, [cell_text(cell) for cell in cells]) for number, cells in enumerate(page.iter_rows(), 1))
    header = next(((number, cells) for number, cells in values if any(map(str.strip, cells))), None)
    if header is None:
        raise TableUnreadable("The sheet is empty.", "Give it a header row and a row for each record.")
    number, names = header
    if number in errors:
        raise TableUnreadable(
            f"The header holds an error in {errors[number]}{number}.", "Write the column's name there."
        )
    headers = read_headers(names, limits)
    return Table(headers, "workbook", number, source=_rows(values, headers, errors, first_column))


def _rows(
    values: Iterator[tuple[int, list[str]]], headers: tuple[str, ...], errors: dict[int, str], first_column: int
) -> Iterator[Row | None]:
    letters = {column_letters(first_column + place): name for place, name in enumerate(headers)}
    for number, cells in values:
        if number in errors:
            cell = f"{errors[number]}{number}"
            problem = Problem(
                "spreadsheet_error",
                f"Cell {cell} holds a spreadsheet error.",
                "Correct the formula, or write the value in its place.",
                letters.get(errors[number]),
            )
            yield Row(number, dict(zip(headers, cells, strict=False)), problem)
        elif any("\0" in cell for cell in cells):
            problem = Problem("nul", "It holds a NUL character.", "Remove the character.")
            yield Row(number, dict(zip(headers, cells, strict=False)), problem)
        else:
            yield lay_out(number, cells, headers)


def _sheets(book: CalamineWorkbook, scans: dict[str, PartScan]) -> list[Sheet]:
    """Every sheet of cells. Whether one is empty is known from its scan; only without one it is read for that."""
    found = []
    for about in book.sheets_metadata:
        if about.typ == SheetTypeEnum.WorkSheet:
            scan = scans.get(about.name)
            is_empty = (
                scan.is_empty
                if scan and (scan.last_column or not scan.cells)
                else book.get_sheet_by_name(about.name).total_height == 0
            )
            found.append(Sheet(about.name, about.visible != SheetVisibleEnum.Visible, is_empty))
    return found


def _chosen(book: CalamineWorkbook, sheets: list[Sheet], wanted: str | None) -> tuple[Sheet, CalamineSheet]:
    if wanted is not None:
        named = next((sheet for sheet in sheets if sheet.name == wanted), None)
        if named is None:
            raise TableUnreadable(
                f"There is no sheet “{wanted}”.", f"Choose one of {', '.join(s.name for s in sheets)}."
            )
        return named, book.get_sheet_by_name(wanted)
    for sheet in sorted((sheet for sheet in sheets if not sheet.is_empty), key=lambda sheet: sheet.is_hidden):
        page = book.get_sheet_by_name(sheet.name)
        if page.total_height:
            return sheet, page
    raise TableUnreadable("The workbook is empty.", "Give it a sheet with a header row and a row for each record.")


def _errors(scans: dict[str, PartScan], part: str | None) -> dict[int, str]:
    """Error cells of the sheet's part; of every part where the workbook does not say which one it is."""
    if part in scans:
        return scans[part].errors
    return {number: letters for scan in scans.values() for number, letters in scan.errors.items()}


def _parts_by_sheet(stream: BinaryIO, entries: list[zipfile.ZipInfo]) -> dict[str, str]:
    """The name of the part that holds each sheet; empty where the workbook's index cannot be read."""
    by_name = {entry.filename: entry for entry in entries}
    texts = []
    for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"):
        if name not in by_name or by_name[name].file_size > _LONGEST_INDEX:
            return {}
        texts.append(b"".join(read_entry(stream, by_name[name])))
    try:
        book, relations = (ElementTree.fromstring(text) for text in texts)
    except ElementTree.ParseError:
        return {}
    targets = {
        relation.get("Id"): posixpath.normpath(posixpath.join("/xl", relation.get("Target", ""))).lstrip("/")
        for relation in relations
    }
    sheets = [element for element in book.iter() if element.tag.rpartition("}")[2] == "sheet"]
    found = {sheet.get("name", ""): targets.get(sheet.get(_RELATION)) for sheet in sheets}
    return {name: part for name, part in found.items() if part is not None}
