"""Writes ACH files for the benchmarks and soak runs: right ones, of any size. Knows nothing of the readers."""

import random
from pathlib import Path
from typing import TextIO

ODFI = "07640125"
_SIDES = ("22", "27", "32", "37")
_NAMES = ("ADA BYRON", "GRACE HOPPER", "ALAN T", "EDSGER D", "BARBARA L", "KEN T", "RADIA P", "LESLIE L")


def nine(rng: random.Random) -> str:
    """A routing number with a right check digit."""
    eight = f"{rng.randint(1, 12):02}{rng.randint(0, 999_999):06}"
    total = sum(int(digit) * weight for digit, weight in zip(eight, (3, 7, 1, 3, 7, 1, 3, 7), strict=True))
    return eight + str(-total % 10)


def write_ach(path: Path, entries: int, seed: int, batch_size: int = 200) -> dict[str, int]:
    """A PPD file with this many entries. What it holds: batches, entries, debits and credits in cents, entry hash."""
    rng = random.Random(seed)
    banks = [nine(rng) for _ in range(800)]
    truth = {"batches": 0, "entries": 0, "debits": 0, "credits": 0, "hash": 0}
    with path.open("w", encoding="ascii", newline="\n") as out:
        out.write(f"101 07640125112345678902611210930A094101{'FIRST BANK':<23}{'RIVERTON WATER':<23}{'':8}\n")
        lines = 1
        while truth["entries"] < entries:
            lines += write_batch(out, rng, banks, truth, min(batch_size, entries - truth["entries"]))
        truth["hash"] %= 10**10
        blocks = -(-(lines + 1) // 10)
        sums = f"{truth['hash']:010}{truth['debits']:012}{truth['credits']:012}"
        out.write(f"9{truth['batches']:06}{blocks:06}{entries:08}{sums}{'':39}\n")
        out.write(("9" * 94 + "\n") * (blocks * 10 - lines - 1))
    return truth


def write_batch(out: TextIO, rng: random.Random, banks: list[str], truth: dict[str, int], count: int) -> int:
    """One batch of this many entries; adds to the truth. How many lines it took."""
    truth["batches"] += 1
    number = truth["batches"]
    out.write(f"5200{'RIVERTON WATER':<16}{'':20}1234567890PPD{'UTILITY':<10}261120261123   1{ODFI}{number:07}\n")
    hashed = debits = credits = 0
    for _ in range(count):
        code, bank, amount = rng.choice(_SIDES), rng.choice(banks), rng.randint(1, 500_000)
        truth["entries"] += 1
        hashed += int(bank[:8])
        debits += amount if code[1] == "7" else 0
        credits += amount if code[1] == "2" else 0
        who = f"{rng.randint(0, 10**9):<15}{rng.choice(_NAMES):<22}"
        out.write(f"6{code}{bank}{rng.randint(10**8, 10**12):<17}{amount:010}{who}  0{ODFI}{truth['entries']:07}\n")
    out.write(f"8200{count:06}{hashed % 10**10:010}{debits:012}{credits:012}1234567890{'':25}{ODFI}{number:07}\n")
    truth["debits"] += debits
    truth["credits"] += credits
    truth["hash"] += hashed
    return count + 2
