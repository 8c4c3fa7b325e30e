"""Reads single rows of a block again, by their line numbers."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pilotage.tally.verify.careful import Careful
from pilotage.tally.verify.plain import is_plain, parsed
from pilotage.tally.verify.rows import Block, Mark

if TYPE_CHECKING:
    import numpy as np


def fetched(
    body: bytes, mark: Mark, wanted: "np.ndarray[Any, Any]", headers: Sequence[str], delimiter: str, encoding: str
) -> Block:
    """The rows of the block that begin on the wanted lines (ascending)."""
    import numpy as np

    if mark.is_plain:
        text = body if mark.is_as_read else is_plain(body, delimiter, encoding)
        if len(wanted) < mark.count:
            text = _picked(text, wanted - mark.first)
        table, _, _, _, _ = parsed(text, headers, delimiter, 1)
        return Block(table, wanted)
    table, lines, _, _ = Careful(delimiter, encoding).table(body, mark.first, headers, is_last=True)
    places = np.flatnonzero(np.isin(lines, wanted))
    return Block(table.take(places), lines[places])


def _picked(text: bytes, places: "np.ndarray[Any, Any]") -> bytes:
    """Only the lines at these places of the text."""
    import numpy as np
    import pyarrow as pa

    if not text.endswith(b"\n"):
        text += b"\n"
    ends = np.flatnonzero(np.frombuffer(text, dtype=np.uint8) == 10) + 1
    offsets = np.concatenate(([0], ends)).astype(np.int32)
    lines = pa.BinaryArray.from_buffers(pa.binary(), len(ends), [None, pa.py_buffer(offsets), pa.py_buffer(text)])
    picked: bytes = lines.take(pa.array(places)).buffers()[2].to_pybytes()
    return picked
