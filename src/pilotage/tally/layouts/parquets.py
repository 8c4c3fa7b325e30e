"""Feeds Parquet files to the intake: typed columns become the texts that the layout's fields read."""

import contextlib
import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pilotage.tally.errors import TallyError
from pilotage.tally.layouts.model import Field, Layout
from pilotage.tally.layouts.tabular import Row, arrange

if TYPE_CHECKING:
    import pyarrow as pa


def parquet_rows(path: Path, layout: Layout) -> tuple[tuple[Field, ...], Iterator[Row]]:
    """Rows of a Parquet file; a row's line is its number from 1. Dates and times inside are ISO, decimals exact."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(path, pre_buffer=False)
        schema = file.schema_arrow
        named = list(schema.names)
    except (OSError, UnicodeDecodeError, pa.ArrowException) as problem:
        raise TallyError(
            f"It cannot be read as Parquet ({_short(problem)}). Name the right file.", place=str(path)
        ) from None
    fields, places = arrange(layout, named, str(path))
    types = [schema.types[place] for place in places]
    fields = tuple(_plain(field, kind) for field, kind in zip(fields, types, strict=True))
    names = list(dict.fromkeys(named[place] for place in places))

    def rows() -> Iterator[Row]:
        number = 0
        try:
            for batch in file.iter_batches(20_000, columns=names):
                columns = [_texts(batch.column(named[place])) for place in places]
                for cells in zip(*columns, strict=True):
                    number += 1
                    yield number, cells, "", ""
        except (OSError, UnicodeDecodeError, pa.ArrowException) as problem:
            raise TallyError(f"It breaks off after row {number:,} ({_short(problem)}).", place=str(path)) from None

    return fields, rows()


def _plain(field: Field, kind: "pa.DataType") -> Field:
    """A field whose column has a type needs no form, no padding and no implied decimals of its own."""
    import pyarrow.types as t

    if t.is_temporal(kind):
        return dataclasses.replace(field, form="", pad="")
    if t.is_decimal(kind) or t.is_floating(kind):
        return dataclasses.replace(field, decimals=None, sign="auto", decimal_mark=".", thousands="", symbol="")
    return field


def _texts(column: "pa.Array[Any]") -> list[str | None]:
    import pyarrow as pa
    import pyarrow.types as t

    kind = column.type
    if t.is_dictionary(kind):
        return _texts(column.dictionary_decode())
    if t.is_string(kind) or t.is_large_string(kind):
        texts: list[str | None] = column.to_pylist()
        return texts
    if t.is_decimal(kind):
        return [None if one is None else f"{one:f}" for one in column.to_pylist()]
    if t.is_floating(kind):
        return [None if one is None else _float_text(one) for one in column.to_pylist()]
    if t.is_timestamp(kind):
        with contextlib.suppress(pa.ArrowInvalid):
            column = column.cast(pa.timestamp("s"))
    if t.is_nested(kind) or t.is_binary(kind) or t.is_large_binary(kind):
        import json

        return [None if one is None else json.dumps(one, default=str, ensure_ascii=False) for one in column.to_pylist()]
    try:
        texts = column.cast(pa.string()).to_pylist()
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        texts = [None if one is None else str(one) for one in column.to_pylist()]
    return texts


def _float_text(number: float) -> str:
    """The shortest text that reads back as the same number, without an exponent."""
    from decimal import Decimal

    text = repr(float(number))
    if text.endswith(".0"):
        return text[:-2]
    return f"{Decimal(text):f}" if "e" in text and text not in ("inf", "-inf", "nan") else text


def _short(problem: Exception) -> str:
    return " ".join(str(problem).split())[:120] or type(problem).__name__
