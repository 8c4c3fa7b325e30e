"""How entry records are cut: one expression per layout, strict first, and one that takes any character."""

import re
from typing import NamedTuple

_ANY = "[\\x20-\\x7e]"


class Field(NamedTuple):
    """A field by its place: from and to as slices of the record."""

    name: str
    begin: int
    end: int


def _strict(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern.replace("@", _ANY), re.ASCII)


def _loose(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern.replace("@", "."), re.ASCII | re.DOTALL)


# transaction code, routing number, account, amount, 37 signs that differ by class, discretionary data, indicator, trace
_PLAIN = r"6([0-9]{2})([0-9]{9})(@{17})([0-9]{10})(@{37})(@{2})([01])([0-9]{15})"
# …, number of addenda, amount, foreign account, reserved, OFAC, second OFAC, indicator, trace
_IAT = r"6([0-9]{2})([0-9]{9})([0-9]{4})@{13}([0-9]{10})(@{35})@{2}(@)(@)([01])([0-9]{15})"
# …, account, amount of twelve digits, advice routing, file id, operator data, name, discretionary, indicator, trace
_ADV = r"6([0-9]{2})([0-9]{9})(@{15})([0-9]{12})(@{9})(@{5})(@)(@{22})(@{2})([01])([0-9]{15})"

PLAIN, PLAIN_ANY = _strict(_PLAIN), _loose(_PLAIN)
IAT, IAT_ANY = _strict(_IAT), _loose(_IAT)
ADV, ADV_ANY = _strict(_ADV), _loose(_ADV)

_HEAD = (Field("transaction_code", 1, 3), Field("routing_number", 3, 12))
_TAIL = (Field("trace_number", 79, 94),)
NUMERIC = {
    "plain": (*_HEAD, Field("amount", 29, 39), *_TAIL),
    "iat": (*_HEAD, Field("addenda_count", 12, 16), Field("amount", 29, 39), *_TAIL),
    "adv": (*_HEAD, Field("amount", 27, 39), *_TAIL),
}
PATTERNS = {"plain": (PLAIN, PLAIN_ANY), "iat": (IAT, IAT_ANY), "adv": (ADV, ADV_ANY)}
