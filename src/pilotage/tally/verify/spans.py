"""Neighbouring columns that are compared as they stand, taken for one text: a row is fingerprinted in a few pieces instead of many.

Where a block was parsed without quotes, the piece is there already: the bytes of the row from the first cell to the last. Elsewhere the
cells are put together as CSV writes them, which gives the same text and no other row's.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pilotage.tally.verify.rows import Block

if TYPE_CHECKING:
    import pyarrow as pa


_LF = 10


@dataclass(frozen=True, slots=True)
class Span:
    """Fields whose columns stand side by side, in this order, in both files; `first` and `last` are places in this side's headers."""

    names: tuple[str, ...]
    first: int
    last: int


def find_spans(
    names: Sequence[str], here: dict[str, int], there: dict[str, int], is_raw: Callable[[str], bool]
) -> list[Span]:
    """The longest spans of at least two of the fields that are compared as they stand."""
    runs: list[list[str]] = []
    for name in names:
        if not is_raw(name):
            continue
        before = runs[-1][-1] if runs else ""
        if before and here[name] == here[before] + 1 and there[name] == there[before] + 1:
            runs[-1].append(name)
        else:
            runs.append([name])
    return [Span(tuple(run), here[run[0]], here[run[-1]]) for run in runs if len(run) > 1]


def span_texts(block: Block, spans: Sequence[Span], delimiter: str) -> "list[pa.Array]":
    """The text of each row for each span."""
    if block.body is not None and len(block.table) and (found := _from_body(block, block.body, spans)) is not None:
        return found
    return [_joined(block, span, delimiter) for span in spans]


def _from_body(block: Block, body: bytes | memoryview, spans: Sequence[Span]) -> "list[pa.Array] | None":
    """The bytes between the first and the last cell; None where the cells do not add up to the text that they were read from."""
    import numpy as np
    import pyarrow as pa

    count = len(block.table)
    begun, ended = {span.first for span in spans}, {span.last for span in spans}
    begins: dict[int, Any] = {}
    ends: dict[int, Any] = {}
    width = np.zeros(count, dtype=np.int32)
    for place in range(block.table.num_columns):
        if place in begun:
            begins[place] = width.copy()
        width += block.cells(place).sizes
        if place in ended:
            ends[place] = width.copy()
        width += 1
    head = bytes(body[: int(width[0]) + 1])
    line_end = 2 if head.endswith(b"\r\n") else 1
    width += line_end - 1
    after = np.cumsum(width, dtype=np.int32)
    if int(after[-1]) != len(body) + (0 if body[-1] == _LF else line_end):
        return None
    block.ends = after
    starts = after - width
    made = []
    evens = pa.array(np.arange(0, 2 * count, 2, dtype=np.int32))
    for span in spans:
        offsets = np.empty(2 * count + 1, dtype=np.int32)
        offsets[0:-1:2] = starts + begins[span.first]
        offsets[1::2] = starts + ends[span.last]
        offsets[-1] = offsets[-2]
        made.append(pa.StringArray.from_buffers(2 * count, pa.py_buffer(offsets), pa.py_buffer(body)).take(evens))
    return made


def _joined(block: Block, span: Span, delimiter: str) -> "pa.Array":
    import pyarrow.compute as pc

    cells = [_as_csv(block, place, delimiter) for place in range(span.first, span.last + 1)]
    return pc.binary_join_element_wise(*cells, delimiter)


def _as_csv(block: Block, place: int, delimiter: str) -> "pa.Array":
    import pyarrow.compute as pc

    column, data = block.column(place), block.cells(place).signs.tobytes()
    signs = [sign for sign in ('"', delimiter, "\n", "\r") if sign.encode() in data]
    if not signs:
        return column
    special = pc.match_substring(column, signs[0])
    for sign in signs[1:]:
        special = pc.or_(special, pc.match_substring(column, sign))
    if '"' in signs:
        column = pc.if_else(special, pc.replace_substring(column, '"', '""'), column)
    return pc.if_else(special, pc.binary_join_element_wise('"', column, '"', ""), column)
