"""How large a table may be before it is refused."""

from dataclasses import dataclass

MB = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Bounds in bytes, entries, cells, characters and lines.

    The archive bounds are checked before anything is unpacked.

    `ratio` is unpacked to packed and is looked at once more than `ratio_from_bytes` unpack. `cells` is the area of a
    sheet from A1 to its last cell: the reader holds all of it. `record_chars` and `record_lines` bound one row of a
    text file.
    """

    file_bytes: int = 50 * MB
    unpacked_bytes: int = 200 * MB
    entries: int = 10_000
    ratio: int = 100
    ratio_from_bytes: int = MB
    cells: int = 3_000_000
    columns: int = 2_000
    record_chars: int = 4_000_000
    record_lines: int = 1_000
