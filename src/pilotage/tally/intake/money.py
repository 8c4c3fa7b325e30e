"""Amounts as files write them, as whole numbers of the smallest unit. Nothing is ever rounded in."""

import re
from decimal import Decimal
from fractions import Fraction

_WRITTEN = re.compile(r"(\()?\s*([-+−])?\s*[$€£]?\s*([-+−])?\s*(\d{1,3}(?:,\d{3})+|\d*)(?:\.(\d*))?\s*([-−])?\s*(\))?")
_COMMA = str.maketrans(",.", ".,")
_LARGEST_DIGITS = 27
ROUNDINGS = ("half_up", "half_even", "half_down", "up", "down", "ceiling", "floor")


def read_amount(text: str, scale: int, *, decimal_comma: bool = False) -> int:
    """The amount in smallest units: "1,234.50" at scale 2 is 123450. Signs before or after, or round brackets for minus.

    Errors: ValueError with the reason; more decimals than `scale` (unless they are zeros) are refused, never rounded.
    """
    stripped = text.strip()
    match = _WRITTEN.fullmatch(stripped.translate(_COMMA) if decimal_comma else stripped)
    if match is None:
        raise ValueError("is no amount")
    opened, sign, inner, whole, part, after, closed = match.groups()
    signs = [one for one in (sign, inner, after, opened) if one]
    if bool(opened) != bool(closed) or len(signs) > 1 or not (whole or part):
        raise ValueError("is no amount")
    cents, rest = (part or "")[:scale].ljust(scale, "0"), (part or "")[scale:]
    if rest.strip("0"):
        raise ValueError(f"has more than {scale} decimals" if scale else "has decimals where none are allowed")
    digits = whole.replace(",", "") + cents
    if len(digits) > _LARGEST_DIGITS:
        raise ValueError("has too many digits")
    number = int(digits)
    return -number if signs and signs[0] != "+" else number


def read_units(text: str) -> int:
    """An amount that the file gives in smallest units already. Errors: ValueError."""
    stripped = text.strip()
    if not re.fullmatch(r"[-+]?\d{1,27}", stripped):
        raise ValueError("is no whole number of smallest units")
    return int(stripped)


def rounded(value: Fraction | Decimal, rounding: str) -> int:
    """A number of smallest units brought to a whole one by the named rule, exactly."""
    exact = Fraction(value)
    whole, rest = divmod(exact.numerator, exact.denominator)
    if not rest:
        return whole
    twice = 2 * rest
    up = {
        "half_up": twice > exact.denominator or (twice == exact.denominator and exact > 0),
        "half_down": twice > exact.denominator or (twice == exact.denominator and exact < 0),
        "half_even": twice > exact.denominator or (twice == exact.denominator and whole % 2 == 1),
        "up": exact > 0,
        "down": exact < 0,
        "ceiling": True,
        "floor": False,
    }[rounding]
    return whole + 1 if up else whole


def shown(units: int, scale: int) -> str:
    """An amount for people: 123450 at scale 2 is 1,234.50."""
    whole, part = divmod(abs(units), 10**scale)
    text = f"{whole:,}" + (f".{part:0{scale}d}" if scale else "")
    return f"-{text}" if units < 0 else text
