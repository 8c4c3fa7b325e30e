"""What a layout says, and what reading a file by it gives."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

FORMATS: Final = ("csv", "delimited", "fixed", "records", "xlsx", "parquet", "jsonl")
TYPES: Final = ("text", "integer", "decimal", "money", "date", "datetime", "flag", "code")
SIGNS: Final = ("auto", "none", "leading", "trailing", "parentheses", "crdb", "overpunch", "overpunch_leading")
STORAGES: Final = ("text", "packed", "binary")
ROLES: Final = ("header", "group", "detail", "trailer", "skip")


@dataclass(frozen=True)
class Check:
    """One test that every value of a field must pass: `range`, `set`, `pattern`, `refers` or `required`."""

    kind: str
    low: Any = None
    high: Any = None
    values: tuple[str, ...] = ()
    pattern: str = ""
    file: str = ""
    column: str = ""


@dataclass(frozen=True)
class Field:
    """One field. `start` is the first character (from 1) and `width` the count, for fixed width; `source` the header else.

    `decimals` are implied (no point in the text); `scale` is the most that a value may have. `pad` is the filler, taken
    off on the side that `align` leaves free. `nulls` are texts that mean: no value.
    """

    name: str
    type: str = "text"
    source: str = ""
    start: int = 0
    width: int = 0
    form: str = ""
    pivot: int = 69
    decimals: int | None = None
    scale: int | None = None
    sign: str = "auto"
    storage: str = "text"
    pad: str = ""
    align: str = ""
    trim: bool = True
    nulls: tuple[str, ...] = ()
    true: tuple[str, ...] = ()
    false: tuple[str, ...] = ()
    decimal_mark: str = "."
    thousands: str = ""
    symbol: str = ""
    table: tuple[tuple[str, str], ...] = ()
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True)
class RecordType:
    """One kind of line in a file of several kinds. `code` is what stands at the place that tells the kinds apart."""

    name: str
    code: str
    role: str
    fields: tuple[Field, ...] = ()


@dataclass(frozen=True)
class Control:
    """A total that must hold: a field of a header or trailer (`record`, `field`) or a fixed `value`, against what was read.

    `kind` is `count` (lines of the record type `of`, or of all), `sum` or `hash` (of the detail field `of`). A hash total
    adds the digits of the text as a number and keeps the last `digits`.
    """

    kind: str
    of: str = ""
    record: str = ""
    field: str = ""
    value: str = ""
    digits: int = 0

    @property
    def name(self) -> str:
        """How messages call it."""
        return f"{self.kind} of {self.of or 'lines'}"


@dataclass(frozen=True)
class Layout:
    """How a file is built. `fields` are those of the one table that it becomes, in order.

    `bank_accounts` are the fields that may hold numbers of bank accounts.
    """

    format: str
    fields: tuple[Field, ...] = ()
    name: str = ""
    encoding: str = "auto"
    delimiter: str = ""
    quote: str = '"'
    header: bool = True
    header_lines: int = 0
    footer_lines: int = 0
    record_length: int = 0
    short: str = "pad"
    extra: str = "keep"
    sheet: str = ""
    key: tuple[str, ...] = ()
    records: tuple[RecordType, ...] = ()
    record_at: tuple[int, int] = (0, 0)
    carry: tuple[tuple[str, str], ...] = ()
    controls: tuple[Control, ...] = ()
    empty: str = "refuse"
    bank_accounts: tuple[str, ...] = ()
    place: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the fields, in order, with what header and group lines lend to each detail."""
        carried = tuple(name for _, name in self.carry)
        return tuple(one.name for one in self.fields) + carried


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that could not be taken: its line (from 1), why, its text as it stood in the file, the field where one is to blame."""

    line: int
    code: str
    raw: str
    field: str = ""


@dataclass(frozen=True)
class Normalized:
    """The file as one table: Parquet, every column text or null, and `_line` (int64).

    rows + len(rejects) = the data lines of the file. Dates are `YYYY-MM-DD`, instants `YYYY-MM-DD HH:MM:SS`, amounts
    plain decimals with their point and a leading minus, whatever the file wrote.
    """

    csv_or_parquet: Path
    rows: int
    rejects: list[Reject] = field(default_factory=list)
    controls: dict[str, Any] = field(default_factory=dict)
