"""Routing numbers and the dates of records. Source: ABA key for the check digit (3, 7, 1)."""

from datetime import date

_WEIGHTS = (3, 7, 1, 3, 7, 1, 3, 7)
_KEPT = 50_000


def check_digit(first_eight: str) -> int:
    """The ninth digit that the first eight ask for."""
    return -sum(int(digit) * weight for digit, weight in zip(first_eight, _WEIGHTS, strict=True)) % 10


class Routings:
    """Remembers routing numbers that were looked at: a file holds few of them many times."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[int, bool]] = {}

    def look(self, nine: str) -> tuple[int, bool]:
        """The first eight digits as a number, for the entry hash, and whether the check digit is right."""
        known = self._known.get(nine)
        if known is None:
            if len(self._known) >= _KEPT:
                self._known.clear()
            known = self._known[nine] = (int(nine[:8]), check_digit(nine[:8]) == int(nine[8]))
        return known


def is_digits(text: str) -> bool:
    """ASCII digits and nothing else."""
    return text.isascii() and text.isdigit()


def short_date(text: str) -> date | None:
    """A date as YYMMDD of this century; None where it is none."""
    if len(text) != 6 or not is_digits(text):
        return None
    try:
        return date(2000 + int(text[:2]), int(text[2:4]), int(text[4:]))
    except ValueError:
        return None


def settled_on(effective: date | None, day: str) -> date | None:
    """The settlement day (Julian, 001 to 366) beside an effective date: in its year, or the next one where that lies before it by much."""
    if effective is None or not is_digits(day) or not 1 <= int(day) <= 366:
        return None
    started = date(effective.year, 1, 1).toordinal() + int(day) - 1
    if started < effective.toordinal() - 180:
        started = date(effective.year + 1, 1, 1).toordinal() + int(day) - 1
    return date.fromordinal(started)
