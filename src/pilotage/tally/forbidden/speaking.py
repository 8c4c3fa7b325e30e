"""Texts that users read hold no card numbers, whatever a file calls its columns: without a header, its first row names them."""

from pilotage.tally.forbidden.brands import SHORTEST


def without_cards(text: str) -> str:
    """The text, with dots but for the last four digits where a number in it reads as a card number."""
    if len(text) < SHORTEST or sum(map(str.isdigit, text)) < SHORTEST:
        return text
    from pilotage.tally.forbidden.findings import masked
    from pilotage.tally.forbidden.judging import kind_of
    from pilotage.tally.forbidden.numbers import numbers_in, plain_text

    plain = plain_text(text)
    cards = [number for number in numbers_in(plain) if kind_of(number.bare).is_hit]
    for card in reversed(cards):
        plain = plain[: card.start] + masked(card.digits) + plain[card.end :]
    return plain if cards else text
