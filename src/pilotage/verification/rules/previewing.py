"""What a line's rule makes of real values: before and after, and whether both sides agree. Pure; `tally` says it in the run.

It shows the reading of samples on the mapping page; money and decimals are read exactly, and what can't be read says why.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation

from pilotage.verification.enums import FieldType, Side, Tolerance
from pilotage.verification.rules.lines import Line

_SIGNED = re.compile(r"^(?P<open>\()?(?P<minus>-)?\$?(?P<digits>[\d,]*\.?\d+)(?P<after>-)?(?P<close>\))?$")


@dataclass(frozen=True)
class Reading:
    """A value as it stands and as it is compared; `problem` says why it can't be read."""

    raw: str
    value: str
    problem: str = ""


@dataclass(frozen=True)
class Compared:
    """One field of one pair of rows."""

    line: Line
    left: Reading
    right: Reading
    agrees: bool


def read(raw: str, line: Line, side: Side) -> Reading:
    """One value by its rule."""
    text = raw.strip() if line.trim or line.type != FieldType.TEXT else raw
    text = text.casefold() if line.ignore_case else text
    if not text:
        return Reading(raw, "")
    readers = {
        FieldType.MONEY: _number, FieldType.DECIMAL: _number, FieldType.INTEGER: _number, FieldType.DATE: _date,
        FieldType.DATETIME: _date, FieldType.FLAG: _flag, FieldType.CODE: _code,
    }  # fmt: skip
    reader = None if line.is_key else readers.get(FieldType(line.type))
    if reader is None:
        return Reading(raw, text)
    value, problem = reader(text, line, side)
    return Reading(raw, value, problem)


def _number(text: str, line: Line, side: Side) -> tuple[str, str]:
    found = _SIGNED.match(text)
    if not found or bool(found["open"]) != bool(found["close"]):
        return "", "is no number"
    try:
        value = Decimal(found["digits"].replace(",", ""))
    except InvalidOperation:
        return "", "is no number"
    if found["minus"] or found["after"] or found["open"]:
        value = -value
    scale = 0 if line.type == FieldType.INTEGER else line.scale
    if value != value.quantize(Decimal(1).scaleb(-scale)):
        return "", f"has more than {scale} decimal places"
    return f"{value:.{scale}f}", ""


def _date(text: str, line: Line, side: Side) -> tuple[str, str]:
    form = line.left_format if side == Side.LEFT else line.right_format
    try:
        found = datetime.strptime(text, form)  # noqa: DTZ007 a day has no zone
    except (ValueError, re.error):
        return "", f"is not written as {form or '(nothing)'}"
    return f"{found:%Y-%m-%d %H:%M:%S}" if line.type == FieldType.DATETIME else f"{found:%Y-%m-%d}", ""


def _flag(text: str, line: Line, side: Side) -> tuple[str, str]:
    yes, no = (line.left_true, line.left_false) if side == Side.LEFT else (line.right_true, line.right_false)
    if text in yes:
        return "yes", ""
    return ("no", "") if text in no or not no else ("", "is neither yes nor no")


def _code(text: str, line: Line, side: Side) -> tuple[str, str]:
    if side == Side.RIGHT:
        return text, ""
    return (line.table[text], "") if text in line.table else ("", "is not in the code table")


def compare(line: Line, left: str, right: str) -> Compared:
    """One field of two rows."""
    one, two = read(left, line, Side.LEFT), read(right, line, Side.RIGHT)
    agrees = not one.problem and not two.problem and (one.value == two.value or _within(line, one.value, two.value))
    return Compared(line, one, two, agrees)


def _within(line: Line, left: str, right: str) -> bool:
    if not line.tolerance or not left or not right:
        return False
    try:
        if line.tolerance == Tolerance.DAYS:
            days = datetime.fromisoformat(left) - datetime.fromisoformat(right)
            return abs(days.total_seconds()) <= Decimal(line.limit) * 86_400
        one, two, limit = Decimal(left), Decimal(right), Decimal(line.limit)
    except (ValueError, InvalidOperation):
        return False
    return abs(one - two) <= (limit if line.tolerance == Tolerance.ABSOLUTE else abs(one) * limit / 100)


def pairs_of(
    lines: Sequence[Line], left: Sequence[str], left_rows: Sequence[Sequence[str]], right: Sequence[str],
    right_rows: Sequence[Sequence[str]], most: int = 3,
) -> list[tuple[str, list[Compared]]]:  # fmt: skip
    """(key, its fields) for the first rows whose key stands in both samples."""
    keys = [line for line in lines if line.is_key and line.right]
    mapped = [line for line in lines if line.right]
    known = set(right)
    if not keys or any(line.right not in known for line in mapped):
        return []
    others = {_key(row, right, [line.right for line in keys], keys, Side.RIGHT): row for row in right_rows}
    found: list[tuple[str, list[Compared]]] = []
    for row in left_rows:
        key = _key(row, left, [line.left for line in keys], keys, Side.LEFT)
        other = others.get(key)
        if other is not None and len(found) < most:
            cells = [
                compare(line, _cell(row, left, line.left), _cell(other, right, line.right))
                for line in mapped
                if not line.is_key
            ]
            found.append((", ".join(key), cells))
    return found


def _key(row: Sequence[str], columns: Sequence[str], names: list[str], keys: list[Line], side: Side) -> tuple[str, ...]:
    return tuple(read(_cell(row, columns, name), line, side).value for name, line in zip(names, keys, strict=True))


def _cell(row: Sequence[str], columns: Sequence[str], name: str) -> str:
    place = columns.index(name)
    return row[place] if place < len(row) else ""
