"""Keeps many rows outside of memory until they are written: in portions, in a file without a name."""

import pickle
import tempfile
from collections.abc import Iterator
from typing import IO, Any, cast

from django.conf import settings

PORTION = 2000
IN_MEMORY_BYTES = 4 << 20
Row = tuple[Any, ...]


class Spool:
    """Rows by what is done with them (`key`), in the order in which their portions filled.

    A few stay in memory; more go to the product's own folder, not to a temporary one, which may itself be memory.
    """

    def __init__(self) -> None:
        self.count = 0
        self._waiting: dict[Any, list[Row]] = {}
        file = tempfile.SpooledTemporaryFile(IN_MEMORY_BYTES, dir=str(settings.PILOTAGE_HOME))  # noqa: SIM115 `close` does
        self._file = cast("IO[bytes]", file)

    def put(self, key: Any, row: Row) -> None:
        """One more row."""
        rows = self._waiting.setdefault(key, [])
        rows.append(row)
        self.count += 1
        if len(rows) >= PORTION:
            self._flush(key)

    def portions(self) -> Iterator[tuple[Any, list[Row]]]:
        """Every portion with its key. Rows of one key come in the order in which they were put."""
        for key in list(self._waiting):
            self._flush(key)
        end = self._file.tell()
        self._file.seek(0)
        while self._file.tell() < end:
            yield pickle.load(self._file)  # our own file, which no other program can open

    def close(self) -> None:
        """Gives the room on disk back."""
        self._file.close()

    def _flush(self, key: Any) -> None:
        pickle.dump((key, self._waiting.pop(key)), self._file, protocol=pickle.HIGHEST_PROTOCOL)
