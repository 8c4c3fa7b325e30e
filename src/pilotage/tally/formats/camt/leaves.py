"""Reads values out of camt elements by local names, whatever the version's namespace; amounts and dates checked."""

from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from pilotage.tally.entries import CREDIT, DEBIT, decimals_of, smallest_units
from pilotage.tally.formats.report import Report

Element = Any  # lxml has no types of its own
SIDES = {"CRDT": CREDIT, "DBIT": DEBIT}


class Money(NamedTuple):
    """An amount in smallest units."""

    units: int
    currency: str


class _Names(dict[str, str]):
    """Tags without their namespaces, remembered: a file has few of them many times."""

    def __missing__(self, tag: str) -> str:
        if len(self) > 10_000:
            self.clear()
        name = self[tag] = tag[tag.rfind("}") + 1 :]
        return name


NAMES = _Names()


def local(element: Element) -> str:
    """The tag without its namespace."""
    return NAMES[element.tag]


def children(element: Element) -> dict[str, Element]:
    """Child elements by local name; of several with one name the last."""
    return {NAMES[child.tag]: child for child in element}


def leaf(element: Element | None, *names: str) -> str:
    """The text at the end of a way of local names; empty where the way ends before."""
    for name in names:
        if element is None:
            return ""
        for child in element:
            if NAMES[child.tag] == name:
                element = child
                break
        else:
            return ""
    return (element.text or "").strip() if element is not None else ""


def deepest(element: Element | None) -> str:
    """The first text inside an element, however deep: a date or a code that versions wrap differently."""
    while element is not None:
        if len(element) == 0:
            return (element.text or "").strip()
        element = element[0]
    return ""


def money(report: Report, line: int, record: str, element: Element | None) -> Money | None:
    """An amount with its currency; None, and a fault, where it is none."""
    text = (element.text or "").strip() if element is not None else ""
    currency = element.get("Ccy", "") if element is not None else ""
    if not (len(currency) == 3 and currency.isascii() and currency.isalpha() and currency.isupper()):
        report.fault("currency", line, record, "Ccy")
        return None
    try:
        units = smallest_units(text, decimals_of(currency))
    except ValueError as why:
        rule = "amount_scale" if "decimals" in str(why) else "amount"
        report.fault(rule, line, record, "Amt", currency=currency)
        return None
    if units < 0:
        report.fault("amount_negative", line, record, "Amt")
        return None
    return Money(units, currency)


def side(report: Report, line: int, record: str, text: str) -> str:
    """Credit or debit; empty, and a fault, where it is neither."""
    found = SIDES.get(text, "")
    if not found:
        report.fault("direction", line, record, "CdtDbtInd", found=text[:20] or "empty")
    return found


@lru_cache(maxsize=4096)
def parsed(text: str) -> date | None:
    """A date or a date with time in ISO form; None where it is none."""
    try:
        return date.fromisoformat(text[:10]) if len(text) <= 10 else datetime.fromisoformat(text).date()
    except ValueError:
        try:
            return date.fromisoformat(text[:10]) if text[10:11] in ("Z", "+", "-") else None
        except ValueError:
            return None


def day(report: Report, line: int, record: str, field: str, element: Element | None) -> date | None:
    """The date inside of an element; None, and a fault, where something else stands there."""
    text = deepest(element)
    if not text:
        return None
    found = parsed(text)
    if found is None:
        report.fault("date", line, record, field, found=text[:30])
    return found
