"""Reads a table row by row under a list of named columns; the first thing that is wrong stops it, with its place."""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pilotage.tally.errors import TallyError
from pilotage.tally.tables import Limits, TableUnreadable, open_table
from pilotage.tally.tables.limits import MB

LIMITS = Limits(file_bytes=8192 * MB, record_chars=1_000_000)


@dataclass(frozen=True)
class Record:
    """One row of a table: its number as a spreadsheet shows it, and its cells by role; roles without a column are absent."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True)
class Columns:
    """Which column plays which role. `named` is what the spec says; the others are found by the headers in `usual`."""

    named: Mapping[str, str]
    usual: Mapping[str, Sequence[str]]
    needed: Sequence[str]

    def lay_out(self, headers: Sequence[str], place: str) -> dict[str, str]:
        """Role → header. Errors: `TallyError` for a named column that is not there, or a needed role that nobody plays."""
        plain = {_plain(header): header for header in reversed(headers)}
        found: dict[str, str] = {}
        for role, header in self.named.items():
            there = header if header in headers else plain.get(_plain(header))
            if there is None:
                near = difflib.get_close_matches(header, headers, n=1, cutoff=0.5)
                hint = f"Did you mean “{near[0]}”?" if near else f"It has {', '.join(headers[:12])}."
                raise TallyError(
                    f"the column “{header}” that the spec names as {role} is not there. {hint}", place=place
                )
            found[role] = there
        for role, names in self.usual.items():
            there = next((plain[name] for name in names if name in plain), None)
            if role not in found and there is not None:
                found[role] = there
        for role in self.needed:
            if role not in found:
                raise TallyError(
                    f"no column for {role} is found among {', '.join(headers[:12])}. Name it in the spec under columns: {role}.",
                    place=place,
                )
        return found


def _plain(header: str) -> str:
    return "_".join(header.strip().lower().replace("-", " ").replace("_", " ").split())


def read_headers(path: Path, sheet: str | None = None) -> tuple[str, ...]:
    """The headers of a table. Errors: `TallyError`."""
    try:
        with open_table(path, name=path.name, sheet=sheet, limits=LIMITS) as table:
            return table.headers
    except TableUnreadable as why:
        raise _refused(path, why) from why


def read_sheet(path: Path, columns: Columns, extra: Sequence[str] = (), sheet: str | None = None) -> Iterator[Record]:
    """The rows of a CSV or XLSX table by role; `extra` are headers that are wanted under `column:HEADER` beside the roles.

    Errors: `TallyError` naming file, row and column, for a damaged row too: money is not counted from half a file.
    """
    try:
        with open_table(path, name=path.name, sheet=sheet, limits=LIMITS) as table:
            roles = columns.lay_out(table.headers, str(path))
            for header in extra:
                if header not in table.headers:
                    raise TallyError(
                        f"the column “{header}” is not there. It has {', '.join(table.headers[:12])}.", place=str(path)
                    )
            wanted = [*roles.items(), *((f"column:{header}", header) for header in extra)]
            for row in table.rows():
                if row.problem is not None:
                    column = f" column “{row.problem.column}”" if row.problem.column else ""
                    raise TallyError(
                        f"{row.problem.reason} {row.problem.remedy}", place=f"{path} row {row.number}{column}"
                    )
                cells = row.cells
                yield Record(row.number, {role: cells[header] for role, header in wanted})
    except TableUnreadable as why:
        raise _refused(path, why) from why
    except OSError as why:
        raise TallyError(f"it cannot be read ({why.strerror}). Name a file that can be read.", place=str(path)) from why


def _refused(path: Path, why: TableUnreadable) -> TallyError:
    return TallyError(f"{why.reason} {why.remedy}", place=str(path))
