"""Signs that a biller ahead of its go-live is not going well, each with its evidence. Pure.

Source: mission R5 (client services may take any biller "where things are not going well"); which signs count is our default.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class SignKind(StrEnum):
    """What a sign is about."""

    SLIP = "slip"
    RAID = "raid"
    TESTS = "tests"
    CASES = "cases"
    MEETINGS = "meetings"


SIGN_NAMES = {
    SignKind.SLIP: "Slip",
    SignKind.RAID: "Red in the RAID log",
    SignKind.TESTS: "Tests",
    SignKind.CASES: "Critical case",
    SignKind.MEETINGS: "Missed meeting",
}
#: A test plan should be signed so many days before the go-live.
SIGNED_DAYS = 14


@dataclass(frozen=True)
class Sign:
    """One sign: what is so, since or on which day (None where no day belongs to it), and where to look."""

    kind: SignKind
    words: str
    when: date | datetime | None
    url: str


def days(n: int) -> str:
    """`1 day`, `3 days`."""
    return f"{n} day" if n == 1 else f"{n} days"


def slip_words(planned: date | None, target: date, today: date) -> str:
    """How the plan stands to the target; "" where it holds."""
    if planned is not None and planned > target:
        return f"The plan reaches go-live {days((planned - target).days)} after the target"
    if target < today:
        return f"The target passed {days((today - target).days)} ago"
    return ""


def words_of_tests(name: str, failed: int, ends_on: date | None, target: date, today: date) -> str:
    """What stands between a test plan that runs and its sign-off; "" where nothing presses."""
    if failed:
        return f"{name}: {failed} {'test' if failed == 1 else 'tests'} failed"
    if ends_on is not None and ends_on < today:
        return f"{name} is not signed; it was to end {days((today - ends_on).days)} ago"
    left = (target - today).days
    if 0 <= left <= SIGNED_DAYS:
        return f"{name} is not signed, {days(left)} before go-live"
    return ""


def in_short(signs: Sequence[Sign]) -> list[str]:
    """Kinds of signs with their number, in a fixed order: `Slip`, `Red in the RAID log (2)`."""
    found = []
    for kind in SignKind:
        n = sum(one.kind == kind for one in signs)
        if n:
            found.append(SIGN_NAMES[kind] if n == 1 else f"{SIGN_NAMES[kind]} ({n})")
    return found
