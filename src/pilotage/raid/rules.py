"""How an entry is scored and rated, when it is looked at again, and what it may become. Pure.

Source: mission O6. The score is likelihood times impact, 1 to 25; what has happened already (an issue) is sure, so 5 times its
impact. From 15 it is high, from 6 medium: a rare thing that stops the go-live (5) is low, a possible one (15) is high.
"""

import math
import re
from datetime import date, timedelta

from pilotage.raid.enums import LETTERS, EntryState, Kind, Rating

HIGH_FROM, MEDIUM_FROM = 15, 6
#: Days between two looks at an entry, by its rating.
REVIEW_DAYS = {Rating.HIGH: 7, Rating.MEDIUM: 14, Rating.LOW: 28}
#: Kinds whose likelihood is a question; the others are so, or are owed.
UNSURE = (Kind.RISK, Kind.ASSUMPTION, Kind.DEPENDENCY)
MOVES: dict[str, tuple[str, ...]] = {
    EntryState.OPEN: (EntryState.IN_WORK, EntryState.CLOSED),
    EntryState.IN_WORK: (EntryState.OPEN, EntryState.CLOSED),
    EntryState.CLOSED: (EntryState.OPEN,),
}


def score(kind: str, likelihood: int | None, impact: int) -> int:
    """1 to 25."""
    sure = kind not in UNSURE or likelihood is None
    return (5 if sure else int(likelihood or 1)) * impact


def rating(points: int) -> Rating:
    """Low, medium or high."""
    if points >= HIGH_FROM:
        return Rating.HIGH
    return Rating.MEDIUM if points >= MEDIUM_FROM else Rating.LOW


def next_review(points: int, today: date, strikes_on: date | None = None) -> date:
    """When the entry is looked at again: sooner the higher it stands, and never after the day on which it may strike."""
    due = today + timedelta(days=REVIEW_DAYS[rating(points)])
    return max(today, min(due, strikes_on)) if strikes_on else due


def proximity(strikes_on: date | None, today: date) -> str:
    """How near it is, in words; empty when nobody said."""
    if strikes_on is None:
        return ""
    days = (strikes_on - today).days
    if days < 0:
        return "past"
    if days <= 14:
        return "within two weeks"
    return "within two months" if days <= 60 else "later"


def code(kind: str, number: int) -> str:
    """R3, I1 …"""
    return f"{LETTERS[Kind(kind)]}{number}"


def may_move(now: str, to: str) -> bool:
    """Whether an entry may go from one state to another."""
    return to in MOVES[now]


_WORD = re.compile(r"[a-z]{3,}")
#: Words that say nothing about what an entry is.
_PLAIN = frozenset(
    "the and are not for with from that this was were has have had into out too may can will when who its any all one where "
    "before after because does than then they them their there what which could would did been being but nor per".split()
)


def likeness(first: str, second: str) -> float:
    """How much two texts have in common, 0 to 1: words that both hold over the geometric mean of how many each holds.

    Plain words are left out, and endings (plural, past, -ing) fall away.
    """
    one, two = _stems(first), _stems(second)
    return len(one & two) / math.sqrt(len(one) * len(two)) if one and two else 0.0


def _stems(text: str) -> frozenset[str]:
    words = (word for word in _WORD.findall(text.casefold()) if word not in _PLAIN)
    return frozenset(re.sub(r"(?:ing|ed|es|s)$", "", word) if len(word) > 4 else word for word in words)
