"""The minute planner of a cut-over: when each step starts and ends, from the plan and from what has really happened.

A step starts when all that it depends on has ended, never before its own earliest time, and never in the past: so a slip
moves what follows, and what is early lets it move up.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

MOST_MINUTES = 14 * 24 * 60
#: Years that people can mean.
FIRST_YEAR, LAST_YEAR = 2000, 2399


@dataclass(frozen=True)
class Step:
    """One step. `minutes` is its length; `started` and `ended` are what really happened; a step left out takes no time."""

    code: str
    minutes: int
    depends_on: tuple[str, ...] = ()
    not_before: datetime | None = None
    started: datetime | None = None
    ended: datetime | None = None
    is_left_out: bool = False


@dataclass(frozen=True)
class Times:
    """When a step starts and ends; `is_critical`: a minute lost on it is lost at the end."""

    start: datetime
    end: datetime
    is_critical: bool = False


def why_not(steps: Sequence[Step]) -> tuple[str, str] | None:
    """What is wrong with a runbook: the step's code, and why; None when it can be followed."""
    codes = {step.code for step in steps}
    for step in steps:
        if not 0 <= step.minutes <= MOST_MINUTES:
            return step.code, f"{step.code}: a step takes 0 minutes to 14 days."
        unknown = [code for code in step.depends_on if code not in codes]
        if unknown:
            return step.code, f"{step.code} waits for {unknown[0]}, which isn't there."
    ring = _ring(steps)
    if ring:
        return ring[0], f"Steps wait for each other in a ring: {' → '.join(ring)}."
    return None


def _ring(steps: Sequence[Step]) -> list[str]:
    """Codes of a ring of dependencies, the first one again at the end; empty without one."""
    before = {step.code: step.depends_on for step in steps}
    done: set[str] = set()
    for first in before:
        path, seen = [(first, iter(before[first]))], {first: 0}
        while path:
            code, rest = path[-1]
            following = next((one for one in rest if one not in done), None)
            if following is None:
                done.add(code)
                seen.pop(code, None)
                path.pop()
            elif following in seen:
                return [*(one for one, _ in path[seen[following] :]), following]
            else:
                seen[following] = len(path)
                path.append((following, iter(before[following])))
    return []


def in_order(steps: Sequence[Step]) -> list[Step]:
    """Each step after what it depends on, else as given. The steps must have no ring."""
    by_code = {step.code: step for step in steps}
    found: dict[str, Step] = {}
    for step in steps:
        waiting = [step]
        while waiting:
            top = waiting[-1]
            missing = [by_code[code] for code in top.depends_on if code not in found]
            if missing:
                waiting += missing
            else:
                found.setdefault(top.code, waiting.pop())
    return list(found.values())


def plan_minutes(steps: Sequence[Step], start: datetime, now: datetime | None = None) -> dict[str, Times]:
    """When every step starts and ends. `now`: what hasn't started yet starts now at the earliest; None plans freely."""
    ends: dict[str, datetime] = {}
    found: dict[str, Times] = {}
    ordered = in_order(steps)
    for step in ordered:
        earliest = max([start, *(ends[code] for code in step.depends_on)])
        if step.is_left_out:
            begin = end = step.ended or earliest
        elif step.ended is not None:
            begin, end = step.started or step.ended, step.ended
        elif step.started is not None:
            begin = step.started
            end = max(begin + timedelta(minutes=step.minutes), now or begin)
        else:
            begin = max(earliest, step.not_before or earliest, now or earliest)
            end = begin + timedelta(minutes=step.minutes)
        ends[step.code] = end
        found[step.code] = Times(begin, end)
    critical = _critical(ordered, found)
    return {code: Times(one.start, one.end, code in critical) for code, one in found.items()}


def _critical(ordered: Sequence[Step], times: Mapping[str, Times]) -> set[str]:
    """Steps that end last, and what they had to wait for."""
    if not times:
        return set()
    last = max(one.end for one in times.values())
    latest: dict[str, datetime] = {}
    for step in reversed(ordered):
        latest.setdefault(step.code, last)
        begin = latest[step.code] - (times[step.code].end - times[step.code].start)
        for code in step.depends_on:
            latest[code] = min(latest.get(code, last), begin)
    return {step.code for step in ordered if latest[step.code] <= times[step.code].end and step.ended is None}


def end_of(times: Iterable[Times]) -> datetime | None:
    """When the last step ends; None without steps."""
    return max((one.end for one in times), default=None)


def minutes_late(planned: datetime | None, expected: datetime | None) -> int:
    """Whole minutes by which something comes later than planned; negative when earlier; 0 where either isn't known."""
    return round((expected - planned).total_seconds() / 60) if planned and expected else 0


def span_words(minutes: int) -> str:
    """`135` as `2 h 15 min`."""
    hours, rest = divmod(abs(minutes), 60)
    days, hours = divmod(hours, 24)
    parts = [f"{days} d"] * bool(days) + [f"{hours} h"] * bool(hours) + [f"{rest} min"] * bool(rest)
    return " ".join(parts) or "0 min"
