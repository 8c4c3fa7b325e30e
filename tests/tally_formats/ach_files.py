"""Builds ACH files for tests: right ones, and the same with one thing wrong. Written by hand from the record layouts."""

from dataclasses import dataclass, field

ODFI = "07640125"


def nine(eight: str) -> str:
    total = sum(int(digit) * weight for digit, weight in zip(eight, (3, 7, 1, 3, 7, 1, 3, 7), strict=True))
    return eight + str(-total % 10)


BANK = nine("23138010")


def header() -> str:
    return f"101 {nine(ODFI)}12345678902611210930A094101{'FIRST BANK':<23}{'RIVERTON WATER':<23}{'':8}"


def filler(lines: list[str]) -> list[str]:
    return lines + ["9" * 94] * (-len(lines) % 10)


@dataclass
class Batch:
    """One batch: entries and addenda are given as they are; the control is worked out from them."""

    entry_class: str = "PPD"
    service: str = "200"
    lines: list[str] = field(default_factory=list)
    number: int = 1
    description: str = "UTILITY"
    name: str = "RIVERTON WATER"

    def entry(
        self, code: str = "27", cents: int = 12_50, middle: str = "", free: str = "", flag: str = "0", bank: str = BANK
    ) -> str:
        trace = f"{ODFI}{len(self.lines) + 1:07}"
        middle = middle or f"{'INV-7':<15}{'ADA BYRON':<22}"
        self.lines.append(f"6{code}{bank}{'000123456789':<17}{cents:010}{middle:<37}{free:<2}{flag}{trace}")
        return trace

    def iat(self, cents: int = 5_000_00, count: int = 7) -> str:
        trace = f"{ODFI}{len(self.lines) + 1:07}"
        self.lines.append(f"622{BANK}{count:04}{'':13}{cents:010}{'DE89370400440532013000':<35}{'':2}  1{trace}")
        return trace

    def add(self, kind: str, text: str, tail: str) -> None:
        self.lines.append(f"7{kind}{text}".ljust(94 - len(tail)) + tail)

    def text(self, words: str, trace: str, sequence: int = 1) -> None:
        self.add("05", f"{words:<80}", f"{sequence:04}{trace[-7:]}")

    def head(self) -> str:
        about = f"{self.name:<16}{'':20}1234567890"
        if self.entry_class == "IAT":
            about = f"{'':16}FF3{'':15}DE1234567890"
        body = f"{self.entry_class:<3}{self.description:<10}"
        days = "USDEUR261123" if self.entry_class == "IAT" else "261120261123"
        if self.entry_class == "IAT":
            return f"5{self.service}{about}{body}{days}   1{ODFI}{self.number:07}"
        return f"5{self.service}{about}{body}{days}   1{ODFI}{self.number:07}"

    def sums(self) -> tuple[int, int, int]:
        is_advice = self.entry_class == "ADV"
        hashed = debits = credits = 0
        for line in self.lines:
            if line[0] == "6":
                cents = int(line[27:39] if is_advice else line[29:39])
                hashed += int(line[3:11])
                is_credit = int(line[1:3]) % 2 == 1 if is_advice else line[2] in "1234"
                credits += cents if is_credit else 0
                debits += 0 if is_credit else cents
        return hashed, debits, credits

    def control(self) -> str:
        hashed, debits, credits = self.sums()
        start = f"8{self.service}{len(self.lines):06}{hashed % 10**10:010}"
        if self.entry_class == "ADV":
            return f"{start}{debits:020}{credits:020}{'':19}{ODFI}{self.number:07}"
        return f"{start}{debits:012}{credits:012}1234567890{'':25}{ODFI}{self.number:07}"


def whole_file(*batches: Batch) -> list[str]:
    lines = [header()]
    hashed = debits = credits = count = 0
    for batch in batches:
        lines += [batch.head(), *batch.lines, batch.control()]
        one = batch.sums()
        hashed, debits, credits = hashed + one[0], debits + one[1], credits + one[2]
        count += len(batch.lines)
    blocks = -(-(len(lines) + 1) // 10)
    start = f"9{len(batches):06}{blocks:06}{count:08}{hashed % 10**10:010}"
    if batches and batches[0].entry_class == "ADV":
        return filler([*lines, f"{start}{debits:020}{credits:020}{'':23}"])
    return filler([*lines, f"{start}{debits:012}{credits:012}{'':39}"])


def plain(entries: int = 3) -> list[str]:
    """A right file: one PPD batch. Line 1 file header, 2 batch header, 3 on entries, then controls and filler."""
    batch = Batch()
    for place in range(entries):
        batch.entry("27" if place % 2 == 0 else "22", 10_00 + place)
    return whole_file(batch)


def put(lines: list[str], line: int, begin: int, text: str) -> list[str]:
    """The lines with `text` from position `begin` (as the layouts count: the first is 1) of a line (the first is 1)."""
    old = lines[line - 1]
    changed = old[: begin - 1] + text + old[begin - 1 + len(text) :]
    return [*lines[: line - 1], changed, *lines[line:]]
