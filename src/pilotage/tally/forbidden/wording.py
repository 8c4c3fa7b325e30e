"""Words that speak of cards and of bank accounts: in headers, and beside a number in text."""

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


_BANK_WORDS = frozenset("bank banking checking chequing chk savings dda eft ach debit draft drafting".split())
_ACCOUNT_WORDS = frozenset(
    "account accounts acct accts acc acnt acctno acctnum acctnbr accountno accountnumber".split()
)
_ACCOUNT_ALONE = frozenset("iban ibans dda ddano ddanum ddanumber ddaacct micr clabe kontonummer kontonr".split())
_BANK_JOINED = re.compile(
    r"(?:bank|checking|chequing|savings|eft|ach|debit|demanddeposit|dda)(?:account|acct|acnt|acc(?=no|num|nbr|$))"
    r"|(?:account|acct)(?:at|of|in)?(?:the)?bank|cuentabancaria|bankverbindung"
)
#: What else a column about a bank account may hold.
_ABOUT_ACCOUNT = frozenset(
    """
    type typ name names holder holders owner status state balance bal amount amt amounts date dt day time token tokens hash hashed
    flag ind indicator count counts country currency ccy fee fees nickname verified id ids key guid uuid limit open opened closed
    zip address addr phone email code change changes fail failures returns kind method title label alias routing aba batch seq gl ledger
    """.split()
)
_OF_THE_BILLER = frozenset(
    "customer cust client member utility service svc billing bill biller invoice loan policy tax parcel meter cis premise".split()
)
_ROUTING_WORDS = frozenset("routing aba rtn rdfi transit abano abanumber routingno routingnumber rtno".split())


@cache
def names_bank_account(header: str) -> bool:
    """Whether a header says that its column holds numbers of bank accounts (not their names, kinds or balances)."""
    words = _words(header)
    if not words or _ABOUT_ACCOUNT.intersection(words):
        return False
    if _ACCOUNT_ALONE.intersection(words) or _BANK_JOINED.search("".join(words)):
        return True
    return bool(_BANK_WORDS.intersection(words) and _ACCOUNT_WORDS.intersection(words))


@cache
def names_account(header: str) -> bool:
    """Whether a header says account at all: a customer's, or one at a bank."""
    words = _words(header)
    return bool(_ACCOUNT_WORDS.intersection(words)) and not _ABOUT_ACCOUNT.intersection(words)


@cache
def names_customer(header: str) -> bool:
    """Whether a header says whose account it is: one that a biller keeps, not a bank."""
    return bool(_OF_THE_BILLER.intersection(_words(header)))


@cache
def names_routing(header: str) -> bool:
    """Whether a header says that its column holds routing numbers of banks."""
    return bool(_ROUTING_WORDS.intersection(_words(header)))


@cache
def says_nothing(header: str) -> bool:
    """Whether a header tells nothing of its column: COL_7, field 3, F12, or no letters."""
    return all(word.strip("0123456789") in _LABELS_OF_PLACES for word in _words(header))


_LABELS_OF_PLACES = frozenset(("", *"col column field fld feld f c x value val data text number no nbr num".split()))
