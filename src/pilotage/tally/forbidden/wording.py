"""Words that speak of cards: in headers, and beside a number in text."""

import re
from functools import cache

_CARD_WORDS = frozenset(
    """
    card cards pan cc ccn ccno ccnum ccnumber visa mastercard amex discover diners jcb unionpay tarjeta
    kreditkarte carte
    """.split()
)
_CARD_STARTS = ("cardn", "cardacc", "creditcard", "debitcard", "paymentcard", "bankcard", "primaryaccountn")
_SECURITY_CODES = frozenset("cvv cvv2 cvc cvc2 cvn cid2 securitycode cardcode cardverification".split())
_EXPIRY_STARTS = ("exp", "validthru", "validthrough", "validuntil", "goodthru")
_LABELS = frozenset(
    """
    account accounts acct acc no nr num number id customer cust client member meter policy loan invoice
    inv bill parcel premise location service order ref reference contract agreement case ticket
    """.split()
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SPLIT = re.compile(r"[\W_]+")
_BESIDE = re.compile(
    r"\b(?:card|cards|cc|pan|visa|mastercard|master\s?card|mc|amex|american\s?express|discover|diners|jcb|debit|credit|cvv2?|cvc2?"
    r"|expir(?:y|es|ation)|exp|security\s?code)\b",
    re.IGNORECASE,
)
_REACH = 40


@cache
def names_card(header: str) -> bool:
    """Whether a header says that its column holds card numbers."""
    words = _words(header)
    return any(word in _CARD_WORDS or word.startswith(_CARD_STARTS) for word in words) or "".join(words).startswith(
        _CARD_STARTS
    )


@cache
def names_security_code(header: str) -> bool:
    """Whether a header says that its column holds card security codes."""
    words = _words(header)
    return any(word in _SECURITY_CODES for word in words) or "".join(words) in _SECURITY_CODES


@cache
def names_expiry(header: str) -> bool:
    """Whether a header says that its column holds dates on which something expires."""
    return any(word.startswith(_EXPIRY_STARTS) for word in (*_words(header), "".join(_words(header))))


def is_label(word: str) -> bool:
    """Whether a word merely says what kind of number stands beside it."""
    return word.lower() in _LABELS


def tells_of_card(text: str, start: int, end: int) -> bool:
    """Whether a word that speaks of cards stands near the number at `start` to `end`."""
    return bool(_BESIDE.search(text[max(0, start - _REACH) : start]) or _BESIDE.search(text[end : end + _REACH]))


def _words(header: str) -> list[str]:
    return [word for word in _SPLIT.split(_CAMEL.sub(" ", header).lower()) if word]
