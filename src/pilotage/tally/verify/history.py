"""An earlier state of one side, to tell a value that is merely old from one that is wrong, and how many days old it is."""

from datetime import date
from typing import TYPE_CHECKING, Any

from pilotage.tally.errors import TallyError
from pilotage.tally.spec.dates import date_form
from pilotage.tally.spec.model import History, Side, Spec
from pilotage.tally.verify.cells import key_texts
from pilotage.tally.verify.conform import Conformed, Conformer
from pilotage.tally.verify.rows import Block
from pilotage.tally.verify.textfiles import TextSource
from pilotage.tally.verify.values import shown, value_of

if TYPE_CHECKING:
    import numpy as np


class Past:
    """What each key's fields held before: a fingerprint of every value with the last day on which it held (twelve bytes)."""

    def __init__(self, side: str, as_of: int | None) -> None:
        self._side, self._as_of = side, as_of
        self._prints: list[Any] = []
        self._days: list[Any] = []

    def remember(self, name: str, keys: list[str], values: list[str], days: "np.ndarray[Any, Any]") -> None:
        """The values of one field with their keys, and the days (0 where none is told)."""
        import numpy as np

        prints = [hash((name, key, value)) for key, value in zip(keys, values, strict=True)]
        self._prints.append(np.array(prints, dtype=np.int64))
        self._days.append(days)

    def settle(self) -> None:
        """Ends the remembering: one fingerprint each, with its last day."""
        import numpy as np

        prints = np.concatenate(self._prints) if self._prints else np.zeros(0, np.int64)
        days = np.concatenate(self._days) if self._days else np.zeros(0, np.int32)
        order = np.lexsort((days, prints))
        prints, days = prints[order], days[order]
        is_last = np.append(prints[1:] != prints[:-1], True)[: len(prints)]
        self._sorted, self._last = prints[is_last], days[is_last]
        if self._as_of is None and len(days) and days.max():
            self._as_of = int(days.max())

    def age(self, key: str, field: str, left: str, right: str) -> tuple[bool, int | None]:
        """Whether the other side still holds a value that this side once held, and for how many days it has been an old one."""
        import numpy as np

        wanted = hash((field, key, right if self._side == "left" else left))
        place = int(np.searchsorted(self._sorted, wanted))
        if place >= len(self._sorted) or self._sorted[place] != wanted:
            return False, None
        day = int(self._last[place])
        is_told = bool(day) and self._as_of is not None and self._as_of > day
        return True, (self._as_of or 0) - day if is_told else None


def read_past(spec: Spec, history: History, names: tuple[str, ...]) -> Past:
    """The history file of a spec. Errors: `TallyError` where it lacks the key or its day, or a day can't be read."""
    side = Side(rename=history.rename)
    source = TextSource(history.path, side)
    columns = {history.rename.get(header, header): header for header in source.headers}
    for name in [*spec.key, *filter(None, [history.date])]:
        if name not in columns:
            what = "key column" if name in spec.key else "column of days"
            words = f"The history has no {what} “{name}”. Name it so, or rename a column under history.rename."
            raise TallyError(words, place=str(history.path))
    fields = [name for name in names if name in columns and name != history.date]
    conformer = Conformer(spec, history.side, fields, columns, source.delimiter)
    past = Past(history.side, _ordinal(history.as_of, history, 0) if history.as_of else None)
    for block in source.blocks():
        if not block.table.num_rows:
            continue
        days = _days(block, history, columns)
        rows = conformer.conform(block)
        keys = key_texts(rows)
        used = _days_of(rows, block, days)
        for name in fields:
            rule = spec.rule(name)
            values = [shown(value_of(raw, rule, history.side), rule) for raw in rows.raws[name].to_pylist()]
            past.remember(name, keys, values, used)
    past.settle()
    return past


def _days(block: Block, history: History, columns: dict[str, str]) -> "np.ndarray[Any, Any]":
    """The day of each row of a block, as a number; 0 where none is told."""
    import numpy as np

    if not history.date:
        return np.zeros(block.table.num_rows, dtype=np.int32)
    texts = block.table.column(columns[history.date]).to_pylist()
    known = dict.fromkeys(texts, 0)
    for text in known:
        line = int(block.lines[texts.index(text)])
        known[text] = _ordinal(text.strip(), history, line) if text.strip() else 0
    return np.array([known[text] for text in texts], dtype=np.int32)


def _days_of(rows: Conformed, block: Block, days: "np.ndarray[Any, Any]") -> "np.ndarray[Any, Any]":
    """The days of the rows that could be read."""
    import numpy as np

    return days[np.searchsorted(block.lines, rows.lines)]


def _ordinal(text: str, history: History, line: int) -> int:
    try:
        found: date = date_form(history.date_format).read(text).date()
    except ValueError:
        where = f"{history.path}, line {line}" if line else "spec: history.as_of"
        words = f"“{text[:40]}” is no day written as {history.date_format}. Mend it, or write history.date_format."
        raise TallyError(words, place=where) from None
    return found.toordinal()
