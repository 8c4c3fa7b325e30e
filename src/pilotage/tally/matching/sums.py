"""Bounded search for the items that add up to an amount, with the number of solutions and the odds that one is chance."""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, starmap
from operator import add

MOST_SOLUTIONS = 1_000
_SAMPLE = 1_000  # smallest units to either side over which the density of sums is taken


@dataclass(frozen=True)
class Sums:
    """What a search found. `solutions` are places in the input (at most some), `count` is how many there are (up to the cap).

    `expected` is how many sums would hit the target if sums near it were spread evenly; `odds` the chance of at least one.
    """

    solutions: tuple[tuple[int, ...], ...]
    count: int
    is_capped: bool
    expected: float

    @property
    def odds(self) -> float:
        return 1 - math.exp(-self.expected)


def find_sums(amounts: Sequence[int], target: int, members: int, *, keep: int = 5) -> Sums:
    """Every way to make `target` of 1 to `members` of `amounts` (smallest units), each way once, exactly.

    Two halves meet in the middle: the sums of one are looked up in the other, so 24 amounts and 4 members take some
    milliseconds. Solutions are counted to 1,000; the first `keep` in order are given.
    """
    half = len(amounts) // 2
    low = _subsets(range(half), amounts, members)
    high = _subsets(range(half, len(amounts)), amounts, members)
    by_sum: dict[int, list[tuple[int, ...]]] = defaultdict(list)
    for total, places in high:
        by_sum[total].append(places)
    found: list[tuple[int, ...]] = []
    for total, places in low:
        for others in by_sum.get(target - total, ()):
            if 0 < len(places) + len(others) <= members:
                found.append(places + others)
        if len(found) >= MOST_SOLUTIONS:
            break
    found.sort(key=lambda places: (len(places), places))
    expected = _expected(low, high, target, members, len(found), _step(amounts))
    return Sums(tuple(found[:keep]), min(len(found), MOST_SOLUTIONS), len(found) >= MOST_SOLUTIONS, expected)


def _subsets(places: Sequence[int], amounts: Sequence[int], members: int) -> list[tuple[int, tuple[int, ...]]]:
    return [
        (sum(amounts[at] for at in chosen), chosen)
        for size in range(min(members, len(places)) + 1)
        for chosen in combinations(places, size)
    ]


def _step(amounts: Sequence[int]) -> int:
    """Sums can only fall on multiples of this: with whole dollars a chance hit is a hundred times likelier."""
    return math.gcd(*amounts) or 1 if amounts else 1


def _expected(
    low: list[tuple[int, tuple[int, ...]]],
    high: list[tuple[int, tuple[int, ...]]],
    target: int,
    members: int,
    hits: int,
    step: int,
) -> float:
    """Sums within a band around the target, beside the hits themselves, for each place that a sum can fall on."""
    import numpy as np

    band = max(_SAMPLE, 10 * step)
    near = 0
    by_size = [
        np.sort(np.array([total for total, places in high if len(places) == size], dtype=np.int64))
        for size in range(members + 1)
    ]
    for size in range(members + 1):
        mine = np.array([total for total, places in low if len(places) == size], dtype=np.int64)
        for other in range(members + 1 - size):
            if mine.size and by_size[other].size and size + other:
                after = np.searchsorted(by_size[other], target + band - mine, side="right")
                before = np.searchsorted(by_size[other], target - band - mine, side="left")
                near += int((after - before).sum())
    places = max(1, 2 * (band // step))
    return max(0, near - hits) / places


def find_few(amounts: Sequence[int], target: int, members: int, *, keep: int = 5) -> Sums:
    """As `find_sums` for a long list and few members: singles always, pairs up to 5,000 amounts, triples up to 300."""
    allowed = min(members, 3 if len(amounts) <= 300 else 2 if len(amounts) <= 5_000 else 1)
    places: dict[int, list[int]] = defaultdict(list)
    for at, amount in enumerate(amounts):
        places[amount].append(at)
    found: list[tuple[int, ...]] = [(at,) for at in places.get(target, ())]
    if allowed >= 2:
        for first, amount in enumerate(amounts):
            if target - amount in places:
                found.extend((first, at) for at in places[target - amount] if at > first)
    # mostly no third goes with any two: then they are not gone through
    if allowed >= 3 and not {target - amount for amount in places}.isdisjoint(starmap(add, combinations(amounts, 2))):
        for first, second in combinations(range(len(amounts)), 2):
            rest = target - amounts[first] - amounts[second]
            if rest in places:
                found.extend((first, second, at) for at in places[rest] if at > second)
    tried = sum(math.comb(len(amounts), size) for size in range(1, allowed + 1))
    reach = max(1, sum(sorted((abs(one) for one in amounts), reverse=True)[:allowed]))
    expected = tried * _step(amounts) / reach
    return Sums(tuple(found[:keep]), min(len(found), MOST_SOLUTIONS), len(found) > MOST_SOLUTIONS, expected)
