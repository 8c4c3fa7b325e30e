"""Reads a file by its layout into one Parquet table of texts; what cannot be taken is kept with its reason."""

import dataclasses
from collections.abc import Iterator, Mapping
from pathlib import Path

from pilotage.tally.errors import TallyError
from pilotage.tally.layouts.intake import Intake
from pilotage.tally.layouts.model import Check, Field, Layout, Normalized
from pilotage.tally.layouts.parquets import parquet_rows
from pilotage.tally.layouts.recordlines import RecordReader, fixed_rows
from pilotage.tally.layouts.tabular import Row, delimited_rows, json_rows, workbook_rows
from pilotage.tally.layouts.totals import Totals
from pilotage.tally.layouts.writing import LINE, TableWriter


def normalize(path: Path, layout: Layout, out: Path) -> Normalized:
    """Read `path` by `layout` and write `out` (Parquet). Memory does not grow with the file.

    Errors: `TallyError` for a file that cannot be opened or has no rows, and for a control total that does not hold.
    """
    path, out = Path(path), Path(out)
    _check_file(path)
    totals = Totals(layout)
    fields, rows = _opened(path, layout, totals)
    read = dataclasses.replace(layout, fields=fields)
    if LINE in read.columns:
        raise TallyError(f"{LINE} is the name of the line numbers. Rename the column.", place=str(path))
    with TableWriter(out, read.columns) as writer:
        intake = Intake(read, writer, totals, load_references(fields), str(path))
        if not _fed_by_blocks(path, read, intake):
            _feed(rows, intake)
        intake.finish()
        lines = writer.rows + len(intake.rejects)
        if not lines and layout.empty == "refuse":
            raise TallyError(
                "the file has no rows. Send one with rows, or write empty: allow in its layout.", place=str(path)
            )
        checked = totals.check(str(path), lines, len(intake.rejects))
    return Normalized(out, writer.rows, intake.rejects, _told(lines, writer.rows, intake, totals, checked))


def _told(lines: int, rows: int, intake: Intake, totals: Totals, checked: list[dict[str, object]]) -> dict[str, object]:
    return {
        "lines": lines,
        "rows": rows,
        "rejected": len(intake.rejects),
        "records": dict(sorted(totals.seen.items())),
        "checked": checked,
    }


def _fed_by_blocks(path: Path, layout: Layout, intake: Intake) -> bool:
    """Whether the quick way could take the file."""
    if layout.format != "fixed":
        return False
    from pilotage.tally.layouts.blocks import suits

    if not suits(path, layout):
        return False
    from pilotage.tally.layouts.fixedblocks import feed_blocks

    feed_blocks(path, layout, intake)
    return True


def _feed(rows: Iterator[Row], intake: Intake) -> None:
    for line, cells, raw, code in rows:
        if code:
            intake.refuse(line, code, raw)
        else:
            intake.add(line, cells, raw)


def _check_file(path: Path) -> None:
    try:
        is_folder, size = path.is_dir(), path.stat().st_size
    except OSError as problem:
        raise TallyError(f"{problem.strerror or problem}. Name a file that can be read.", place=str(path)) from None
    except ValueError:
        raise TallyError("This is no name of a file. Name a file that can be read.") from None
    if is_folder:
        raise TallyError("This is a folder. Name the file in it.", place=str(path))
    if not size:
        raise TallyError("The file is empty. Name one with rows.", place=str(path))


def _opened(path: Path, layout: Layout, totals: Totals) -> tuple[tuple[Field, ...], Iterator[Row]]:
    if layout.format in ("csv", "delimited"):
        return delimited_rows(path, layout)
    if layout.format == "xlsx":
        return workbook_rows(path, layout)
    if layout.format == "parquet":
        return parquet_rows(path, layout)
    if layout.format == "jsonl":
        return json_rows(path, layout)
    if layout.format == "fixed":
        return layout.fields, fixed_rows(path, layout)
    return layout.fields, RecordReader(path, layout, totals).rows()


def load_references(fields: tuple[Field, ...]) -> Mapping[Check, frozenset[str]]:
    """The values that each `refers` check allows, read from its file. Errors: `TallyError`."""
    from pilotage.tally.tables import TableUnreadable, open_table

    known: dict[Check, frozenset[str]] = {}
    for field in fields:
        for check in field.checks:
            if check.kind != "refers" or check in known:
                continue
            place = f"field {field.name}, refers"
            try:
                with open_table(Path(check.file)) as table:
                    if check.column not in table.headers:
                        raise TallyError(f"{check.file} has no column “{check.column}”.", place=place)
                    known[check] = frozenset(row.cells.get(check.column, "").strip() for row in table.rows())
            except TableUnreadable as problem:
                raise TallyError(f"{check.file}: {problem}", place=place) from None
    return known
