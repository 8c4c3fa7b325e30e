"""One payment written twice under the same reference, found in a large file whose batches are named by reference."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pilotage.tally.matching.asked import Tops, is_among, repeated
from pilotage.tally.matching.columns import Digests, changes, different


@dataclass(frozen=True)
class Contents:
    """What a block says of copies. `twice` are batches that hold one inside the block, `held` the contents of rows whose batch may go on
    in another block, `held_tops` their batches, `inner` the batches that begin and end inside."""

    twice: Tops
    held: Digests
    held_tops: Tops
    inner: Tops


def contents_of(contents: Digests, tops: Tops) -> Contents:
    """`contents` are digests of reference, account, amount and day of each row; `tops` tell the batch of each row."""
    again = repeated([contents])
    twice = different(tops[is_among(contents, again)])
    starts = changes(tops)
    if len(starts) < 3 or len(starts) > len(tops) // 2:  # in no order: each batch may stand anywhere
        return Contents(twice, contents, tops, tops[:0])
    ends = np.r_[0 : starts[1], starts[-1] : len(tops)]
    return Contents(twice, contents[ends], tops[ends], tops[starts[1:-1]])


def copied(blocks: Sequence[Contents]) -> Tops:
    """The tops of the batches that hold a copy, or that stand in places that were not compared with each other."""
    held, owners = np.concatenate([one.held for one in blocks]), np.concatenate([one.held_tops for one in blocks])
    inner = np.sort(np.concatenate([one.inner for one in blocks]))
    apart = different(inner[1:][inner[1:] == inner[:-1]])
    both = different(owners)
    among = both[is_among(both, inner)]
    found = [one.twice for one in blocks] + [owners[is_among(held, repeated([held]))], apart, among]
    tops: Tops = different(np.concatenate(found))
    return tops
