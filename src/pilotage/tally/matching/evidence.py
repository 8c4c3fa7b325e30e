"""What speaks for a pair: amount, days, account, reference and the likeness of the texts, each as a level."""

import math
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pilotage.tally.matching.candidates import SLACK
from pilotage.tally.matching.spec import Window
from pilotage.tally.matching.units import Unit

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Places = NDArray[np.int64]
    Levels = NDArray[np.int8]

AMOUNT_EDGES = (0.002, 0.01, 0.025, 0.05)  # shares of the left amount; beyond the last is one level more
TEXT_EDGES = (0.05, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9)  # cosine of trigrams
SAME, OTHER, UNKNOWN = 0, 1, 2
FEATURES = ("amount", "days", "account", "reference", "text")


class Evidence:
    """Columns of both sides, and the levels of any pairs of them."""

    def __init__(self, left: Sequence[Unit], right: Sequence[Unit], window: Window) -> None:
        import numpy as np

        self._amounts = tuple(np.array([unit.amount for unit in side], dtype=np.int64) for side in (left, right))
        self._days = tuple(
            np.array([unit.number if unit.is_dated else -1 for unit in side], dtype=np.int64) for side in (left, right)
        )
        self._accounts = _codes([[_plain(unit.account) for unit in side] for side in (left, right)])
        self._keys = _codes([[unit.key for unit in side] for side in (left, right)])
        texts = [[unit.text for unit in side] for side in (left, right)]
        self._texts = _trigrams(texts) if all(any(side) for side in texts) else None
        self._has_text = tuple(np.array([bool(text.strip()) for text in side]) for side in texts)
        self.first_day = -window.before - SLACK
        self.day_levels = max([window.after, *window.methods.values()]) + SLACK - self.first_day + 2
        self.sizes = {
            "amount": len(AMOUNT_EDGES) + 2,
            "days": self.day_levels,
            "account": 3,
            "reference": 3,
            "text": len(TEXT_EDGES) + 2,
        }

    def levels(self, mine: "Places", theirs: "Places") -> "dict[str, Levels]":
        """Feature → level of each pair. Amount: 0 exact, then by band. Days: from the earliest lag, last unknown or outside."""
        import numpy as np

        wanted, got = self._amounts[0][mine], self._amounts[1][theirs]
        share = np.abs(got - wanted) / np.maximum(np.abs(wanted), 1)
        amount = np.where(got == wanted, 0, 1 + np.searchsorted(np.array(AMOUNT_EDGES), share, side="left"))
        lag = self._days[1][theirs] - self._days[0][mine] - self.first_day
        unknown = (self._days[0][mine] < 0) | (self._days[1][theirs] < 0) | (lag < 0) | (lag >= self.day_levels - 1)
        found: dict[str, Any] = {
            "amount": amount,
            "days": np.where(unknown, self.day_levels - 1, lag),
            "account": self._same(self._accounts, mine, theirs),
            "reference": self._same(self._keys, mine, theirs),
            "text": self._likeness(mine, theirs),
        }
        return {name: level.astype(np.int8) for name, level in found.items()}

    def within(self, mine: "Places", theirs: "Places", window: Window) -> "NDArray[np.bool_]":
        """Whether each pair lies inside the widest window, its slack left out; undated ones do not."""
        lag = self._days[1][theirs] - self._days[0][mine]
        latest = max([window.after, *window.methods.values()])
        dated = (self._days[0][mine] >= 0) & (self._days[1][theirs] >= 0)
        inside: NDArray[np.bool_] = dated & (lag >= -window.before) & (lag <= latest)
        return inside

    def rarity(self, mine: "Places") -> "NDArray[np.float64]":
        """The chance that a right amount equals this left one by accident: how often it occurs, smoothed."""
        import numpy as np

        values, counts = np.unique(self._amounts[1], return_counts=True)
        at = np.minimum(np.searchsorted(values, self._amounts[0][mine]), max(len(values) - 1, 0))
        there = np.where(values[at] == self._amounts[0][mine], counts[at], 0) if len(values) else np.zeros(len(mine))
        result: NDArray[np.float64] = np.maximum(there, 0.5) / (len(self._amounts[1]) + 50)
        return result

    def _same(self, codes: "tuple[Places, Places]", mine: "Places", theirs: "Places") -> "Places":
        import numpy as np

        one, other = codes[0][mine], codes[1][theirs]
        return np.where((one < 0) | (other < 0), UNKNOWN, np.where(one == other, SAME, OTHER))

    def _likeness(self, mine: "Places", theirs: "Places") -> "Places":
        import numpy as np

        missing = len(TEXT_EDGES) + 1
        if self._texts is None:
            return np.full(len(mine), missing, dtype=np.int64)
        cosines = np.empty(len(mine))
        for start in range(0, len(mine), 100_000):
            part = slice(start, start + 100_000)
            cosines[part] = np.asarray(
                self._texts[0][mine[part]].multiply(self._texts[1][theirs[part]]).sum(axis=1)
            ).ravel()
        known = self._has_text[0][mine] & self._has_text[1][theirs]
        return np.where(known, np.searchsorted(np.array(TEXT_EDGES), cosines, side="right"), missing)


def _plain(account: str) -> str:
    """An account as it is compared: letters and digits without leading zeros."""
    return "".join(sign for sign in account.upper() if sign.isalnum()).lstrip("0")


def _codes(sides: list[list[str]]) -> "tuple[Places, Places]":
    """Texts as numbers that are equal where the texts are; −1 for an empty one."""
    import numpy as np

    known: dict[str, int] = {}
    coded = [
        np.array([known.setdefault(text, len(known)) if text else -1 for text in side], dtype=np.int64)
        for side in sides
    ]
    return coded[0], coded[1]


def _trigrams(sides: list[list[str]]) -> Any:
    """Both sides as rows of weighted trigrams of length one: rare trigrams weigh more (inverse document frequency)."""
    from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

    bags = [[_bag(text) for text in side] for side in sides]
    seen: Counter[str] = Counter(gram for side in bags for bag in side for gram in bag)
    place = {gram: at for at, gram in enumerate(sorted(seen))}
    rows = sum(len(side) for side in bags)
    weight = {gram: math.log(1 + rows / count) for gram, count in seen.items()}
    matrices = []
    for side in bags:
        data: list[float] = []
        columns: list[int] = []
        ends = [0]
        for bag in side:
            length = math.sqrt(sum(weight[gram] ** 2 for gram in bag)) or 1.0
            columns.extend(place[gram] for gram in bag)
            data.extend(weight[gram] / length for gram in bag)
            ends.append(len(columns))
        matrices.append(csr_matrix((data, columns, ends), shape=(len(side), max(len(place), 1))))
    return matrices


def _bag(text: str) -> list[str]:
    words = "".join(sign if sign.isalnum() else " " for sign in text.upper()).split()
    return sorted({f" {word} "[at : at + 3] for word in words for at in range(len(word))})
