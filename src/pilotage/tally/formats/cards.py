"""Card numbers in the free words of entries: found, and masked before anything is printed."""

import re
from typing import NamedTuple

from pilotage.tally.entries import Entry

_LONG = re.compile(r"[0-9](?:[ .\-]?[0-9]){12}")
_MOST = 100
_REACH = 40
#: Words beside a number. Credit and debit are none of them: every statement line has one.
_WORDS = re.compile(
    r"\b(?:card|cards|cc|pan|visa|mastercard|amex|discover|diners|jcb|cvv2?|cvc2?|exp|expiry)\b", re.IGNORECASE
)


class Card(NamedTuple):
    """Where a card number stands: line and field, and its last four digits."""

    line: int
    field: str
    masked: str


class Cards:
    """Masks card numbers in names and texts.

    One number alone proves little among references of sixteen digits: it counts where it is grouped as on a card, is a
    published test number, or a word such as *card* stands beside it.
    """

    def __init__(self) -> None:
        self.found: list[Card] = []
        self.count = 0

    def masked(self, entry: Entry) -> Entry:
        """The entry, with the last four digits of card numbers in its name and text."""
        if _LONG.search(entry.text) or _LONG.search(entry.name):
            text = self._words(entry.line, "text", entry.text)
            return entry._replace(name=self._words(entry.line, "name", entry.name), text=text)
        return entry

    def _words(self, line: int, field: str, text: str) -> str:
        from pilotage.tally.forbidden.brands import TEST_NUMBERS
        from pilotage.tally.forbidden.findings import masked
        from pilotage.tally.forbidden.judging import kind_of
        from pilotage.tally.forbidden.numbers import numbers_in, plain_text

        plain = plain_text(text)
        for number in reversed(list(numbers_in(plain))):
            if not kind_of(number.digits).is_hit:
                continue
            if number.is_grouped or number.digits in TEST_NUMBERS or _beside(plain, number.start, number.end):
                shown = masked(number.digits)
                self._keep(Card(line, field, shown))
                text = plain = plain[: number.start] + shown + plain[number.end :]
        return text

    def _keep(self, card: Card) -> None:
        """A name that is the beginning of its text tells the same card once."""
        if self.found and self.found[-1]._replace(field=card.field) == card and self.found[-1].field != card.field:
            return
        self.count += 1
        if len(self.found) < _MOST:
            self.found.append(card)


def _beside(text: str, start: int, end: int) -> bool:
    return bool(_WORDS.search(text[max(0, start - _REACH) : start]) or _WORDS.search(text[end : end + _REACH]))
