"""Finds bank account numbers in the columns of a table that may not hold them. Keeps counts and masked ends alone.

A bank account number has no check digit: five to seventeen digits that could be anything. What tells it is what stands around it:

* a header that speaks of bank accounts, over a cell of that length (masked ones and last four digits pass);
* an IBAN, whose country, length and check digits (ISO 13616, modulus 97) fit, judged by column;
* a column beside one of routing numbers (ABA: nine digits, a known prefix, the 3-7-1 check digit);
* routing number and account in one cell, as on the foot of a check;
* words in a text: “checking account 12345678”.

A customer's account number has none of these. Sources: ABA routing number policy, ISO 13616-1; docs/howto/verification.md.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pilotage.tally.forbidden.findings import MOST_FINDINGS, Finding
from pilotage.tally.forbidden.numbers import cell_digits, plain_text
from pilotage.tally.forbidden.wording import (
    names_account,
    names_bank_account,
    names_customer,
    names_routing,
    says_nothing,
)

BANK_REMEDY = "Take it out or leave its last four digits, unless the layout names the column under `bank_accounts`."
#: Cells of these forms alone can matter; readers that look at whole columns ask for them first (RE2 and `re` read both alike).
DIGITS_FORM = r"^[\s'=\"]*[0-9][0-9 \-]{3,24}[0-9](?:\.0+)?[\s\"]*$"
ROUTING_FORM = r"^\s*[0-9]{9}\s*$"
IBAN_FORM = r"(?i)\b[a-z]{2}[0-9]{2}[ \-]?[a-z0-9]{4}(?:[ \-]?[a-z0-9]{1,4}){2,7}\b"
PAIR_FORM = r"^\D{0,2}[0-9]{9}[^0-9a-zA-Z.,]{1,3}\D{0,1}[0-9]{5,17}\D{0,2}(?:\s*[0-9]{0,6})$"
PROSE_FORM = (
    r"(?i)\b(?:(?:bank(?:ing)?|checking|chequing|savings|dda|eft|ach)\W{0,3}(?:account|acct|a/c|acc)|dda|account\W{1,3}at\W{1,3}\w+\W{1,3}bank)"
    r"\W{0,4}(?:number|num|nbr|no|is|was|to)?\W{0,4}(?:is\W{1,2})?[0-9][0-9 \-]{3,20}[0-9]\b"
)
#: Any telling by itself: an IBAN, a routing number with its account, a sentence.
TELLING_FORM = f"(?:{IBAN_FORM})|(?:{PAIR_FORM})|(?:{PROSE_FORM})"
#: In every telling by words: account, acct, acc; a/c; dda. Of three signs each.
ACCOUNT_WORDS = ("acc", "a/c", "dda")
#: In each of the three that tell by themselves, and quick to look for.
_COULD_TELL = re.compile(rf"(?i)\b[a-z]{{2}}[0-9]{{2}}|[0-9]{{9}}|{'|'.join(ACCOUNT_WORDS)}")
_DIGITS = re.compile(DIGITS_FORM)
_LEAST, _MOST = 5, 17
_FEWEST_ROUTINGS = 3
_REFUSED = "refused row"
_MASKED = re.compile(r"^[*•xX#.…]+[ \-]?[0-9]{2,4}$")
_MASKS = "xX"
_NO_CENTS = re.compile(r"\.0+$")
_ABA_PREFIXES = ((0, 12), (21, 32), (61, 72), (80, 80))
#: Length of an IBAN by country (SWIFT's register).
_IBAN_LENGTHS = dict(
    part.split(":")
    for part in (
        "AD:24 AE:23 AL:28 AT:20 AZ:28 BA:20 BE:16 BG:22 BH:22 BR:29 BY:28 CH:21 CR:22 CY:28 CZ:24 DE:22 DK:18 DO:28 EE:20 EG:29 ES:24 "
        "FI:18 FO:18 FR:27 GB:22 GE:22 GI:23 GL:18 GR:27 GT:28 HR:21 HU:28 IE:22 IL:23 IQ:23 IS:26 IT:27 JO:30 KW:30 KZ:20 LB:28 LC:32 "
        "LI:21 LT:20 LU:20 LV:21 MC:27 MD:24 ME:22 MK:19 MR:27 MT:31 MU:30 NL:18 NO:15 PK:24 PL:28 PS:29 PT:25 QA:29 RO:24 RS:22 SA:24 "
        "SC:31 SE:24 SI:19 SK:24 SM:27 ST:25 SV:28 TL:23 TN:24 TR:26 UA:29 VA:22 VG:24 XK:20"
    ).split()
)


def is_routing_number(digits: str) -> bool:
    """Nine digits with a prefix that the Federal Reserve gives out and the 3-7-1 check digit."""
    if len(digits) != 9 or not digits.isascii() or not digits.isdigit() or digits == "000000000":
        return False
    prefix = int(digits[:2])
    if not any(low <= prefix <= high for low, high in _ABA_PREFIXES):
        return False
    return sum(int(sign) * weight for sign, weight in zip(digits, (3, 7, 1) * 3, strict=True)) % 10 == 0


def is_iban(text: str) -> bool:
    """Country, length and check digits of an IBAN; spaces and dashes don't count."""
    plain = text.replace(" ", "").replace("-", "").upper()
    if not (plain.isascii() and plain.isalnum()) or len(plain) != int(_IBAN_LENGTHS.get(plain[:2], 0)):
        return False
    return int("".join(str(int(sign, 36)) for sign in plain[4:] + plain[:4])) % 97 == 1


def is_masked(text: str) -> bool:
    """Whether a cell shows the end of a number alone; of a text as `plain_text` gives it."""
    return (not text[:1].isalpha() or text[0] in _MASKS) and bool(_MASKED.match(text.strip()))


def account_digits(text: str) -> str:
    """The digits of a cell that could be a whole account number; empty for a masked one, for four digits, and for anything else."""
    if not _DIGITS.match(text):
        return ""
    plain = text.strip().strip("'=\"").strip()
    plain = _NO_CENTS.sub("", plain)
    digits = plain.replace(" ", "").replace("-", "")
    return digits if _LEAST <= len(digits) <= _MOST and digits.strip("0") else ""


@dataclass
class _Places:
    """Where something stands, masked, and how often."""

    places: list[tuple[int, str]] = field(default_factory=list)
    count: int = 0

    def add(self, row: int, digits: str) -> None:
        self.count += 1
        if len(self.places) < MOST_FINDINGS:
            shown = 4 if len(digits) >= 9 else 2
            self.places.append((row, f"{'•' * (len(digits) - shown)}{digits[-shown:]}"))

    def findings(self, column: str, reason: str) -> list[Finding]:
        found = [Finding(row, column, shown, reason, BANK_REMEDY) for row, shown in self.places]
        if found and self.count > len(found):
            last = found[-1]
            found[-1] = Finding(last.row, column, last.masked, reason, BANK_REMEDY, self.count - len(found))
        return found


@dataclass
class _Column:
    filled: int = 0
    masked: int = 0
    looked_at: int = 0
    routings: int = 0
    different_routings: set[int] = field(default_factory=set)
    ibans_shaped: int = 0
    pairs_shaped: int = 0
    digits: _Places = field(default_factory=_Places)
    ibans: _Places = field(default_factory=_Places)
    pairs: _Places = field(default_factory=_Places)
    prose: _Places = field(default_factory=_Places)


class BankAccountJudge:
    """Feed it cells, then ask for the `findings`. `allowed` columns may hold account numbers; the `key` is the customer's."""

    def __init__(self, columns: Sequence[str], *, allowed: Iterable[str] = (), key: Iterable[str] = ()) -> None:
        self._order = list(columns)
        self._allowed, self._key = set(allowed), set(key)
        self._columns = {name: _Column() for name in columns}

    def feed_row(self, row: int, cells: Iterable[tuple[str, object]]) -> None:
        """Every cell of a row, as pairs of column and value."""
        for column, value in cells:
            text = value if isinstance(value, str) else cell_digits(value)
            found = self._columns.get(column)
            if text and found is not None:
                found.filled += 1
                text = plain_text(text)
                self._look_at_number(row, found, text)
                self._look_in_text(row, found, text)

    def count(self, column: str, filled: int) -> None:
        """So many more cells of a column hold something."""
        self._columns[column].filled += filled

    def count_digits(self, column: str, more: int) -> None:
        """So many more cells of a column have the form of account numbers; they are not looked at one by one."""
        self._columns[column].digits.count += more

    def count_masked(self, column: str, more: int) -> None:
        """So many more cells of a column show the end of a number alone; they are not looked at one by one."""
        self._columns[column].masked += more

    def holds_routings_only(self, column: str) -> bool:
        """Whether every filled cell of a column was a routing number by now."""
        seen = self._columns[column]
        return seen.routings == seen.looked_at and seen.digits.count == seen.filled

    def feed_refused(self, row: int, text: str) -> None:
        """The text of a row that can't be read: what tells of an account by itself."""
        if _REFUSED not in self._columns:
            self._columns[_REFUSED] = _Column()
            self._order.append(_REFUSED)
        self._look_in_text(row, self._columns[_REFUSED], plain_text(text))

    def feed(self, row: int, column: str, text: str) -> None:
        """One cell that may be a number; it is counted by `count`."""
        self._look_at_number(row, self._columns[column], plain_text(text))

    def feed_text(self, row: int, column: str, text: str) -> None:
        """One longer cell, which may tell of an account by itself."""
        self._look_in_text(row, self._columns[column], plain_text(text))

    @staticmethod
    def _look_at_number(row: int, found: _Column, text: str) -> None:
        if text[:1].isalpha() and text[0] not in _MASKS:
            return
        if digits := account_digits(text):
            found.digits.add(row, digits)
            found.looked_at += 1
            if is_routing_number(digits):
                found.routings += 1
                if len(found.different_routings) < 100:
                    found.different_routings.add(hash(digits))
        elif is_masked(text):
            found.masked += 1

    def _look_in_text(self, row: int, found: _Column, text: str) -> None:
        if not _COULD_TELL.search(text):
            return
        for shaped in re.finditer(IBAN_FORM, text):
            found.ibans_shaped += 1
            if is_iban(shaped[0]):
                found.ibans.add(row, re.sub(r"\W", "", shaped[0]))
        if re.match(PAIR_FORM, text):
            found.pairs_shaped += 1
            routing, account = re.findall(r"[0-9]+", text)[:2]
            if is_routing_number(routing):
                found.pairs.add(row, account)
        for told in re.finditer(PROSE_FORM, text):
            digits = re.sub(r"\D", "", re.findall(r"[0-9][0-9 \-]*", told[0])[-1])
            if _LEAST <= len(digits) <= _MOST:
                found.prose.add(row, digits)

    def findings(self) -> list[Finding]:
        """Every bank account number, by column and row; empty when the table may be kept."""
        told: list[Finding] = []
        beside = self._beside_routing()
        for name in self._order:
            if name in self._allowed:
                continue
            column = self._columns[name]
            if self._are_pairs(name, column):
                told += column.pairs.findings(name, "is a bank account number behind a routing number.")
            elif names_bank_account(name):
                told += column.digits.findings(name, "is a bank account number, by the header.")
            elif name in beside:
                words = (
                    f"is a bank account number: the column “{beside[name]}” beside it holds routing numbers of banks."
                )
                told += column.digits.findings(name, words)
            if 2 * column.ibans.count > column.ibans_shaped:
                told += column.ibans.findings(name, "is an IBAN: country, length and check digits fit.")
            told += column.prose.findings(name, "is called a bank account by the words before it.")
        return sorted(told, key=lambda one: (self._order.index(one.column), one.row))

    def _are_pairs(self, name: str, column: _Column) -> bool:
        if not column.pairs.count or column.pairs.count * 10 < column.pairs_shaped * 9:
            return False
        if column.pairs.count == column.pairs_shaped:
            return True
        return column.pairs.count >= _FEWEST_ROUTINGS or names_routing(name) or names_bank_account(name)

    def _beside_routing(self) -> dict[str, str]:
        """Columns of account numbers that stand beside one of routing numbers, with that one's name."""
        found: dict[str, str] = {}
        if any(names_bank_account(name) for name in self._order):
            return found
        has_masked = any(2 * self._columns[name].masked > self._columns[name].filled > 0 for name in self._order)
        for place, name in enumerate(self._order):
            if not self._is_routing(name):
                continue
            after = self._order[place + 1 : place + 3]  # a column of account kinds may stand between
            before = self._order[max(0, place - 1) : place]
            for other in [*after, *([] if has_masked else before)]:
                if self._may_be_account(other):
                    found[other] = name
                    break
        return found

    def _is_routing(self, name: str) -> bool:
        column = self._columns[name]
        if not column.filled:
            return False
        if names_routing(name):
            return 2 * column.routings > column.looked_at
        is_plain = says_nothing(name) and len(column.different_routings) >= _FEWEST_ROUTINGS
        return is_plain and column.routings == column.looked_at and column.digits.count == column.filled

    def _may_be_account(self, name: str) -> bool:
        column = self._columns[name]
        if name in self._key or 10 * column.digits.count < 9 * column.filled or self._is_routing(name):
            return False
        return (names_account(name) and not names_customer(name)) or says_nothing(name)
