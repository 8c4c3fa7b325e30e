"""Feeds CSV, delimited text, workbooks, Parquet and JSON lines to the intake: each row's cells in the layout's order."""

import contextlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pilotage.tally.errors import TallyError
from pilotage.tally.layouts.delimited import Record, cut_records, likely_delimiter
from pilotage.tally.layouts.lines import read_lines
from pilotage.tally.layouts.model import Field, Layout

Row = tuple[int, Sequence[str | None], str, str]  # line, cells, raw text, code
GB = 1024**3
_MOST_NAMES = 2_000


def arrange(layout: Layout, headers: Sequence[str], place: str) -> tuple[tuple[Field, ...], list[int]]:
    """The fields of the table and the place of each in a row, by the file's own column names.

    Columns that the layout does not name are kept as text, dropped or refused, as `extra` says. Errors: `TallyError`.
    """
    by_name = {" ".join(name.split()).casefold(): spot for spot, name in reversed(list(enumerate(headers)))}
    if len(by_name) < len(headers):
        names = [" ".join(name.split()).casefold() for name in headers]
        twice = next(name for name in names if names.count(name) > 1)
        raise TallyError(f"the column “{twice[:60]}” is there twice. Give each column its own name.", place=place)
    fields, places = list(layout.fields), []
    for field in layout.fields:
        spot = by_name.get(" ".join(field.source.split()).casefold())
        if spot is None:
            shown = ", ".join(name.strip() for name in headers[:12])
            raise TallyError(f"there is no column “{field.source}”. The file has: {shown[:200]}.", place=place)
        places.append(spot)
    if layout.extra != "drop":
        taken = {field.name for field in fields}
        for spot, name in enumerate(headers):
            if spot in places or not name.strip():
                continue
            if layout.extra == "refuse":
                raise TallyError(
                    f"the layout names no column “{name.strip()[:60]}”. Add it, or write extra: keep.", place=place
                )
            if name.strip() in taken:
                raise TallyError(
                    f"the column “{name.strip()[:60]}” would be there twice. Rename the field.", place=place
                )
            fields.append(Field(name.strip(), source=name))
            places.append(spot)
    return tuple(fields), places


def delimited_rows(path: Path, layout: Layout) -> tuple[tuple[Field, ...], Iterator[Row]]:
    """CSV and other delimited text; without a header the fields stand in the order of the columns."""
    lines = read_lines(path, layout)
    first = next((line for line in lines if line.text.strip() or line.code), None)
    if first is None:
        return layout.fields, iter(())
    delimiter = layout.delimiter or likely_delimiter(first.text)

    def again() -> Iterator[Any]:
        yield first
        yield from lines

    records = cut_records(again(), delimiter, layout.quote)
    if layout.header:
        number, headers, _, code = next(records)
        if code:
            raise TallyError(f"the header cannot be read ({code}). Mend it.", place=f"{path}, line {number}")
        while headers and not headers[-1].strip():
            headers.pop()
        fields, places = arrange(layout, headers, str(path))
        return fields, _delimited(records, places, len(headers), delimiter)
    if not layout.fields:
        raise TallyError("a file without a header needs its fields named in the layout.", place=str(path))
    return layout.fields, _delimited(records, list(range(len(layout.fields))), len(layout.fields), delimiter)


def _delimited(records: Iterator[Record], places: list[int], width: int, delimiter: str) -> Iterator[Row]:
    in_order = places == list(range(width))
    for line, cells, raw, code in records:
        if code:
            yield line, (), raw, code
            continue
        if len(cells) != width:
            if len(cells) == 1 and not cells[0].strip():
                continue
            if len(cells) < width or any(cell.strip() for cell in cells[width:]):
                yield line, (), raw, "too_few_cells" if len(cells) < width else "too_many_cells"
                continue
            cells = cells[:width]
        elif not any(cells) or (width == 1 and not cells[0].strip()):
            continue
        yield line, cells if in_order else [cells[place] for place in places], raw, ""


def workbook_rows(path: Path, layout: Layout) -> tuple[tuple[Field, ...], Iterator[Row]]:
    """One sheet of an XLSX workbook; a row's line is its number there."""
    from pilotage.tally.tables import Limits, TableUnreadable, open_table

    if not layout.header:
        raise TallyError("a workbook needs a header row. Remove header: false.", place=layout.place)
    try:
        table = open_table(path, sheet=layout.sheet or None, limits=Limits(file_bytes=GB, unpacked_bytes=4 * GB))
    except TableUnreadable as problem:
        raise TallyError(str(problem), place=str(path)) from None
    if table.kind != "workbook":
        table.close()
        raise TallyError("this is no XLSX workbook. Name its real format in the layout.", place=str(path))
    fields, _ = arrange(layout, table.headers, str(path))
    by_name = {" ".join(name.split()).casefold(): name for name in table.headers}
    names = [by_name[" ".join(field.source.split()).casefold()] for field in fields]

    def rows() -> Iterator[Row]:
        with table:
            for row in table.rows():
                raw = "\t".join(row.cells.values())
                if row.problem is not None:
                    yield row.number, (), raw, row.problem.kind
                else:
                    yield row.number, [row.cells[name] for name in names], raw, ""

    return fields, rows()


def json_rows(path: Path, layout: Layout) -> tuple[tuple[Field, ...], Iterator[Row]]:
    """One JSON object a line; `source: a.b` reaches inside. Numbers keep the text they are written with.

    A layout without fields takes every name that stands in the file, in the order in which they first appear.
    """
    fields = layout.fields or _named_in(path, layout)
    ways = [field.source.split(".") for field in fields]

    def rows() -> Iterator[Row]:
        for line in read_lines(path, layout):
            if not line.text.strip():
                continue
            if line.code:
                yield line.number, (), line.text, line.code
                continue
            try:
                found = json.loads(line.text, parse_float=str, parse_int=str, parse_constant=str)
            except (ValueError, RecursionError):
                yield line.number, (), line.text, "not_json"
                continue
            if not isinstance(found, dict):
                yield line.number, (), line.text, "not_an_object"
                continue
            yield (
                line.number,
                [_inside(found, field, way) for field, way in zip(fields, ways, strict=True)],
                line.text,
                "",
            )

    return fields, rows()


def _named_in(path: Path, layout: Layout) -> tuple[Field, ...]:
    names: dict[str, None] = {}
    for line in read_lines(path, layout):
        with contextlib.suppress(ValueError, RecursionError):
            found = json.loads(line.text, parse_float=str, parse_int=str, parse_constant=str)
            names |= dict.fromkeys(found if isinstance(found, dict) else ())
        if len(names) > _MOST_NAMES:
            raise TallyError(f"It has over {_MOST_NAMES:,} names. Name its fields in a layout.", place=str(path))
    if not names:
        raise TallyError("No line of it is a JSON object. Name a file with one object a line.", place=str(path))
    return tuple(Field(name, source=name, trim=False) for name in names)


def _inside(found: dict[str, Any], field: Field, way: list[str]) -> str | None:
    value: Any = found.get(field.source)
    if value is None:
        value = found
        for step in way:
            value = value.get(step) if isinstance(value, dict) else None
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False)
