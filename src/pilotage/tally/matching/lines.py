"""Takes chosen rows out of a large text file by counting line ends, so that most of it is never laid out in memory."""

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pilotage.tally.intake.sheets import Record

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_BLOCK = 4 * 1024 * 1024


def chosen_lines(path: Path, rows: "NDArray[np.int64]", expected: int) -> Iterator[tuple[int, str]] | None:
    """(row as a spreadsheet counts it, text) of the data rows at the places `rows`, which rise; the header is row 1.

    None where the lines of the file are not one to one with its `expected` data rows (quoted line ends, blank lines):
    then the rows cannot be told by their line.
    """
    import numpy as np

    size = path.stat().st_size
    wanted = np.unique(np.concatenate([rows, rows + 1]))  # line ends before and after each row
    ends = np.full(len(wanted), size, dtype=np.int64)
    seen, start, block = 0, 0, b""
    with path.open("rb") as stream:
        while part := stream.read(_BLOCK):
            block = part
            found = np.flatnonzero(np.frombuffer(block, dtype=np.uint8) == 10)
            first, last = np.searchsorted(wanted, [seen, seen + len(found)])
            ends[first:last] = found[wanted[first:last] - seen] + start
            seen, start = seen + len(found), start + len(block)
    if seen + (0 if block.endswith(b"\n") else 1) != expected + 1:
        return None
    place = dict(zip(wanted.tolist(), ends.tolist(), strict=True))
    return _read(path, rows.tolist(), place)


def _read(path: Path, rows: Sequence[int], place: dict[int, int]) -> Iterator[tuple[int, str]]:
    with path.open("rb") as stream:
        for row in rows:
            stream.seek(place[row] + 1)
            yield row + 2, _text(stream.read(place[row + 1] - place[row] - 1))


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", errors="replace").rstrip("\r\n")


def records(lines: Iterator[tuple[int, str]], headers: Sequence[str], roles: dict[str, str]) -> Iterator[Record]:
    """The lines as records by role."""
    at = {header: place for place, header in enumerate(headers)}
    for number, text in lines:
        cells = next(csv.reader([text]))
        yield Record(number, {role: cells[at[header]] for role, header in roles.items()})
