"""Which past projects a project resembles, by how its finished tasks went. Imports numpy: import this when you need it."""

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from pilotage.planner.history import History


def shared_parts(
    history: History,
    parties: Sequence[str],
    done: Mapping[str, Sequence[float]],
    *,
    count: int,
    random: np.random.Generator,
) -> dict[str, NDArray[np.float32]]:
    """For `count` simulations what the tasks of each party share, from one past project each.

    `done` holds, by party, how the finished tasks of this project deviate from what history says; past projects that went
    alike are drawn more often. A party that a past project did not have goes as that project went on the whole.
    """
    effects = np.array([[_shared(one, party) for party in parties] for one in history.effects])
    blur = history.shared / 4
    weights = np.zeros(len(effects))
    for column, party in enumerate(parties):
        if seen := done.get(party):
            mean = sum(seen) / len(seen)
            weights -= (effects[:, column] - mean) ** 2 / 2 / (history.noise / len(seen) + blur)
    chances = np.exp(weights - weights.max())
    drawn = random.choice(len(effects), count, p=chances / chances.sum())
    found = {}
    for column, party in enumerate(parties):
        value = effects[drawn, column] + random.normal(0, math.sqrt(blur), count)
        found[party] = value.astype(np.float32)
    return found


def _shared(effect: Mapping[str, float], party: str) -> float:
    if party in effect or not effect:
        return effect.get(party, 0.0)
    return sum(effect.values()) / len(effect)
