"""Writes the one table that every file becomes: Parquet, in row groups, under a passing name until it is whole."""

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from pilotage.tally.errors import TallyError

if TYPE_CHECKING:
    import pyarrow as pa

LINE = "_line"


class TableWriter:
    """Takes batches of columns; use it in a `with`. The file has its name only once everything went well."""

    def __init__(self, out: Path, columns: Sequence[str]) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        self.rows = 0
        self._out, self._partial = out, out.with_name(out.name + ".partial")
        self.schema = pa.schema([*((name, pa.string()) for name in columns), (LINE, pa.int64())])
        try:
            out.parent.mkdir(parents=True, exist_ok=True)
            self._file = pq.ParquetWriter(
                self._partial, self.schema, compression="lz4", use_dictionary=False, write_statistics=[LINE]
            )
        except OSError as problem:
            raise _no_room(problem, out) from None

    def write(self, columns: Sequence[Sequence[str | None]], lines: Sequence[int]) -> None:
        """One batch, a sequence for each column in order."""
        from pilotage.tally.layouts import arrays

        self.write_arrays([arrays.texts(column) for column in columns], arrays.numbers(lines))

    def write_arrays(self, arrays: "Sequence[pa.Array[Any]]", lines: "pa.Array[Any]") -> None:
        """One batch that is Arrow already."""
        import pyarrow as pa

        try:
            self._file.write_table(pa.Table.from_arrays([*arrays, lines], schema=self.schema))
        except OSError as problem:
            raise _no_room(problem, self._out) from None
        self.rows += len(lines)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._file.close()
            if error is None:
                self._partial.replace(self._out)
        except OSError as problem:
            if error is None:
                raise _no_room(problem, self._out) from None
        finally:
            self._partial.unlink(missing_ok=True)


def _no_room(problem: OSError, out: Path) -> TallyError:
    return TallyError(
        f"{problem.strerror or problem}. Make room, or name a folder that can be written.", place=str(out)
    )
