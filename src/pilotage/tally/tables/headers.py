"""Reads a header row, and lays the cells of a row under it."""

from collections.abc import Sequence

from pilotage.tally.tables.limits import Limits
from pilotage.tally.tables.rows import Problem, Row, TableUnreadable


def column_letters(place: int) -> str:
    """The name a spreadsheet gives to the column at `place` (0 is A)."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def read_headers(values: Sequence[str], limits: Limits) -> tuple[str, ...]:
    """The trimmed names; trailing empty ones are cut, an empty one between is called by its letters.

    Errors: `TableUnreadable` for repeated names (compared without case) and for too many columns.
    """
    names = [" ".join(value.split()) for value in values]
    while names and not names[-1]:
        names.pop()
    if len(names) > limits.columns:
        raise TableUnreadable(f"The header has {len(names):,} columns.", f"Keep it under {limits.columns:,}.")
    named = [name or f"Column {column_letters(place)}" for place, name in enumerate(names)]
    seen: dict[str, int] = {}
    for place, name in enumerate(named):
        first = seen.setdefault(name.casefold(), place)
        if first != place:
            raise TableUnreadable(
                f"The column “{shortened(name)}” is there twice ({column_letters(first)} and {column_letters(place)}).",
                "Give each column its own name.",
            )
    return tuple(named)


def lay_out(number: int, values: Sequence[str], headers: tuple[str, ...]) -> Row | None:
    """The cells under their headers; None for a row with nothing in it.

    Too many or too few cells are a problem of the row.
    """
    if len(values) == len(headers):
        if not any(values) or not any(value.strip() for value in values):
            return None
        return Row(number, dict(zip(headers, values, strict=True)))
    if not any(value.strip() for value in values):
        return None
    cells = dict(zip(headers, values, strict=False))
    if len(values) < len(headers):
        return Row(number, cells, _too_few(len(values), headers))
    if any(value.strip() for value in values[len(headers) :]):
        return Row(number, cells, _too_many(len(values), headers))
    return Row(number, cells)


def shortened(text: str, most: int = 60) -> str:
    """A text that is safe to show in a sentence: one line, not long."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[:most]}…"


def _too_few(count: int, headers: tuple[str, ...]) -> Problem:
    return Problem(
        "too_few_cells",
        f"It has {count} {'cell' if count == 1 else 'cells'}; the header has {len(headers)} columns.",
        "Fill the row up to the last column; an empty cell still needs its separator.",
        headers[count],
    )


def _too_many(count: int, headers: tuple[str, ...]) -> Problem:
    return Problem(
        "too_many_cells",
        f"It has {count} cells; the header has {len(headers)} {'column' if len(headers) == 1 else 'columns'}.",
        'Put a text that holds the separator between two ", or remove the extra cells.',
    )
