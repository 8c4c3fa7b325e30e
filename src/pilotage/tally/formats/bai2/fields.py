"""Dates, times, whole numbers and availabilities of BAI2 records."""

import re
from datetime import date

from pilotage.tally.formats.ach.routing import is_digits, short_date
from pilotage.tally.formats.report import Report

_WHOLE = re.compile(r"[+-]?[0-9]{1,18}")
_NAMES = {"01": "file_header", "02": "group_header", "03": "account", "16": "detail", "49": "account_trailer"}
_NAMES |= {"98": "group_trailer", "99": "file_trailer", "88": "continuation"}


def name_of(code: str) -> str:
    """What a record is called in findings."""
    return _NAMES[code]


def whole(report: Report, line: int, code: str, field: str, text: str, rule: str = "number") -> int | None:
    """A whole number with or without sign; None, and a fault, where it is none."""
    text = text.strip()
    if _WHOLE.fullmatch(text):
        return int(text)
    report.fault(rule, line, name_of(code), field)
    return None


def day(report: Report, line: int, code: str, field: str, text: str) -> date | None:
    """A date as YYMMDD; None, and a fault, where it is none."""
    found = short_date(text.strip())
    if found is None:
        report.fault("date", line, name_of(code), field, found=text.strip()[:20] or "Nothing")
    return found


def time(report: Report, line: int, code: str, field: str, text: str) -> None:
    """Check a time as HHMM; an empty one is right."""
    text = text.strip()
    is_time = is_digits(text) and len(text) == 4 and ((text[:2] < "24" and text[2:] < "60") or text in ("2400", "9999"))
    if text and not is_time:
        report.fault("time", line, name_of(code), field, found=text[:20])


def availability(
    report: Report, line: int, code: str, amount: int | None, fields: list[str], place: int
) -> tuple[int, date | None]:
    """Check a funds type at `place` and what follows it. How many fields it takes, and the value date where it names one."""
    funds = fields[place].strip() if place < len(fields) else ""
    if funds not in ("", "0", "1", "2", "S", "V", "D", "Z"):
        report.fault("funds_type", line, name_of(code), "funds_type", found=funds[:20])
        return 1, None
    if funds == "V":
        parts = fields[place + 1 : place + 3]
        if len(parts) > 1:
            time(report, line, code, "value_time", parts[1])
        return 3, day(report, line, code, "value_date", parts[0] if parts else "")
    if funds == "S":
        _add_up(report, line, code, amount, fields[place + 1 : place + 4], 3)
        return 4, None
    if funds == "D":
        pairs = fields[place + 1].strip() if place + 1 < len(fields) else ""
        if not is_digits(pairs) or len(pairs) > 3:
            report.fault("number", line, name_of(code), "distributions")
            return 2, None
        end = place + 2 + 2 * int(pairs)
        _add_up(report, line, code, amount, fields[place + 3 : end : 2], int(pairs))
        return 2 + 2 * int(pairs), None
    return 1, None


def _add_up(report: Report, line: int, code: str, amount: int | None, parts: list[str], count: int) -> None:
    values = [whole(report, line, code, "availability", part or "0", "amount") for part in parts]
    if len(parts) < count:
        report.fault("field_count", line, name_of(code), "availability", found=len(parts), least=count)
    elif amount is not None and None not in values and sum(value or 0 for value in values) != abs(amount):
        report.fault(
            "funds_sum", line, name_of(code), "availability", found=sum(v or 0 for v in values), stated=abs(amount)
        )
