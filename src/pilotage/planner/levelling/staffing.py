"""Who takes which project: implementation manager, onboarding specialist, transition manager. Every proposal says why."""

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from pilotage.planner.errors import PlanError

#: What each circumstance costs, in points. A full load of one person costs `FULL_LOAD`; half of it a quarter of that.
FULL_LOAD, MISSING_WISH, HOUR_APART, NOT_THE_ONE_BEFORE = 10.0, 3.0, 0.5, 4.0
_NEAR, _ORDERS = 2, 12


@dataclass(frozen=True)
class Colleague:
    """Somebody who takes projects. `load` and `capacity` are in the same points; `knows` names billers worked with before."""

    name: str
    roles: frozenset[str]
    capacity: float
    load: float = 0.0
    skills: frozenset[str] = frozenset()
    zone: str = "America/New_York"
    knows: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Need:
    """A role to fill. `must` are skills without which nobody is proposed, `wish` those that help; `locked` is a decision."""

    id: str
    biller: str
    role: str
    points: float
    must: frozenset[str] = frozenset()
    wish: frozenset[str] = frozenset()
    zone: str = "America/New_York"
    locked: str | None = None


@dataclass(frozen=True)
class Fit:
    """What one person for one need costs, part by part; `load_after` is the part of the capacity that is then taken."""

    name: str
    cost: float
    parts: Mapping[str, float]
    load_after: float

    def in_words(self) -> str:
        """`load 60 %, knows the biller, 1 h apart, lacks Spanish`: why this one, or why not."""
        return ", ".join([f"load {self.load_after:.0%}", *(words for words in self.parts if words != "load")])


@dataclass(frozen=True)
class Proposal:
    """Somebody for a need, or nobody with the reason. `near` are the next best, with what they cost more."""

    need: str
    name: str | None
    why: str
    near: tuple[tuple[str, float, str], ...] = ()
    is_locked: bool = False


@dataclass
class _Desk:
    """Loads while needs are filled."""

    people: Mapping[str, Colleague]
    at: dt.datetime
    usual: float  # points of a need in the middle
    loads: dict[str, float] = field(default_factory=dict)

    def fit(self, need: Need, person: Colleague, without: float = 0.0) -> Fit:
        """What this person costs for this need, on top of what is taken already (`without` some points of it)."""
        gone = self.loads[person.name] - without
        before, after = gone / person.capacity, (gone + need.points) / person.capacity
        parts = {"load": FULL_LOAD * (after**2 - before**2) * person.capacity / self.usual}
        if need.biller in person.knows:
            parts["knows the biller"] = 0.0
        elif any(need.biller in other.knows and need.role in other.roles for other in self.people.values()):
            parts["does not know the biller"] = NOT_THE_ONE_BEFORE
        hours = self._hours_apart(need.zone, person.zone)
        if hours:
            parts[f"{hours:g} h apart"] = HOUR_APART * hours
        for skill in sorted(need.wish):
            parts[f"has {skill}" if skill in person.skills else f"lacks {skill}"] = (
                0.0 if skill in person.skills else MISSING_WISH
            )
        return Fit(person.name, sum(parts.values()), parts, after)

    def _hours_apart(self, one: str, other: str) -> float:
        offsets = [self.at.astimezone(ZoneInfo(zone)).utcoffset() or dt.timedelta() for zone in (one, other)]
        return abs((offsets[0] - offsets[1]).total_seconds()) / 3600

    def able(self, need: Need, without: float = 0.0) -> list[Colleague]:
        """Those of the role with the skills that must be and room for it."""
        return [
            person
            for person in self.people.values()
            if need.role in person.roles
            and need.must <= person.skills
            and self.loads[person.name] - without + need.points <= person.capacity + 1e-9
        ]


def assign(needs: Sequence[Need], people: Sequence[Colleague], *, at: dt.datetime) -> tuple[Proposal, ...]:
    """A person for every need, in the order of `needs`, for the least sum of costs that is found. Locked ones stay.

    The hardest to fill are filled first, then single moves and swaps of two are made for as long as the sum falls; the same
    from other orders, and the best is kept. `at` decides how far zones lie apart. Nothing is stored, so what-if is another
    call. Errors: `PlanError` for a lock on somebody unknown or no capacity.
    """
    by_name = {person.name: person for person in people}
    if any(person.capacity <= 0 for person in people):
        raise PlanError("Somebody has no capacity.", "Leave out who takes no projects.")
    for need in needs:
        if need.locked is not None and need.locked not in by_name:
            raise PlanError(
                f"There is nobody named {need.locked}.", "Lock it on somebody who is there.", task_id=need.id
            )
    usual = sum(need.points for need in needs) / max(1, len(needs)) or 1.0
    chance, found = random.Random(1), []
    for number in range(_ORDERS):
        desk = _Desk(by_name, at, usual, {person.name: person.load for person in people})
        chosen = _filled(desk, needs, chance if number else None)
        found.append((_total(desk, needs, chosen), number, desk, chosen))
    _, _, desk, chosen = min(found, key=lambda one: one[:2])
    return tuple(_proposal(desk, need, chosen[need.id]) for need in needs)


def _filled(desk: _Desk, needs: Sequence[Need], chance: random.Random | None) -> dict[str, str | None]:
    """One arrangement: the hardest first, or with `chance` in any order; then improved."""
    chosen: dict[str, str | None] = {}
    for need in needs:
        if need.locked is not None:
            chosen[need.id] = need.locked
            desk.loads[need.locked] += need.points
    still_open = [need for need in needs if need.locked is None]
    ranked = sorted(still_open, key=lambda one: (len(desk.able(one)), -one.points, one.id))
    if chance is not None:
        chance.shuffle(ranked)
    for need in ranked:
        fits = sorted((desk.fit(need, person) for person in desk.able(need)), key=lambda fit: (fit.cost, fit.name))
        chosen[need.id] = fits[0].name if fits else None
        if fits:
            desk.loads[fits[0].name] += need.points
    for _ in range(20):
        moved = [_moved(desk, need, chosen) for need in still_open]
        if not _swapped(desk, still_open, chosen) and not any(moved):
            break
    return chosen


def _total(desk: _Desk, needs: Sequence[Need], chosen: Mapping[str, str | None]) -> tuple[int, float]:
    """How many needs nobody fills, and what the others cost together."""
    loads = {name: person.load for name, person in desk.people.items()}
    empty, cost = 0, 0.0
    for need in needs:
        name = chosen[need.id]
        if name is None:
            empty += 1
            continue
        fit = desk.fit(need, desk.people[name], without=desk.loads[name] - loads[name])
        loads[name] += need.points
        cost += fit.cost
    return empty, round(cost, 9)


def _moved(desk: _Desk, need: Need, chosen: dict[str, str | None]) -> bool:
    """Give one need to somebody for whom it costs less than for the one who has it."""
    name = chosen[need.id]
    if name is None:
        return False
    now = desk.fit(need, desk.people[name], without=need.points)
    others = [desk.fit(need, person) for person in desk.able(need) if person.name != name]
    best = min(others, key=lambda fit: (fit.cost, fit.name), default=None)
    if best is None or best.cost >= now.cost - 1e-9:
        return False
    desk.loads[name] -= need.points
    desk.loads[best.name] += need.points
    chosen[need.id] = best.name
    return True


def _swapped(desk: _Desk, needs: Sequence[Need], chosen: dict[str, str | None]) -> bool:
    """Two needs of equal size change people where both together cost less; people are the more often asked the sooner."""
    for number, one in enumerate(needs):
        for other in needs[number + 1 :]:
            mine, theirs = chosen[one.id], chosen[other.id]
            if mine is None or theirs is None or mine == theirs or one.points != other.points:
                continue
            first, second = desk.people[mine], desk.people[theirs]
            if first not in desk.able(other, other.points) or second not in desk.able(one, one.points):
                continue
            now = desk.fit(one, first, one.points).cost + desk.fit(other, second, other.points).cost
            then = desk.fit(other, first, other.points).cost + desk.fit(one, second, one.points).cost
            if then < now - 1e-9:
                chosen[one.id], chosen[other.id] = theirs, mine
                return True
    return False


def _proposal(desk: _Desk, need: Need, name: str | None) -> Proposal:
    if name is None:
        roles = [person for person in desk.people.values() if need.role in person.roles]
        skilled = [person for person in roles if need.must <= person.skills]
        why = (
            f"Nobody has the role {need.role}."
            if not roles
            else f"Nobody with the role {need.role} has {', '.join(sorted(need.must))}."
            if not skilled
            else f"Everybody who could is full: {need.points:g} points are too many for "
            f"{', '.join(sorted(person.name for person in skilled))}."
        )
        return Proposal(need.id, None, why)
    mine = desk.fit(need, desk.people[name], need.points)
    others = sorted(
        (desk.fit(need, person) for person in desk.able(need) if person.name != name),
        key=lambda fit: (fit.cost, fit.name),
    )
    near = tuple((fit.name, round(fit.cost - mine.cost, 2), fit.in_words()) for fit in others[:_NEAR])
    return Proposal(need.id, name, mine.in_words(), near, need.locked is not None)
