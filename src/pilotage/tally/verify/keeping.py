"""A small file's blocks, kept after the first reading, so that its rows need not be read again."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from pilotage.tally.verify.rows import Block, Mark, Source

if TYPE_CHECKING:
    import numpy as np

#: Both files together may be so large, as a share of the memory of the run.
SHARE = 8


class KeptSource:
    """Gives what its source gives. The second time, and for single rows, from memory."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._blocks: dict[int, Block] = {}
        self._is_whole = False
        self.path, self.size, self.weight, self.hashed = source.path, source.size, source.weight, source.hashed
        self.headers, self.header_line = source.headers, source.header_line
        self.delimiter: str = getattr(source, "delimiter", "")
        self.bank_accounts: tuple[str, ...] = getattr(source, "bank_accounts", ())

    @property
    def sha256(self) -> str:
        """The content hash, complete after the first reading."""
        return self._source.sha256

    def blocks(self) -> Iterator[Block]:
        """Every block in the file's order."""
        if self._is_whole:
            yield from self._blocks.values()
            return
        self._blocks.clear()
        for block in self._source.blocks():
            self._blocks[block.mark.place] = block
            yield block
        self._is_whole = True

    def fetch(self, marks: Sequence[Mark], wanted: "Sequence[np.ndarray[Any, Any]]") -> Iterator[Block]:
        """The rows at the wanted lines of each mark, in the file's order."""
        import numpy as np
        import pyarrow as pa

        for mark, lines in zip(marks, wanted, strict=True):
            block = self._blocks[mark.place]
            places = np.flatnonzero(np.isin(block.lines, lines))
            table = block.table.take(pa.array(places))
            yield Block(table, block.lines[places])


def kept_if_small(sources: Sequence[Any], memory: int) -> tuple[Any, ...]:
    """The sources, kept where both fit into their share of the memory (bytes)."""
    if sum(source.weight for source in sources) * SHARE > memory:
        return tuple(sources)
    return tuple(KeptSource(source) for source in sources)
