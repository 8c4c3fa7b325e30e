"""How long something took before: the median, the middle half and the extremes of past lengths in working days. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median, quantiles


@dataclass(frozen=True)
class Spread:
    """Of `count` past lengths: the median, the quarter points and the extremes, in working days."""

    count: int
    median: float
    low: float
    high: float
    least: int
    most: int

    @property
    def days(self) -> int:
        """The median as a plan takes it: whole days, at least one where it took any; a half counts up."""
        return max(1, int(self.median + 0.5)) if self.most else 0


def spread(lengths: Iterable[int]) -> Spread | None:
    """None without any. The quarter points are by linear interpolation, inclusive; of one length they are that length."""
    held = sorted(lengths)
    if not held:
        return None
    low, _middle, high = quantiles(held, n=4, method="inclusive") if len(held) > 1 else (held[0],) * 3
    return Spread(len(held), float(median(held)), float(low), float(high), held[0], held[-1])
