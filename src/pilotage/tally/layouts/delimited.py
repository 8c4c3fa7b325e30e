"""Cells of delimited text: quotes, line ends inside them, damage that stays with its own row."""

import csv
from collections.abc import Iterator

from pilotage.tally.layouts.lines import LONGEST, Line

MOST_LINES = 200
Record = tuple[int, list[str], str, str]  # line, cells, raw text, code


def cut_records(lines: Iterator[Line], delimiter: str, quote: str) -> Iterator[Record]:
    """Each record with the number of its first line. A quote that nothing closes refuses that one line."""
    queue: list[Line] = []
    while True:
        line = queue.pop() if queue else next(lines, None)
        if line is None:
            return
        if line.code:
            yield line.number, [], line.text, line.code
        elif not quote or quote not in line.text:
            yield line.number, line.text.split(delimiter), line.text, ""
        else:
            yield _quoted(line, lines, queue, delimiter, quote)


def _quoted(line: Line, lines: Iterator[Line], queue: list[Line], delimiter: str, quote: str) -> Record:
    taken, chars, quotes = [line], len(line.text), line.text.count(quote)
    while quotes % 2:
        more = queue.pop() if queue else next(lines, None)
        if more is not None:
            taken.append(more)
            chars += len(more.text)
            quotes += more.text.count(quote)
        if more is None or more.code or chars > LONGEST or len(taken) > MOST_LINES:
            queue.extend(reversed(taken[1:]))
            return line.number, [], line.text, "broken_quotes"
    raw = "\n".join(one.text for one in taken)
    try:
        csv.field_size_limit(LONGEST)
        cells = next(csv.reader([raw], delimiter=delimiter, quotechar=quote, strict=True))
    except (csv.Error, StopIteration):
        queue.extend(reversed(taken[1:]))
        return line.number, [], line.text, "broken_quotes"
    return line.number, cells, raw, ""


def likely_delimiter(text: str) -> str:
    """The separator that stands most often in the first line; a comma where none does."""
    return max((",", ";", "\t", "|"), key=text.count)
