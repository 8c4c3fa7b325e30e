"""Who has to say yes to a change, which moves there are, and when an impact has grown old. Pure.

Source: mission R20: request, impact, approval, effect on plan and price. A change that moves the price or the go-live also
needs the biller's sponsor; whoever asked for it on a side doesn't approve it for the provider.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from pilotage.changes.enums import ChangeState, Side

MOVES: dict[str, tuple[str, ...]] = {
    ChangeState.ASKED: (ChangeState.OFFERED, ChangeState.REFUSED, ChangeState.WITHDRAWN),
    ChangeState.OFFERED: (ChangeState.ASKED, ChangeState.APPROVED, ChangeState.REFUSED, ChangeState.WITHDRAWN),
    ChangeState.APPROVED: (),
    ChangeState.REFUSED: (ChangeState.ASKED,),
    ChangeState.WITHDRAWN: (ChangeState.ASKED,),
}
#: What of an impact was agreed to; the rest may differ when the change is done.
AGREED = ("go_live_before", "go_live_after", "added", "changed", "dropped", "target_after")


def may_move(now: str, to: str) -> bool:
    """Whether a change may go from one state to another."""
    return to in MOVES[now]


def moves_price(one_off: Decimal | None, monthly: Decimal | None) -> bool:
    """Whether anybody pays more or less."""
    return bool(one_off) or bool(monthly)


def moves_date(impact: Mapping[str, Any]) -> bool:
    """Whether the planned or the target go-live is another day."""
    planned = impact.get("go_live_before") != impact.get("go_live_after")
    return planned or impact.get("target_before") != impact.get("target_after")


def sides_needed(one_off: Decimal | None, monthly: Decimal | None, impact: Mapping[str, Any]) -> tuple[Side, ...]:
    """Whose yes is needed: the provider's always, the biller's sponsor's where price or date moves."""
    if moves_price(one_off, monthly) or moves_date(impact):
        return (Side.PROVIDER, Side.BILLER)
    return (Side.PROVIDER,)


def sides_left(needed: Iterable[str], given: Iterable[str]) -> list[str]:
    """Whose yes is still to come."""
    had = set(given)
    return [side for side in needed if side not in had]


def is_old(agreed: Mapping[str, Any], today: Mapping[str, Any]) -> bool:
    """Whether the plan gives another answer now than the one that people look at."""
    return any(agreed.get(name) != today.get(name) for name in AGREED)
