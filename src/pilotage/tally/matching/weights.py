"""How much each level of evidence weighs: log of (how often among true pairs / how often by chance), learnt from the run itself.

Fellegi and Sunter's model (A Theory for Record Linkage, 1969) with expectation maximisation; a pair's chance takes its rivals
into account, since an item has at most one partner. Small runs stay near the usual weights, which count as 40 pairs.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pilotage.tally.matching.evidence import AMOUNT_EDGES, FEATURES, TEXT_EDGES, Evidence
from pilotage.tally.matching.units import Unit

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Places = NDArray[np.int64]
    Numbers = NDArray[np.float64]

_USUAL_PAIRS = 40.0
_ROUNDS = 12
_SAMPLE = 200_000


class Weights:
    """The odds of every candidate pair."""

    def __init__(
        self, left: Sequence[Unit], right: Sequence[Unit], evidence: Evidence, mine: "Places", theirs: "Places"
    ) -> None:
        self._sizes = (len(left), len(right))
        self._evidence, self._mine, self._theirs = evidence, mine, theirs
        self._levels = evidence.levels(mine, theirs)
        self._rarity = evidence.rarity(mine)

    def log_odds(self) -> "Numbers":
        """Natural log of the odds that a pair is true against that it is chance, before its rivals are counted."""
        import numpy as np

        chance = self._chance()
        true = {name: np.array(usual) for name, usual in usual_shares(self._evidence).items()}
        share = 0.9
        scores = self._scores(true, chance, share)
        for _ in range(_ROUNDS):
            odds = self.posterior(scores)
            share = float(np.clip(odds.sum() / max(self._sizes[0], 1), 0.2, 0.98))
            for name, usual in usual_shares(self._evidence).items():
                counted = np.bincount(self._levels[name], weights=odds, minlength=self._evidence.sizes[name])
                true[name] = (counted + np.array(usual) * _USUAL_PAIRS) / (odds.sum() + _USUAL_PAIRS)
            scores = self._scores(true, chance, share)
        return scores

    def posterior(self, scores: "Numbers") -> "Numbers":
        """The chance of each pair given that neither of its items can have two partners."""
        import numpy as np

        odds = np.exp(np.clip(scores, -60, 60))
        rows = np.bincount(self._mine, weights=odds, minlength=self._sizes[0])[self._mine]
        columns = np.bincount(self._theirs, weights=odds, minlength=self._sizes[1])[self._theirs]
        result: Numbers = odds / (1 + rows + columns - odds)
        return result

    def _scores(self, true: "dict[str, Numbers]", chance: "dict[str, Numbers]", share: float) -> "Numbers":
        import numpy as np

        prior = np.log(share / ((1 - share) * max(self._sizes[1], 1)))
        scores = np.full(len(self._mine), prior)
        for name in FEATURES:
            weights = np.log(true[name] / chance[name])
            if name != "amount":
                weights[-1] = 0.0  # what is not known speaks neither for nor against
            scores += weights[self._levels[name]]
        exact = self._levels["amount"] == 0
        return np.where(exact, scores + np.log(chance["amount"][0] / self._rarity), scores)

    def _chance(self) -> "dict[str, Numbers]":
        """How often each level comes among pairs drawn at random (those of equal amount left out: they may be true)."""
        import numpy as np

        mine, theirs = self._drawn()
        levels = self._evidence.levels(mine, theirs)
        other = levels["amount"] != 0
        found = {}
        for name, usual in usual_chances(self._evidence).items():
            counted = np.bincount(levels[name][other], minlength=self._evidence.sizes[name]).astype(float)
            found[name] = (counted + np.array(usual) * _USUAL_PAIRS) / (counted.sum() + _USUAL_PAIRS)
        return found

    def _drawn(self) -> "tuple[Places, Places]":
        """All pairs where they are few; else so many, spread over both sides the same way in every run."""
        import numpy as np

        rows, columns = self._sizes
        at = np.arange(min(rows * columns, _SAMPLE), dtype=np.int64)
        if rows * columns <= _SAMPLE:
            return at // columns, at % columns
        drawn = np.random.default_rng(5)
        return drawn.integers(0, rows, _SAMPLE), drawn.integers(0, columns, _SAMPLE)


def usual_shares(evidence: Evidence) -> dict[str, list[float]]:
    """Level shares among true pairs before anything is learnt: most amounts exact, short lags likelier than long ones."""
    days = [1.0] * evidence.day_levels
    for at in range(evidence.day_levels - 1):
        lag = at + evidence.first_day
        days[at] = 0.02 if lag < 0 else 1.0 / (1 + abs(lag - 1))
    days[-1] = 0.02
    return {
        "amount": _shares([0.9, *[0.08 / len(AMOUNT_EDGES)] * len(AMOUNT_EDGES), 0.02]),
        "days": _shares(days),
        "account": [0.96, 0.02, 0.02],
        "reference": [0.9, 0.06, 0.04],
        "text": _shares([1.0, 1.0, 1.0, 2.0, 3.0, 4.0, 4.0, 6.0][: len(TEXT_EDGES) + 1] + [2.0]),
    }


def usual_chances(evidence: Evidence) -> dict[str, list[float]]:
    """Level shares among chance pairs before anything is counted."""
    return {
        "amount": _shares([0.002, *[0.01] * len(AMOUNT_EDGES), 0.95]),
        "days": _shares([1.0] * evidence.day_levels),
        "account": [0.02, 0.94, 0.04],
        "reference": [0.002, 0.958, 0.04],
        "text": _shares([20.0, 10.0, 4.0, 1.0, 0.5, 0.2, 0.1, 0.1][: len(TEXT_EDGES) + 1] + [2.0]),
    }


def _shares(parts: list[float]) -> list[float]:
    total = sum(parts)
    return [part / total for part in parts]
