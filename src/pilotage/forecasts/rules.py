"""What a forecast says in words, what it is drawn from, and how a history is kept as plain values."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from pilotage.planner.history import Centre, History

#: A task that decided the go-live in fewer simulations than this is not named as a driver.
NAMED_FROM = 0.1
#: From which chance of missing the target a likelihood of the RAID log's scale follows, greatest first.
LIKELIHOODS = ((0.8, 5), (0.5, 4), (0.2, 3), (0.0, 2))


def likelihood(chance: float) -> int:
    """1 to 5 for the RAID log, from the chance to make the target."""
    return next(level for least, level in LIKELIHOODS if 1 - chance >= least - 1e-9)


def fingerprint(values: Any) -> str:
    """SHA-256 of plain values, the same for the same."""
    text = json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def history_out(history: History) -> dict[str, Any]:
    """A history as JSON values."""
    return {
        "centres": [[list(key), *centre] for key, centre in history.centres.items()],
        "residuals": {kind: [round(value, 5) for value in values] for kind, values in history.residuals.items()},
        "effects": [dict(one) for one in history.effects],
        "noise": history.noise,
        "shared": history.shared,
        "samples": history.samples,
        "names": list(history.names),
        "hits": [list(hit) for hit in history.hits],
    }


def history_in(content: Mapping[str, Any]) -> History:
    """The history that `history_out` wrote."""
    return History(
        {tuple(key): Centre(mean, samples, pool) for key, mean, samples, pool in content["centres"]},
        content["residuals"],
        content["effects"],
        content["noise"],
        content["shared"],
        content["samples"],
        content["names"],
        [(at, hit) for at, hit in content["hits"]],
    )


def chance_on(curve: Sequence[tuple[float, dt.date]], day: dt.date) -> float:
    """The chance that the go-live is reached by the end of a day, between the points of the curve."""
    before: tuple[float, dt.date] | None = None
    for chance, at in curve:
        if at > day:
            if before is None:
                return 0.0
            share = (day - before[1]).days / max(1, (at - before[1]).days)
            return before[0] + share * (chance - before[0])
        before = (chance, at)
    return 1.0


def weekly(curve: Sequence[tuple[float, dt.date]]) -> list[tuple[dt.date, float]]:
    """Mondays with the chance that the go-live falls into the week; together at most 1."""
    if not curve:
        return []
    monday = curve[0][1] - dt.timedelta(days=curve[0][1].weekday())
    found, done = [], 0.0
    while monday <= curve[-1][1]:
        sunday = monday + dt.timedelta(days=6)
        reached = chance_on(curve, sunday)
        found.append((monday, max(0.0, reached - done)))
        done, monday = reached, monday + dt.timedelta(days=7)
    return found


def drivers_in_words(drivers: Sequence[Mapping[str, Any]], most: int = 3) -> str:
    """`T031 File specification (decides in 64 %, takes 1.4 times as long as planned in 22 past tasks)` and so on."""
    named = [one for one in drivers if one["criticality"] >= NAMED_FROM][:most]
    return "; ".join(
        f"{one['code']} {one['title']} (decides in {one['criticality']:.0%}, takes {one['ratio']:.1f} times its planned days"
        f" in {one['samples']} past tasks)"
        for one in named
    )
