"""Which transaction codes a batch may hold, worked out once from its class, service class and description."""

from functools import cache
from typing import NamedTuple

from pilotage.tally.formats.ach.classes import CLASSES, CODES, EntryClass

MONEY: bool | None = True
NO_MONEY: bool | None = False
ANY_MONEY: bool | None = None
_WITHOUT_MONEY = frozenset({"COR", "ENR", "DNE", "ACK", "ATX"})
_KINDS = {
    "live": ("payment", MONEY),
    "prenote": ("prenote", NO_MONEY),
    "zero": ("zero", NO_MONEY),
    "return": ("return", ANY_MONEY),
    "advice": ("advice", MONEY),
}
_NAMES = {
    "COR": "change",
    "ENR": "enrolment",
    "DNE": "death_notice",
    "ACK": "acknowledgement",
    "ATX": "acknowledgement",
}


class Use(NamedTuple):
    """What a transaction code means in a batch: direction, kind of entry, and whether it moves money (None: it may)."""

    direction: str
    kind: str
    money: bool | None


@cache
def codes_of(entry_class: str, is_reversal: bool) -> dict[str, Use]:
    """The codes that a class allows. A reversal may go against the class's direction. An unknown class allows all."""
    rules = CLASSES.get(entry_class, EntryClass())
    found: dict[str, Use] = {}
    for code, told in CODES.items():
        if (told.what == "advice") != (entry_class == "ADV"):
            continue
        if entry_class == "COR" and told.what != "return":
            continue
        if entry_class in ("ACK", "ATX") and told.what not in ("zero", "return"):
            continue
        if rules.directions not in ("both", told.direction) and not is_reversal and told.what != "return":
            continue
        kind, money = _KINDS[told.what]
        if entry_class in _WITHOUT_MONEY:
            money = NO_MONEY
            kind = _NAMES[entry_class] if told.what != "return" or entry_class == "COR" else kind
        found[code] = Use(told.direction, kind, money)
    return found
