"""Rows and money by batch and day, put together block by block in bounded memory."""

import numpy as np

from pilotage.tally.matching.columns import Digests, Numbers, changes

#: Keys of batch and day, rows, smallest units (in two columns where fees are taken: amounts, fees).
Sums = tuple[Digests, Numbers, Numbers]
#: So many new keys wait before they are put among those that are known.
_WAITING = 200_000


class Gathered:
    """Rows and money by batch and day. `keys` hold 48 bits of the batch's digest and 16 of the day; 0 is a day that nobody could read.

    A row without a batch, or with an amount that is not plainly written, counts as one without a day.
    """

    def __init__(self) -> None:
        self._known: Sums | None = None
        self._new: list[Sums] = []
        self._waiting = 0

    def add(self, sums: Sums) -> None:
        """Those of a block, each key once: what is known grows where it stands, what is new waits."""
        keys, counts, money = sums
        known = self._known
        if known is not None and len(known[0]):
            at = np.searchsorted(known[0], keys)
            np.minimum(at, len(known[0]) - 1, out=at)
            is_known = known[0][at] == keys
            at = at[is_known]
            known[1][at] += counts[is_known]
            known[2][at] += money[is_known]
            sums = keys[~is_known], counts[~is_known], money[~is_known]
        self._new.append(sums)
        self._waiting += len(sums[0])
        if self._waiting > _WAITING:
            self.all()

    def all(self) -> Sums:
        """Each batch and day once, ordered by batch, then day."""
        every = self._new if self._known is None else [self._known, *self._new]
        self._known = together(*(np.concatenate(some) for some in zip(*every, strict=True)))
        self._new, self._waiting = [], 0
        return self._known


def together(keys: Digests, counts: Numbers, money: Numbers) -> Sums:
    """Each key once, in order, with all its rows and money."""
    order = np.argsort(keys)
    keys = keys[order]
    starts = changes(keys)
    return keys[starts], np.add.reduceat(counts[order], starts), np.add.reduceat(money[order], starts)
