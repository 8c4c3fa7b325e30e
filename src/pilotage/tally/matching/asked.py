"""Questions to many digests at once, answered by sorting: numpy's own ways hash, which takes many times as long."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from pilotage.tally.matching.columns import Digests, Flags, different

Tops = npt.NDArray[np.uint32]
AT_ONCE = 6_000_000  # about so many digests are sorted at once, to hold few copies at a time


def repeated(digests: Sequence[Digests], at_once: int = AT_ONCE) -> Digests:
    """The digests that stand more than once, in order. More than `at_once` are taken in parts, by their first bits."""
    bits = (sum(map(len, digests)) // at_once).bit_length()
    found = []
    for part in range(1 << bits):
        some = np.concatenate([one[one >> np.uint64(64 - bits) == np.uint64(part)] if bits else one for one in digests])
        some.sort()
        found.append(different(some[1:][some[1:] == some[:-1]]))
        del some  # before the next part is put together
    every = np.concatenate(found)
    named: Digests = every[every != 0]
    return named


def is_among(values: npt.NDArray[Any], known: npt.NDArray[Any]) -> Flags:
    """Which of the values are among the known ones, which rise."""
    if not len(known):
        return np.zeros(len(values), np.bool_)
    return np.asarray(known[np.minimum(np.searchsorted(known, values), len(known) - 1)] == values)


def common(values: npt.NDArray[Any], known: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The values that are among the known ones, which rise; in order. To ask in order is several times as fast."""
    rising = np.sort(values)
    return rising[is_among(rising, known)]


class Among:
    """Some tops, which rise, ready to be asked for many others: most are told apart by their first bits alone."""

    def __init__(self, tops: Tops) -> None:
        self._tops = tops
        self._begins = np.zeros(1 << 16, np.bool_)
        self._begins[tops >> np.uint32(16)] = True

    def holds(self, tops: Tops) -> Flags:
        """Which of these are among them."""
        found: Flags = self._begins[tops >> np.uint32(16)]
        places = np.flatnonzero(found)
        found[places] = is_among(tops[places], self._tops)
        return found
