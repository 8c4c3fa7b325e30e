"""The spec of one comparison as plain, frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

FieldType = Literal["text", "integer", "decimal", "money", "date", "datetime", "flag", "code"]
SideName = Literal["left", "right"]
TYPES: tuple[FieldType, ...] = ("text", "integer", "decimal", "money", "date", "datetime", "flag", "code")
FORMATS = ("csv", "delimited", "fixed", "records", "xlsx", "parquet", "jsonl")
YES, NO = ("true", "t", "yes", "y", "1", "on", "x"), ("false", "f", "no", "n", "0", "off")


@dataclass(frozen=True)
class Tolerance:
    """How far two values may lie apart and still agree; every bound is inclusive and exact.

    `absolute` is in the field's own unit (money in whole currency), `percent` is of the left value, `days` for dates.
    `direction` is `up` where only the right may be the greater one, `down` where only the left may.
    """

    absolute: Decimal | None = None
    percent: Decimal | None = None
    days: int | None = None
    direction: Literal["both", "up", "down"] = "both"


@dataclass(frozen=True)
class Transform:
    """One pure step on a raw text: its verb and what it takes."""

    verb: str
    value: Any = None


@dataclass(frozen=True)
class FieldRule:
    """How the cells of one field are read on either side, and when two of them agree."""

    name: str
    type: FieldType = "text"
    scale: int = 2
    left_format: str = ""
    right_format: str = ""
    trim: bool = False
    ignore_case: bool = False
    left_true: tuple[str, ...] = YES
    left_false: tuple[str, ...] = NO
    right_true: tuple[str, ...] = YES
    right_false: tuple[str, ...] = NO
    nulls: tuple[str, ...] = ()
    table: Mapping[str, str] = field(default_factory=dict)
    tolerance: Tolerance | None = None
    left: tuple[Transform, ...] = ()
    right: tuple[Transform, ...] = ()
    is_named: bool = True
    #: Sides whose files know days by themselves and give them as ISO: workbooks, Parquet, what a layout reads.
    iso_sides: tuple[SideName, ...] = ()

    def format_of(self, side: SideName) -> str:
        """The date form of one side."""
        return self.left_format if side == "left" else self.right_format

    def words_of(self, side: SideName) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The words for true and for false of one side."""
        return (self.left_true, self.left_false) if side == "left" else (self.right_true, self.right_false)

    def transforms_of(self, side: SideName) -> tuple[Transform, ...]:
        """The steps on one side's texts, in order."""
        return self.left if side == "left" else self.right

    @property
    def is_numeric(self) -> bool:
        """Whether its values are numbers."""
        return self.type in ("integer", "decimal", "money")

    @property
    def reads_alike(self) -> bool:
        """Whether equal texts on both sides always mean equal values, so that texts can be compared as they stand."""
        if self.left != self.right or self.type == "code":
            return False
        if self.type == "flag":
            return (self.left_true, self.left_false) == (self.right_true, self.right_false)
        return self.left_format == self.right_format


@dataclass(frozen=True)
class Side:
    """How one file is read. `rename` leads from the file's own column names to the spec's.

    `bank_accounts` are the columns that may hold numbers of bank accounts; anywhere else they are refused.
    """

    format: str = "csv"
    layout: Any = None
    encoding: str = ""
    delimiter: str = ""
    header: bool = True
    columns: tuple[str, ...] = ()
    sheet: str = ""
    bank_accounts: tuple[str, ...] = ()
    rename: Mapping[str, str] = field(default_factory=dict)

    @property
    def tells_days(self) -> bool:
        """Whether its cells may be days and instants by themselves, which are given as ISO."""
        return self.format in ("xlsx", "parquet") or self.layout is not None


@dataclass(frozen=True)
class History:
    """Earlier states of one side: a CSV with the key, some of the fields and perhaps the day on which they held (`date`).

    `as_of` is the day from which an old value's age is counted; without it the newest day of the file.
    """

    path: Path
    side: SideName = "left"
    date: str = ""
    date_format: str = "%Y-%m-%d"
    as_of: str = ""
    rename: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Spec:
    """One comparison. `digest` is the SHA-256 of what it says, whatever form it was written in."""

    key: tuple[str, ...]
    left: Side = field(default_factory=Side)
    right: Side = field(default_factory=Side)
    fields: Mapping[str, FieldRule] = field(default_factory=dict)
    ignore: tuple[str, ...] = ()
    history: History | None = None
    digest: str = ""

    def side(self, name: SideName) -> Side:
        """One side."""
        return self.left if name == "left" else self.right

    def rule(self, name: str) -> FieldRule:
        """The rule of a field; one that the spec does not name is text."""
        return self.fields.get(name) or FieldRule(name, is_named=False)
