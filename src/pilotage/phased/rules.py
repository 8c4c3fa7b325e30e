"""Which of the five signs hold, and what they propose. Pure.

Source: mission R11 ("some or all hold"; "a hint, not a rule"). The spans of days, and that two signs propose it, are our defaults.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from pilotage.phased.enums import Sign

#: Steering meetings are regular when two were held in this span, or one was and the next is planned.
REGULAR = timedelta(days=75)
#: A RAID log is active when an open entry was written or looked at in this span.
ACTIVE = timedelta(days=45)
LEAST_SIGNS = 2


@dataclass(frozen=True)
class PhaseFact:
    """A phase that isn't cancelled: what goes live with it and on which projects it runs."""

    name: str
    went_live_on: date | None
    streams: tuple[str, ...] = ()
    running: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Facts:
    """What is known of one biller."""

    phases: tuple[PhaseFact, ...] = ()
    steering_held: tuple[date, ...] = ()
    steering_next: date | None = None
    raid_open: int = 0
    raid_touched: date | None = None


@dataclass(frozen=True)
class Found:
    """A sign, whether it holds, and what shows it."""

    sign: Sign
    holds: bool
    evidence: tuple[str, ...] = field(default=())


def signs(facts: Facts, today: date) -> tuple[Found, ...]:
    """The five signs in the order of the mission, each with its evidence or with what is missing."""
    return (_steering(facts, today), _raid(facts, today), _revenue(facts), _project(facts), _archived(facts))


def is_proposed(facts: Facts, found: Sequence[Found]) -> bool:
    """Whether the product proposes to treat the biller as phased: something is live, more lies ahead, and two signs hold."""
    is_live = any(phase.went_live_on for phase in facts.phases)
    is_ahead = any(phase.went_live_on is None for phase in facts.phases)
    return is_live and is_ahead and sum(one.holds for one in found) >= LEAST_SIGNS


def _steering(facts: Facts, today: date) -> Found:
    held = sorted(day for day in facts.steering_held if today - REGULAR <= day <= today)
    ahead = facts.steering_next
    words = [f"{len(held)} held in {REGULAR.days} days, last {_day(held[-1])}"] if held else ["none held lately"]
    words.append(f"next {_day(ahead)}" if ahead else "none planned")
    return Found(Sign.STEERING, len(held) >= 2 or bool(held and ahead), tuple(words))


def _raid(facts: Facts, today: date) -> Found:
    if not facts.raid_open or facts.raid_touched is None:
        return Found(Sign.RAID, False, ("no open entry",))
    words = (f"{facts.raid_open} open", f"last touched {_day(facts.raid_touched)}")
    return Found(Sign.RAID, today - facts.raid_touched <= ACTIVE, words)


def _revenue(facts: Facts) -> Found:
    ahead = [phase for phase in facts.phases if phase.went_live_on is None and phase.streams]
    is_live = any(phase.went_live_on for phase in facts.phases)
    words = tuple(f"{phase.name}: {', '.join(phase.streams)}" for phase in ahead)
    return Found(Sign.REVENUE, bool(is_live and ahead), words or ("no invoice type or scope in a phase ahead",))


def _project(facts: Facts) -> Found:
    is_live = any(phase.went_live_on for phase in facts.phases)
    found = [f"{name} for {phase.name}" for phase in facts.phases if not phase.went_live_on for name in phase.running]
    return Found(Sign.PROJECT, bool(is_live and found), tuple(found) or ("no project runs for a phase ahead",))


def _archived(facts: Facts) -> Found:
    live = [phase for phase in facts.phases if phase.went_live_on]
    found = [f"{name} of {phase.name}" for phase in live for name in phase.closed]
    still = [f"{name} of {phase.name} still runs" for phase in live for name in phase.running]
    return Found(
        Sign.ARCHIVED, bool(found), tuple(found) or tuple(still) or ("no phase is live with a closed project",)
    )


def _day(day: date) -> str:
    return f"{day:%-d %b %Y}"
