"""What kind each row of a block is: its day, method, kind and sign. Files hold few kinds, each judged once, as the row reader would."""

import datetime
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from pilotage.tally.matching.columns import Digests, Flags, Numbers, Texts, changes, different, folded

if TYPE_CHECKING:
    from pilotage.tally.matching.plaintexts import Columns

_MOST_TEXTS = 20_000
_PLACE_BITS = 14
_TO_PLACE = 64 - _PLACE_BITS
#: Codes of kinds from 1 on; 0 is a row that the row reader has to judge.
LAST_CODE = 2**16 - 1
_DAY_SIZE = 10
_MINUTES, _SECONDS = 16, 19
_ZERO, _COLON, _DASH, _SPACE, _T = (ord(sign) for sign in "0:- T")


class RowKind(NamedTuple):
    """What the sums need to know of a row. `number` is that of its banking day after the cut-off, `began` that of its authorisation."""

    day: datetime.date
    number: int
    began: int
    kind: str
    method: str
    is_negative: bool


class KindReader:
    """Codes of rows by the columns that make their kind, the date first. `judge` gives None for a row that needs the row reader.

    `reads_times` where YYYY-MM-DD HH:MM and the like may be read as their days, those after `cut_off` apart.
    """

    def __init__(
        self,
        roles: Sequence[str],
        judge: Callable[[Mapping[str, str]], RowKind | None],
        *,
        reads_times: bool,
        cut_off: datetime.time | None,
    ) -> None:
        self._roles, self._judge = roles, judge
        self._reads_times, self._cut_off = reads_times, cut_off
        #: The kinds by their codes; the first stands for none.
        self.kinds: list[RowKind | None] = [None]
        self._codes: dict[RowKind, int] = {}
        self._known: dict[int, int] = {}
        # By its first bits a digest finds its place here, where it was the first to have it. A thread may look while another adds:
        # no place is taken twice, and the code is there before the digest. The first place stays free: it is that of no text.
        self._digests: Digests = np.zeros(1 << _PLACE_BITS, np.uint64)
        self._found: Numbers = np.zeros(1 << _PLACE_BITS, np.int64)
        self._adding = threading.Lock()
        self._tables: dict[str, Any] = {}

    def __call__(self, block: "Columns") -> Numbers | None:
        """The code of each row; None where the kinds are many."""
        each = self._each(block)
        starts = changes(each)
        values = each[starts]
        places = (values >> _TO_PLACE).view(np.int64)
        is_new = self._digests[places] != values
        codes = self._found[places]
        if is_new.any():
            new = np.flatnonzero(is_new)
            found = self._read_new(values[new], block, starts[new])
            if found is None:
                return None
            codes[new] = found
        return np.repeat(codes, np.diff(starts, append=len(each))) if len(starts) < len(each) else codes

    def negative(self, codes: Numbers) -> Flags | None:
        """Which rows take money away; None where no kind does."""
        signs = self.table("negative", lambda one: one.is_negative)
        return signs[codes] > 0 if signs.any() else None

    def days(self, codes: Numbers) -> Numbers:
        """The day of each row as a number; 0 where its code is 0."""
        found: Numbers = self.table("days", lambda one: one.day.toordinal())[codes]
        return found

    def table(self, name: str, value: Callable[[RowKind], int]) -> Any:
        """By code, what `value` says of the kind, 0 for none; made anew only when kinds have come."""
        held = self._tables.get(name)
        if held is None or len(held) < len(self.kinds):
            held = self._tables[name] = np.array([0 if one is None else int(value(one)) for one in self.kinds])
        return held

    def _each(self, block: "Columns") -> Digests:
        dates, others = block[self._roles[0]], self._roles[1:]
        late = None
        if self._reads_times and (times := _times(dates)) is not None:
            dates = Texts(dates.signs, dates.starts, dates.starts + _DAY_SIZE)
            if self._cut_off is not None:
                limit = (self._cut_off.hour * 60 + self._cut_off.minute) * 60 + self._cut_off.second
                late = (times > limit).astype(np.uint64)
        each = dates.digests()
        for one in block.together(others) if others else ():
            each = folded(each, one.digests())
        return each if late is None else folded(each, late)

    def _read_new(self, values: Digests, block: "Columns", starts: Numbers) -> Numbers | None:
        digests = different(values)
        if len(digests) > _MOST_TEXTS or len(self.kinds) + len(digests) > LAST_CODE:
            return None
        at = np.searchsorted(digests, values)
        row = np.empty(len(digests), np.int64)
        row[at] = starts
        with self._adding:
            if len(self._known) > _MOST_TEXTS:
                self._known.clear()
            codes = np.array(self._read(digests.tolist(), block, row), np.int64)
            for digest, code in zip(digests.tolist(), codes.tolist(), strict=True):
                place = digest >> _TO_PLACE
                if place and not self._digests[place]:
                    self._found[place] = code
                    self._digests[place] = digest
        found: Numbers = codes[at]
        return found

    def _read(self, digests: list[int], block: "Columns", row: Numbers) -> list[int]:
        found = [self._known.get(digest, -1) for digest in digests]
        new = [at for at, code in enumerate(found) if code < 0]
        texts = [block[role].at(row[new]).column().to_pylist() for role in self._roles] if new else []
        for at, cells in zip(new, zip(*texts, strict=True), strict=True):
            kind = self._judge(dict(zip(self._roles, cells, strict=True)))
            found[at] = self._known[digests[at]] = 0 if kind is None else self._code(kind)
        return found

    def _code(self, kind: RowKind) -> int:
        if kind not in self._codes:
            self.kinds.append(kind)
            self._codes[kind] = len(self.kinds) - 1
        return self._codes[kind]


def _times(texts: Texts) -> Numbers | None:
    """The seconds of the day behind the ten signs of a day, as in 2026-11-02T09:12:30; None where one is no such text."""
    sizes = texts.ends - texts.starts
    size = int(sizes[0]) if len(sizes) else 0
    if size not in (_MINUTES, _SECONDS) or bool((sizes != size).any()):
        return None
    signs = texts.words(texts.starts + _DAY_SIZE, 2).view(np.uint8)
    is_iso = texts.signs[texts.starts + 4] == _DASH
    gaps = signs[:, 0]
    if not bool(((gaps == _SPACE) | ((gaps == _T) & is_iso)).all()):
        return None
    hours = _pair(signs, 1, 23)
    minutes = _pair(signs, 4, 59) if bool((signs[:, 3] == _COLON).all()) else None
    seconds = _pair(signs, 7, 59) if size == _SECONDS and bool((signs[:, 6] == _COLON).all()) else None
    if hours is None or minutes is None or (size == _SECONDS and seconds is None):
        return None
    found: Numbers = (hours * 60 + minutes) * 60
    return found if seconds is None else found + seconds


def _pair(signs: "np.ndarray[tuple[int, int], np.dtype[np.uint8]]", at: int, most: int) -> Numbers | None:
    """Two digits of each text as a number up to `most`; None where one is none."""
    tens, ones = signs[:, at] - _ZERO, signs[:, at + 1] - _ZERO
    if max(int(tens.max()), int(ones.max())) > 9:
        return None
    found = tens.astype(np.int64) * 10 + ones
    return found if int(found.max()) <= most else None
