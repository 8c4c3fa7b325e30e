"""A first mapping from two samples: columns by name and by what they hold, types, ways of writing dates, the key. Pure.

Source: mission V1 ("a layout can be proposed from a sample file"), V2. A proposal is a proposal: each line says how sure it is.
"""

import re
from collections.abc import Sequence
from datetime import datetime

from pilotage.verification.enums import FieldType
from pilotage.verification.rules.lines import Line

Rows = Sequence[Sequence[str]]
DATE_FORMATS = (
    "%Y-%m-%d", "%m/%d/%Y", "%d/%m/%Y", "%Y%m%d", "%m-%d-%Y", "%d-%b-%Y", "%m/%d/%y", "%y%m%d", "%d.%m.%Y", "%b %d, %Y",
)  # fmt: skip
TIME_FORMATS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%m/%d/%Y %H:%M", "%m/%d/%Y %I:%M %p", "%Y-%m-%dT%H:%M:%SZ")
FLAGS = {"y": "n", "yes": "no", "true": "false", "t": "f", "1": "0", "on": "off"}
_MONEY = re.compile(r"^\(?-?\$?-?[\d,]*\.\d{2}-?\)?$")
_WHOLE = re.compile(r"^-?\d{1,18}$")
_DECIMAL = re.compile(r"^-?\d*\.\d+$")
_WORD = re.compile(r"[a-z]+|\d+")
#: Short forms that headers of billing systems use.
SHORT = {
    "acct": "account", "acc": "account", "cust": "customer", "no": "number", "num": "number", "nbr": "number", "id": "number",
    "amt": "amount",
    "bal": "balance", "dt": "date", "addr": "address", "svc": "service", "inv": "invoice", "pmt": "payment", "pay": "payment",
    "stmt": "statement", "cd": "code", "desc": "description", "tel": "phone", "mail": "email", "zip": "postcode", "postal": "postcode",
    "nm": "name", "st": "state", "prev": "previous", "cur": "current", "curr": "current", "tot": "total", "auto": "autopay",
}  # fmt: skip
KEY_WORDS = (
    {"account", "number"},
    {"invoice", "number"},
    {"bill", "number"},
    {"payment", "number"},
    {"customer", "number"},
)


def propose(left: Sequence[str], left_rows: Rows, right: Sequence[str], right_rows: Rows) -> list[Line]:
    """A line for each left column, mapped where a right column is likely enough."""
    pairs = _pairs(left, left_rows, right, right_rows)
    lines = []
    for place, column in enumerate(left):
        other, sure = pairs.get(place, (None, 0.0))
        if other is None:
            lines.append(Line(column, confidence=0.0))
            continue
        ours = [row[place] for row in left_rows if place < len(row)]
        theirs = [row[other] for row in right_rows if other < len(row)]
        lines.append(_typed(column, right[other], ours, theirs, sure))
    return _with_key(lines, left_rows)


def words_of(header: str) -> frozenset[str]:
    """A header as words, short forms written out: ACCT_NO, accountNumber and "Account number" are alike."""
    spaced = re.sub(r"([a-z])([A-Z])", r"\1 \2", header)
    return frozenset(SHORT.get(word, word) for word in _WORD.findall(spaced.lower()))


def likeness(first: str, second: str) -> float:
    """0 to 1: shared words over all words of both headers."""
    one, two = words_of(first), words_of(second)
    if "".join(sorted(one)) == "".join(sorted(two)):
        return 1.0
    return len(one & two) / len(one | two) if one and two else 0.0


def _pairs(
    left: Sequence[str], left_rows: Rows, right: Sequence[str], right_rows: Rows
) -> dict[int, tuple[int, float]]:
    """Left place → (right place, how sure): the likeliest pairs first, each column once."""
    ours = [_values(left_rows, place) for place in range(len(left))]
    theirs = [_values(right_rows, place) for place in range(len(right))]
    scored = []
    for place, name in enumerate(left):
        for other, called in enumerate(right):
            alike = likeness(name, called)
            shared = _shared(ours[place], theirs[other])
            sure = max(alike, 0.6 * alike + 0.5 * shared)
            if sure >= 0.5:
                scored.append((-min(1.0, sure), abs(place - other), place, other))
    found: dict[int, tuple[int, float]] = {}
    used: set[int] = set()
    for negative, _far, place, other in sorted(scored):
        if place not in found and other not in used:
            found[place] = (other, -negative)
            used.add(other)
    return found


def _values(rows: Rows, place: int) -> set[str]:
    return {row[place].strip().casefold() for row in rows if place < len(row) and len(row[place].strip()) > 2}


def _shared(one: set[str], two: set[str]) -> float:
    return len(one & two) / min(len(one), len(two)) if one and two else 0.0


def _typed(left: str, right: str, ours: list[str], theirs: list[str], sure: float) -> Line:
    mine, other = [v.strip() for v in ours if v.strip()], [v.strip() for v in theirs if v.strip()]
    spaced = any(v != v.strip() for v in [*ours, *theirs])
    case = bool(mine and other) and {v.casefold() for v in mine} & {v.casefold() for v in other} != set(mine) & set(
        other
    )
    for formats, kind in ((DATE_FORMATS, FieldType.DATE), (TIME_FORMATS, FieldType.DATETIME)):
        one, two = date_format(mine, formats), date_format(other, formats)
        if one and two:
            return Line(left, right, kind, left_format=one, right_format=two, trim=spaced, confidence=sure)
    words = words_of(left) | words_of(right)
    one_flag, other_flag = _flags(mine), _flags(other)
    if one_flag and other_flag and not words & {"number", "account"}:
        (yes_l, no_l), (yes_r, no_r) = one_flag, other_flag
        return Line(
            left, right, FieldType.FLAG, left_true=yes_l, left_false=no_l, right_true=yes_r, right_false=no_r, trim=spaced,
            confidence=sure,
        )  # fmt: skip
    both = [*mine, *other]
    if both and all(_MONEY.match(v) or _WHOLE.match(v) for v in both) and any(_MONEY.match(v) for v in both):
        return Line(left, right, FieldType.MONEY, trim=spaced, confidence=sure)
    if both and all(_DECIMAL.match(v) or _WHOLE.match(v) for v in both) and any(_DECIMAL.match(v) for v in both):
        scale = max(len(v.partition(".")[2]) for v in both)
        return Line(left, right, FieldType.DECIMAL, scale=min(9, scale), trim=spaced, confidence=sure)
    named = words & {"number", "account", "postcode", "phone", "code", "key"}
    if both and not named and all(_WHOLE.match(v) and (v == "0" or not v.lstrip("-").startswith("0")) for v in both):
        return Line(left, right, FieldType.INTEGER, trim=spaced, confidence=sure)
    return Line(left, right, trim=True, ignore_case=case, confidence=sure)


def date_format(values: Sequence[str], formats: Sequence[str] = DATE_FORMATS) -> str:
    """The first way of writing by which every value is a date; "" when there is none."""
    return next((one for one in formats if values and all(_is_date(value, one) for value in values)), "")


def _is_date(value: str, form: str) -> bool:
    try:
        return 1900 <= datetime.strptime(value, form).year <= 2100  # noqa: DTZ007 a day has no zone
    except ValueError:
        return False


def _flags(values: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """The words for yes and no, where the values are nothing else and both occur."""
    seen = {value.casefold(): value for value in values}
    for yes, no in FLAGS.items():
        if set(seen) == {yes, no}:
            return (seen[yes],), (seen[no],)
    return None


def _with_key(lines: list[Line], rows: Rows) -> list[Line]:
    """The key: a mapped column whose values are all there and all different, the one with a telling name first."""
    from dataclasses import replace

    best, best_score = None, 0.0
    for place, line in enumerate(lines):
        values = [row[place].strip() for row in rows if place < len(row)]
        if not line.right or not values or "" in values or len(set(values)) < len(values):
            continue
        named = next((1 - n / 10 for n, words in enumerate(KEY_WORDS) if words <= words_of(line.left)), 0.0)
        score = (
            named + (0.2 if place == 0 else 0.0) + (0.1 if line.type in (FieldType.TEXT, FieldType.INTEGER) else 0.0)
        )
        if score > best_score:
            best, best_score = place, score
    if best is None:
        return lines
    return [replace(line, is_key=True, type=FieldType.TEXT) if n == best else line for n, line in enumerate(lines)]
