"""Where an item stands on a day, which moves there are, and how long evidence holds. Pure.

Source: mission O9, and the 32 go-live checks: each item needs an owner, evidence and a date; what touches money is looked at by
two people; certificates, campaign approvals and filter entries run out, so that their evidence does too.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from pilotage.technical.enums import ItemState, Standing

#: Days ahead at which owners hear that evidence will run out.
WARN_DAYS = 14
MOVES: dict[str, tuple[str, ...]] = {
    ItemState.OPEN: (ItemState.IN_WORK, ItemState.PROVEN, ItemState.NOT_APPLICABLE),
    ItemState.IN_WORK: (ItemState.OPEN, ItemState.PROVEN, ItemState.NOT_APPLICABLE),
    ItemState.PROVEN: (ItemState.OPEN,),
    ItemState.NOT_APPLICABLE: (ItemState.OPEN,),
}
DONE = (Standing.PROVEN, Standing.NOT_APPLICABLE)


def standing(state: str, *, needs_second: bool, is_checked: bool, valid_until: date | None, today: date) -> Standing:
    """Where an item stands: proven counts while its evidence holds, and with money once a second person looked."""
    if state != ItemState.PROVEN:
        return Standing(state)
    if valid_until is not None and valid_until < today:
        return Standing.EXPIRED
    return Standing.UNCHECKED if needs_second and not is_checked else Standing.PROVEN


def valid_until(ends: Iterable[date | None]) -> date | None:
    """The last day on which any of these pieces of evidence holds; None when one of them never ends, or there is none."""
    found = list(ends)
    known = [end for end in found if end is not None]
    return max(known) if known and len(known) == len(found) else None


def is_running_out(until: date | None, today: date) -> bool:
    """Whether evidence ends within two weeks, or has ended."""
    return until is not None and until <= today + timedelta(days=WARN_DAYS)


def may_move(now: str, to: str) -> bool:
    """Whether an item may go from one state to another."""
    return to in MOVES[now]


def due_date(target: date | None, days_before: int) -> date | None:
    """The day on which an item should be proven: so many days before the target go-live; None without a target."""
    return None if target is None else target - timedelta(days=days_before)


def words_of(standing_now: str, title: str, owner: str = "") -> str:
    """What is missing of one item, in words for a gate."""
    what = {
        Standing.OPEN: "not begun",
        Standing.IN_WORK: "not proven yet",
        Standing.UNCHECKED: "waits for a second person's check",
        Standing.EXPIRED: "its evidence has expired",
    }[Standing(standing_now)]
    return f"{title}: {what}{f' ({owner})' if owner else ''}."
