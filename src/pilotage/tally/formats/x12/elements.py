"""Elements of X12 segments as money, dates and routing numbers."""

from datetime import date, datetime

from pilotage.tally.entries import decimals_of, smallest_units
from pilotage.tally.formats.ach.routing import check_digit, is_digits
from pilotage.tally.formats.report import Report
from pilotage.tally.formats.x12.segments import Segment


def money(report: Report, segment: Segment, place: int, currency: str) -> int | None:
    """An element in smallest units; None where it is empty or, with a fault, no number."""
    text = segment.get(place)
    if not text:
        return None
    try:
        plain = f"0{text}" if text.startswith(".") else text.replace("-.", "-0.")
        return smallest_units(plain, decimals_of(currency))
    except ValueError as why:
        rule = "amount_scale" if "decimals" in str(why) else "amount"
        name = segment.elements[0]
        report.fault(rule, segment.number, name, f"{name}{place:02}", currency=currency)
        return None


def day(report: Report, segment: Segment, place: int) -> date | None:
    """An element as a date, of eight digits or, before version 4010, six; None where it is empty or, with a fault, none."""
    text = segment.get(place)
    if not text:
        return None
    try:
        if not is_digits(text):
            raise ValueError
        return datetime.strptime(text, "%Y%m%d" if len(text) == 8 else "%y%m%d").date()  # noqa: DTZ007 — a day
    except ValueError:
        name = segment.elements[0]
        report.fault("date", segment.number, name, f"{name}{place:02}", found=text[:10])
        return None


def routing(report: Report, segment: Segment, place: int) -> None:
    """Check the routing number of a BPR, where the element before it says that it is one."""
    text = segment.get(place)
    if segment.get(place - 1) != "01" or not text:
        return
    if len(text) != 9 or not is_digits(text) or check_digit(text[:8]) != int(text[8]):
        report.fault("routing", segment.number, "BPR", f"BPR{place:02}")
