"""What a reader gives: a table, its rows, and why a row or a table cannot be used."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import TracebackType
from typing import Literal, Self

ProblemKind = Literal[
    "too_few_cells", "too_many_cells", "nul", "broken_quotes", "too_long", "unreadable_characters", "spreadsheet_error"
]


class TableUnreadable(ValueError):
    """A file that cannot be read as a table. `str()` is one line: what is so, then what to do."""

    def __init__(self, reason: str, remedy: str) -> None:
        self.reason = reason
        self.remedy = remedy
        super().__init__(f"{reason} {remedy}")


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row is refused, in the user's words. `column` is the header where one cell is the cause."""

    kind: ProblemKind
    reason: str
    remedy: str
    column: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One row.

    `number` is what a spreadsheet shows (the header is usually 1). With a problem, `cells` holds what could be read.
    """

    number: int
    cells: dict[str, str]
    problem: Problem | None = None


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook."""

    name: str
    is_hidden: bool
    is_empty: bool = False


@dataclass
class Table:
    """A table with its header read. `rows()` goes through it once; the counts are complete when it has ended.

    accepted + rejected = the rows below the header with anything in them; `blank` counts the empty ones between and
    after them.
    """

    headers: tuple[str, ...]
    kind: Literal["text", "workbook"]
    header_number: int = 1
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    other_sheets: tuple[Sheet, ...] = ()
    accepted: int = 0
    rejected: int = 0
    blank: int = 0
    source: Iterator[Row | None] = field(default_factory=lambda: iter(()), repr=False)
    on_close: Callable[[], None] | None = field(default=None, repr=False)

    def rows(self) -> Iterator[Row]:
        """Every row with anything in it, accepted or with its problem."""
        for row in self.source:
            if row is None:
                self.blank += 1
                continue
            if row.problem is None:
                self.accepted += 1
            else:
                self.rejected += 1
            yield row

    def close(self) -> None:
        """Close the file behind the table, when the table opened it."""
        if self.on_close is not None:
            self.on_close()
            self.on_close = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
