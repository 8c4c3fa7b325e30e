"""Finds numbers of a card's length in text, however they are written: grouped, dotted, full-width or other digits."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from itertools import pairwise

from pilotage.tally.forbidden.brands import LONGEST, SHORTEST

_RUN = re.compile(r"[0-9](?:[ .\-]{0,3}+[0-9]){12,}+")
_GROUP = re.compile(r"[0-9]+")
_DECIMAL = re.compile(r"[0-9]+\.[0-9]+")
_EXPONENT = re.compile(r"[0-9](?:\.[0-9]{1,18})?[eE]\+?1[2-8]")
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3}){4,6}(?![0-9,])")
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
#: How cards are printed or typed in groups.
_GROUPINGS = frozenset(
    {(4, 4, 4, 4), (4, 6, 5), (4, 6, 4), (4, 4, 4, 4, 3), (4, 4, 4, 3), (4, 4, 4, 2), (4, 4, 4, 1), (4, 3, 3, 3)}
    | {(8, 8), (6, 10), (6, 9), (6, 6, 4), (6, 4, 6), (4, 4, 8), (4, 8, 4), (8, 4, 4), (4, 12), (12, 4)}
)
_MOST_GROUPS = max(map(len, _GROUPINGS))


@dataclass(frozen=True, slots=True, repr=False)
class Number:
    """Digits of a card's length and where they stand. Has no `repr`, so that no log or trace shows them."""

    digits: str
    start: int
    end: int
    is_grouped: bool

    @property
    def bare(self) -> str:
        """The digits without the zeros before them, where as many are left as a card has at least."""
        return without_padding(self.digits)


def without_padding(digits: str) -> str:
    """Digits without the zeros before them, where as many are left as a card has at least; else as they stand."""
    if not digits.startswith("0"):
        return digits
    bare = digits.lstrip("0")
    return bare if SHORTEST <= len(bare) <= LONGEST else digits


def plain_text(text: str) -> str:
    """The same text with every kind of digit, space, dash and dot in its ASCII form; signs of no width are dropped."""
    if text.isascii():
        return text
    return "".join(map(_plain_sign, text))


def cell_digits(value: object) -> str:
    """A cell as text: a number without exponent, and a whole one without its point."""
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, Decimal):
        return f"{value:f}" if value.is_finite() else ""
    return str(value)


def numbers_in(text: str) -> Iterator[Number]:
    """Every number of 13 to 19 digits in an ASCII-formed text (`plain_text`), each place once.

    Also thousands (4,111,…) and exponents (4.111…E+15). The fraction of a decimal number and the parts of a UUID are
    none.
    """
    if "," in text:
        text = _THOUSANDS.sub(lambda found: found[0].replace(",", "").ljust(len(found[0])), text)
    if text.count("-") >= 4:
        text = _UUID.sub(lambda found: "x" * len(found[0]), text)
    if "e" in text or "E" in text:
        yield from _exponents(text)
    for run in _RUN.finditer(text):
        yield from _in_run(run[0], run.start())


def _exponents(text: str) -> Iterator[Number]:
    for found in _EXPONENT.finditer(text):
        try:
            value = Decimal(found[0])
        except InvalidOperation:
            continue
        digits = f"{value:f}"
        if digits.isdigit() and SHORTEST <= len(digits) <= LONGEST:
            yield Number(digits, found.start(), found.end(), False)


def _in_run(run: str, offset: int) -> Iterator[Number]:
    groups = [(found.start(), found.end()) for found in _GROUP.finditer(run)]
    if len(groups) == 2 and _DECIMAL.fullmatch(run):
        groups = groups[:1]
    taken = -1
    for first, (start, end) in enumerate(groups):
        if start < taken:
            continue
        if SHORTEST <= end - start <= LONGEST or _is_padded(run, start, end):
            yield Number(run[start:end], offset + start, offset + end, False)
            taken = end
            continue
        last = _last_of_grouping(groups, first)
        if last is not None:
            end = groups[last][1]
            yield Number(_digits(run[start:end]), offset + start, offset + end, True)
    if taken < 0 and len(groups) > 1 and _is_one_number(run, groups):
        yield Number(_digits(run), offset, offset + len(run), True)


def _is_padded(run: str, start: int, end: int) -> bool:
    """Whether a number that is too long for a card holds one behind zeros."""
    return end - start > LONGEST and run[start] == "0" and SHORTEST <= len(run[start:end].lstrip("0")) <= LONGEST


def _last_of_grouping(groups: list[tuple[int, int]], first: int) -> int | None:
    """Where the longest known grouping that begins at `first` ends."""
    sizes = tuple(end - start for start, end in groups[first : first + _MOST_GROUPS])
    for count in range(len(sizes), 1, -1):
        if sizes[:count] in _GROUPINGS:
            return first + count - 1
    return None


def _is_one_number(run: str, groups: list[tuple[int, int]]) -> bool:
    """Groups of any size, but of a card's length together, parted by one sign throughout."""
    sizes = tuple(end - start for start, end in groups)
    signs = {run[before[1] : after[0]] for before, after in pairwise(groups)}
    return SHORTEST <= sum(sizes) <= LONGEST and len(signs) == 1 and sizes not in _GROUPINGS


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())


@cache
def _plain_sign(sign: str) -> str:
    if sign.isascii():
        return sign
    digit = unicodedata.digit(sign, None)
    if digit is not None:
        return str(digit)
    category = unicodedata.category(sign)
    if category in ("Cf", "Mn"):
        return ""
    if category == "Zs":
        return " "
    if category == "Pd" or sign in "\u2212\u00ad":
        return "-"
    return "." if sign in "\u00b7\u2022\u2024\u22c5\uff0e\u3002\u30fb" else sign
