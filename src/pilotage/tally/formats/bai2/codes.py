"""BAI type codes: which way the money goes, and by which means. Source: BAI cash management balance reporting, version 2."""

from pilotage.tally.entries import CREDIT, DEBIT

_METHODS = {
    "ach": "142 164 165 166 167 168 169 257 258 451 455 464 465 466 468 469 557 558",
    "lockbox": "115 116 118",
    "check": "175 255 301 395 474 475 476 477 555",
    "wire": "191 195 196 207 208 491 495 496 507 508",
    "transfer": "206 275 506 575",
    "deposit": "171 172 173 174 176 178",
    "card": "146 147 459 460",
    "fee": "661 666 698 699",
    "cash": "276 576",
}
METHODS = {code: method for method, codes in _METHODS.items() for code in codes.split()}
RETURNS = frozenset({"255", "257", "555", "557"})
NOT_MONEY = "890"


def direction_of(code: str) -> str:
    """Credit or debit for a transaction; empty for a balance, a status or what moves no money."""
    number = int(code)
    if 100 <= number <= 399 or 720 <= number <= 759 or 920 <= number <= 959:
        return CREDIT
    if 400 <= number <= 699 or 760 <= number <= 799 or 960 <= number <= 999:
        return DEBIT
    return ""
