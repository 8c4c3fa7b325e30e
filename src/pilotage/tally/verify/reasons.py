"""Why two cells differ: one reason each, the first that holds in the order of `REASONS`. Pure.

The order and the names are fixed. What each means is written in docs/howto/verification.md.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, localcontext
from functools import lru_cache
from typing import Any

from pilotage.tally.spec.model import FieldRule, Tolerance
from pilotage.tally.verify.values import BLANKS, is_unknown_code

REASONS = (
    "sign", "scale_100", "rounding", "truncated", "leading_zeros", "date_shifted", "day_month_swapped", "digits_transposed",
    "null_zero", "code_unknown", "stale", "other",
)  # fmt: skip
#: A shift of more days than this is none, unless the day of the month is the same or the year alone differs.
MOST_SHIFTED_DAYS = 31


@dataclass(frozen=True, slots=True)
class Pair:
    """Two cells that differ, as they stand and as they are meant."""

    rule: FieldRule
    left_raw: str
    right_raw: str
    left: Any
    right: Any
    is_stale: bool = False


def agree(left: Any, right: Any, rule: FieldRule) -> bool:
    """Whether two values are equal or within the rule's tolerance."""
    if left == right:
        return True
    if rule.tolerance is None or left is None or right is None:
        return False
    return _within(left, right, rule, rule.tolerance)


def _within(left: Any, right: Any, rule: FieldRule, bounds: Tolerance) -> bool:
    is_up = right > left
    if bounds.direction != "both" and is_up is not (bounds.direction == "up"):
        return False
    if isinstance(left, datetime):
        apart = abs(right - left)
        return bounds.days is not None and (apart.days, apart.seconds, apart.microseconds) <= (bounds.days, 0, 0)
    with localcontext() as exact:
        exact.prec = 120
        apart = abs(Decimal(right) - Decimal(left))
        unit = Decimal(10) ** rule.scale if rule.type == "money" else Decimal(1)
        if bounds.absolute is not None and apart <= bounds.absolute * unit:
            return True
        return bounds.percent is not None and apart * 100 <= bounds.percent * abs(Decimal(left))


def reason_for(pair: Pair) -> str:
    """The first reason that holds."""
    for name, holds in _tests(pair.rule.type):
        if holds(pair):
            return name
    return "other"


def _both(pair: Pair) -> bool:
    return pair.left is not None and pair.right is not None


def _is_sign(pair: Pair) -> bool:
    return bool(pair.rule.is_numeric and _both(pair) and pair.left == -pair.right and pair.left != 0)


def _is_scale_100(pair: Pair) -> bool:
    if not (pair.rule.is_numeric and _both(pair)) or not pair.left or not pair.right:
        return False
    return bool(pair.left == pair.right * 100 or pair.right == pair.left * 100)


def _numbers(pair: Pair) -> tuple[Decimal, Decimal, int, int]:
    """Both numbers in the field's unit, and how many decimals each really has."""
    scale = pair.rule.scale if pair.rule.type == "money" else 0
    left, right = (Decimal(value).scaleb(-scale) for value in (pair.left, pair.right))
    return left, right, _decimals(left), _decimals(right)


def _decimals(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _places(units: int, scale: int) -> int:
    """How many decimals an amount in smallest units really has."""
    while scale and not units % 10:
        units, scale = units // 10, scale - 1
    return scale


def _as_precise(pair: Pair) -> bool:
    """Whether two amounts of money have equally many decimals, so that neither is the other with some taken off."""
    return pair.rule.type == "money" and _places(pair.left, pair.rule.scale) == _places(pair.right, pair.rule.scale)


def _is_rounding(pair: Pair) -> bool:
    """One is the other rounded to fewer decimals, or they are one unit of the last place apart."""
    if pair.rule.type not in ("money", "decimal") or not _both(pair):
        return False
    if pair.rule.type == "money" and abs(pair.left - pair.right) == 1:
        return True
    if _as_precise(pair):
        return False
    with localcontext() as exact:
        exact.prec = 60
        left, right, left_places, right_places = _numbers(pair)
        finer, coarser = (left, right) if left_places > right_places else (right, left)
        if left_places == right_places:
            places = left_places
            return places >= 2 and abs(left - right) == Decimal(1).scaleb(-places)
        return any(_at_place(finer, coarser, how) for how in (ROUND_HALF_UP, ROUND_HALF_EVEN))


def _at_place(finer: Decimal, coarser: Decimal, how: str) -> bool:
    """Whether the coarser number is the finer one brought to fewer decimals in this way."""
    most = _decimals(finer)
    return any(
        finer.quantize(Decimal(1).scaleb(-places), rounding=how) == coarser
        for places in range(_decimals(coarser), most)
    )


def _is_truncated(pair: Pair) -> bool:
    if not _both(pair):
        return False
    if pair.rule.type == "text":
        short, long = sorted((pair.left.rstrip(BLANKS), pair.right.rstrip(BLANKS)), key=len)
        return bool(short) and long != short and long.startswith(short)
    if _as_precise(pair):
        return False
    if pair.rule.type in ("money", "decimal"):
        with localcontext() as exact:
            exact.prec = 60
            left, right, left_places, right_places = _numbers(pair)
            finer, coarser = (left, right) if left_places > right_places else (right, left)
            return left_places != right_places and _at_place(finer, coarser, ROUND_DOWN)
    if pair.rule.type == "integer" and (pair.left < 0) == (pair.right < 0):
        short, long = sorted((str(abs(pair.left)), str(abs(pair.right))), key=len)
        return len(short) >= 2 and len(long) > len(short) and long.startswith(short)
    return False


def _is_leading_zeros(pair: Pair) -> bool:
    if pair.rule.type not in ("text", "code") or not _both(pair):
        return False
    left, right = (value.strip(BLANKS) for value in (pair.left_raw, pair.right_raw))
    if pair.rule.type == "text":
        left, right = pair.left.strip(BLANKS), pair.right.strip(BLANKS)
    return left != right and left.lstrip("0") == right.lstrip("0") and any(sign.isdigit() for sign in left + right)


def _swapped(pair: Pair) -> bool:
    left, right = pair.left, pair.right
    if (left.year, left.month, left.day) != (right.year, right.day, right.month):
        return False
    return bool(left.time() == right.time())


def _is_date_shifted(pair: Pair) -> bool:
    if pair.rule.type not in ("date", "datetime") or not _both(pair) or _swapped(pair):
        return False
    left, right = pair.left, pair.right
    if abs((right - left).total_seconds()) <= MOST_SHIFTED_DAYS * 86_400:
        return True
    months = (right.year - left.year) * 12 + right.month - left.month
    return bool(left.day == right.day and left.time() == right.time() and abs(months) <= 12)


def _is_day_month_swapped(pair: Pair) -> bool:
    return pair.rule.type in ("date", "datetime") and _both(pair) and _swapped(pair)


def _is_digits_transposed(pair: Pair) -> bool:
    if not _both(pair) or pair.rule.type == "flag":
        return False
    left, right = _digits(pair.left, pair.rule), _digits(pair.right, pair.rule)
    width = max(len(left), len(right))
    if pair.rule.is_numeric:
        if (pair.left < 0) != (pair.right < 0):
            return False
        left, right = left.rjust(width, "0"), right.rjust(width, "0")
    if len(left) != len(right):
        return False
    places = [place for place in range(width) if left[place] != right[place]]
    if len(places) != 2 or places[1] != places[0] + 1:
        return False
    first, second = places
    pairs = left[first : second + 1], right[first : second + 1]
    return all(two.isdigit() for two in pairs) and pairs[0] == pairs[1][::-1]


def _digits(value: Any, rule: FieldRule) -> str:
    """The signs among which a swap is looked for: the digits of a number or a day, the whole of a text."""
    if isinstance(value, datetime):
        return f"{value:%Y%m%d%H%M%S}"
    if isinstance(value, Decimal):
        return f"{abs(value):f}".replace(".", "")
    return str(abs(value)) if isinstance(value, int) else str(value)


def _is_null_zero(pair: Pair) -> bool:
    if _both(pair):
        return False
    value = pair.right if pair.left is None else pair.left
    if pair.rule.is_numeric:
        return value is not None and value == 0
    return isinstance(value, str) and bool(value.strip(BLANKS)) and not value.strip(BLANKS).strip("0.") and "0" in value


def _is_code_unknown(pair: Pair) -> bool:
    if pair.rule.type != "code":
        return False
    return is_unknown_code(pair.left_raw, pair.rule, "left") or is_unknown_code(pair.right_raw, pair.rule, "right")


_TESTS: tuple[tuple[str, Callable[[Pair], bool]], ...] = (
    ("sign", _is_sign),
    ("scale_100", _is_scale_100),
    ("rounding", _is_rounding),
    ("truncated", _is_truncated),
    ("leading_zeros", _is_leading_zeros),
    ("date_shifted", _is_date_shifted),
    ("day_month_swapped", _is_day_month_swapped),
    ("digits_transposed", _is_digits_transposed),
    ("null_zero", _is_null_zero),
    ("code_unknown", _is_code_unknown),
    ("stale", lambda pair: pair.is_stale),
)

#: Tests that hold for some types alone; the others are asked of every type.
_TYPES = {
    "sign": ("money", "integer", "decimal"),
    "scale_100": ("money", "integer", "decimal"),
    "rounding": ("money", "decimal"),
    "truncated": ("text", "money", "decimal", "integer"),
    "leading_zeros": ("text", "code"),
    "date_shifted": ("date", "datetime"),
    "day_month_swapped": ("date", "datetime"),
    "code_unknown": ("code",),
}


@lru_cache
def _tests(kind: str) -> tuple[tuple[str, Callable[[Pair], bool]], ...]:
    """The tests that can hold for a field of this type, in their order."""
    return tuple((name, holds) for name, holds in _TESTS if kind in _TYPES.get(name, (kind,)))
