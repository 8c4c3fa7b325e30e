"""Reads single rows of a block again, by their line numbers."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from pilotage.tally.verify.careful import Careful
from pilotage.tally.verify.plain import is_plain, parsed
from pilotage.tally.verify.rows import Block, Mark

if TYPE_CHECKING:
    import numpy as np


#: Picked lines are parsed together, in portions of about so many bytes.
_PORTION = 8 * 1024 * 1024


class Fetcher:
    """Reads wanted rows of one file again, from the bytes of their blocks."""

    def __init__(self, headers: Sequence[str], delimiter: str, encoding: str) -> None:
        self._headers, self._delimiter, self._encoding = headers, delimiter, encoding
        self._texts: list[bytes] = []
        self._lines: list[np.ndarray[Any, Any]] = []

    def rows(self, bodies: Iterable[tuple[bytes, Mark, "np.ndarray[Any, Any]"]]) -> Iterator[Block]:
        """The rows of the blocks that begin on the wanted lines (ascending), in order."""
        import numpy as np

        for body, mark, wanted in bodies:
            if mark.is_plain:
                self._pick(body, mark, wanted)
                if sum(map(len, self._texts)) >= _PORTION:
                    yield self._parsed()
                continue
            if self._texts:
                yield self._parsed()
            careful = Careful(self._delimiter, self._encoding)
            table, lines, _, _ = careful.table(body, mark.first, self._headers, is_last=True)
            places = np.flatnonzero(np.isin(lines, wanted))
            yield Block(table.take(places), lines[places])
        if self._texts:
            yield self._parsed()

    def _pick(self, body: bytes, mark: Mark, wanted: "np.ndarray[Any, Any]") -> None:
        text = body if mark.is_as_read else is_plain(body, self._delimiter, self._encoding)
        if not text.endswith(b"\n"):
            text += b"\n"
        picked = _picked(text, mark.ends, wanted - mark.first) if len(wanted) < mark.count else text
        self._texts.append(is_plain(picked, self._delimiter, self._encoding) if mark.is_as_read else picked)
        self._lines.append(wanted)

    def _parsed(self) -> Block:
        import numpy as np

        text, lines = b"".join(self._texts), np.concatenate(self._lines)
        self._texts, self._lines = [], []
        table, _, _, _, _ = parsed(text, self._headers, self._delimiter, 1)
        return Block(table, lines)


def _picked(text: bytes, ends: "np.ndarray[Any, Any] | None", places: "np.ndarray[Any, Any]") -> bytes:
    """Only the lines at these places of the text."""
    import numpy as np
    import pyarrow as pa

    if ends is None:
        ends = np.flatnonzero(np.frombuffer(text, dtype=np.uint8) == 10) + 1
    offsets = np.concatenate(([0], ends)).astype(np.int32)
    lines = pa.BinaryArray.from_buffers(pa.binary(), len(ends), [None, pa.py_buffer(offsets), pa.py_buffer(text)])
    rows = pa.Array.from_buffers(pa.int64(), len(places), [None, pa.py_buffer(places.astype(np.int64))])
    picked: bytes = lines.take(rows).buffers()[2].to_pybytes()
    return picked
