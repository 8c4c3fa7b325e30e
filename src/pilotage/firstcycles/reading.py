"""Reads a table with the figures of first bill cycles. Every bad row is named; an empty cell leaves a figure as it stands."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, BinaryIO

from pilotage.cycles.reading import Read, cells_of, day_from, rows_in
from pilotage.cycles.rules.dates import is_near
from pilotage.firstcycles.enums import AMOUNTS, COUNTS, CYCLES, DATES, FIGURES
from pilotage.firstcycles.rules import Figures, why_not

COLUMNS = ("cycle", "as_of", *FIGURES)
MOST_ROWS = 60


def read_figures(stream: BinaryIO, name: str, today: date) -> Read:
    """Rows `{number, as_of, and the figures that are given}`; columns as in the template, `cycle` and `as_of` are needed."""
    found, seen = Read(), set()
    for row in rows_in(stream, name, found, ("cycle", "as_of"), MOST_ROWS):
        cells, before = cells_of(row), len(found.errors)
        text = cells.get("cycle", "")
        number = int(text) if text in {str(one) for one in CYCLES} else None
        if number is None:
            found.wrong(row.number, "cycle", text, "Write 1, 2 or 3: the first bill cycles after go-live.")
        elif number in seen:
            found.wrong(row.number, "cycle", text, f"Cycle {number} has an earlier row, too. Keep one of them.")
        seen.add(number)
        as_of = day_from(cells.get("as_of", ""))
        if as_of is None or not is_near(as_of):
            found.wrong(row.number, "as_of", cells.get("as_of", ""), "This is no date. Write it like 2027-03-15.")
        elif as_of > today:
            found.wrong(row.number, "as_of", cells["as_of"], "Figures are of a day that has come.")
        given = _figures(row.number, cells, found)
        if len(found.errors) > before or number is None or as_of is None:
            continue
        if problem := why_not(Figures(as_of, **given)):
            found.wrong(row.number, problem[0], cells.get(problem[0], ""), problem[1])
        found.rows.append({"number": number, "as_of": as_of, **given})
    return found


def _figures(number: int, cells: dict[str, str], found: Read) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for name in FIGURES:
        text = cells.get(name, "")
        if not text:
            continue
        value: Any = _count(text) if name in COUNTS else _amount(text) if name in AMOUNTS else day_from(text)
        if name in DATES and value is not None and not is_near(value):
            value = None
        if value is None:
            found.wrong(number, name, text, _HOW[name])
        else:
            given[name] = value
    return given


def _count(text: str) -> int | None:
    digits = text.replace(",", "")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else None


def _amount(text: str) -> Decimal | None:
    try:
        value = Decimal(text.replace(",", "").removeprefix("$"))
    except InvalidOperation:
        return None
    if not value.is_finite() or value < 0 or value >= Decimal(10) ** 14 or value != round(value, 2):
        return None
    return round(value, 2)


_HOW = {
    **dict.fromkeys(COUNTS, "Write a whole number from 0."),
    **dict.fromkeys(AMOUNTS, "Write dollars and cents from 0, like 1250.40."),
    **dict.fromkeys(DATES, "This is no date. Write it like 2027-03-15."),
}
