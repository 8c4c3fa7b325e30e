"""Measures how many planted bank account numbers are refused, and how many innocent columns.

Run: python bench/bank_accounts.py [--tables 10000] [--seed 7]
"""

import argparse
import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from pilotage.tally.forbidden import BankAccountJudge

WORDS = "please call about the bill that came late and was paid twice by check see note from office savings bank thanks account".split()
ROWS = 40
HEADERS = (
    "bank_acct_no",
    "BankAccountNumber",
    "CHECKING_ACCT",
    "dda",
    "ach account",
    "acct_at_bank",
    "IBAN",
    "savings acct #",
)


def digits(rng: random.Random, low: int, high: int) -> str:
    return str(rng.randint(1, 9)) + "".join(rng.choices("0123456789", k=rng.randint(low, high) - 1))


def routing(rng: random.Random) -> str:
    body = f"{rng.choice([*range(1, 13), *range(21, 33), *range(61, 73)]):02d}{rng.randrange(10**6):06d}"
    last = -sum(int(sign) * weight for sign, weight in zip(body, (3, 7, 1, 3, 7, 1, 3, 7), strict=True)) % 10
    return body + str(last)


def iban(rng: random.Random) -> str:
    country, body = rng.choice(
        [("DE", digits(rng, 18, 18)), ("NL", f"INGB{digits(rng, 10, 10)}"), ("GB", f"NWBK{digits(rng, 14, 14)}")]
    )
    check = 98 - int("".join(str(int(sign, 36)) for sign in f"{body}{country}00")) % 97
    plain = f"{country}{check:02d}{body}"
    return plain if rng.random() < 0.5 else " ".join(plain[at : at + 4] for at in range(0, len(plain), 4))


def words(rng: random.Random) -> str:
    return " ".join(rng.choices(WORDS, k=rng.randint(3, 12)))


#: Header and one cell of it: what a biller's files hold that is no bank account.
# fmt: off
INNOCENT = (
    ("account_no", lambda rng: digits(rng, 6, 12)),
    ("ACCT_NBR", lambda rng: digits(rng, 8, 10).zfill(10)),
    ("customer_account", lambda rng: digits(rng, 9, 9)),
    ("invoice_no", lambda rng: digits(rng, 7, 12)),
    ("meter", lambda rng: digits(rng, 8, 9)),
    ("parcel_id", lambda rng: digits(rng, 12, 14)),
    ("payment_ref", lambda rng: f"{rng.choice(['DE', 'GB', 'NO', 'PO', 'INV'])}{digits(rng, 10, 20)}"),
    ("phone", lambda rng: digits(rng, 10, 10)),
    ("zip", lambda rng: digits(rng, 9, 9)),
    ("tax_id", lambda rng: digits(rng, 9, 9)),
    ("bank_name", lambda rng: "First Bank"),
    ("bank_account_type", lambda rng: rng.choice("CS")),
    ("bank_acct_last4", lambda rng: digits(rng, 4, 4)),
    ("bank_account", lambda rng: "****" + digits(rng, 4, 4)),
    ("bank_balance", lambda rng: f"{rng.randrange(10**7) / 100:.2f}"),
    ("bank_account_verified", lambda rng: rng.choice("YN")),
    ("ach_trace", lambda rng: routing(rng)[:8] + digits(rng, 7, 7)),
    ("remark", words),
    ("COL_7", lambda rng: digits(rng, 9, 9)),
    ("F12", lambda rng: digits(rng, 5, 17)),
    ("load_dt", lambda rng: "2026-01-31 10:11:12"),
    ("address", lambda rng: f"{rng.randrange(1, 99_999)} Savings Bank Road, TX 78{rng.randrange(1000):03d}-{rng.randrange(10_000):04d}"),
    ("autopay", lambda rng: rng.choice("YN")),
    ("gl_account", lambda rng: digits(rng, 6, 6)),
    ("loan_account_no", lambda rng: digits(rng, 10, 12)),
)
# fmt: on


def refused(headers: list[str], rows: list[list[str]]) -> set[str]:
    judge = BankAccountJudge(headers)
    for row, cells in enumerate(rows, 2):
        judge.feed_row(row, zip(headers, cells, strict=True))
    return {one.column for one in judge.findings()}


def innocent_tables(rng: random.Random, count: int) -> tuple[int, int]:
    """Columns, and those of them that were refused."""
    columns = blocked = 0
    for _ in range(count):
        chosen = rng.sample(INNOCENT, 6)
        rows = [[make(rng) for _, make in chosen] for _ in range(ROWS)]
        columns += len(chosen)
        blocked += len(refused([header for header, _ in chosen], rows))
    return columns, blocked


def planted(rng: random.Random, count: int) -> tuple[int, int]:
    """Tables with bank accounts in them, and those that were refused."""
    ways = (
        lambda: (rng.choice(HEADERS),
                 lambda: [digits(rng, 5, 17)], 1),
        lambda: ("routing_number,account", lambda: [routing(rng), digits(rng, 6, 14)], 2),
        lambda: ("ABA,acct_type,acct_no", lambda: [routing(rng), rng.choice("CS"), digits(rng, 6, 14)], 3),
        lambda: ("COL_3,COL_4", lambda: [routing(rng), digits(rng, 6, 14)], 2),
        lambda: ("reference", lambda: [iban(rng)], 1),
        lambda: ("check_line", lambda: [f"{routing(rng)} {digits(rng, 9, 12)}"], 1),
        lambda: ("note", lambda: [f"{words(rng)} checking account no. {digits(rng, 8, 12)} {words(rng)}"], 1),
    )  # fmt: skip
    found = 0
    for number in range(count):
        header, make, _ = ways[number % len(ways)]()
        headers = ["account_no", *header.split(","), "amount"]
        rows = [[digits(rng, 8, 8), *make(), f"{rng.randrange(10**6) / 100:.2f}"] for _ in range(rng.randint(1, ROWS))]
        if "COL_3" in headers and len(rows) < 3:
            rows += [[digits(rng, 8, 8), *make(), "1.00"] for _ in range(3)]
        found += bool(refused(headers, rows))
    return count, found


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--tables", type=int, default=10_000)
    asked.add_argument("--seed", type=int, default=7)
    given = asked.parse_args()
    rng = random.Random(given.seed)
    columns, blocked = innocent_tables(rng, given.tables)
    print(f"innocent columns refused: {blocked} of {columns} ({100 * blocked / columns:.3f} %)")
    tables, found = planted(rng, given.tables)
    print(f"tables with bank accounts refused: {found} of {tables} ({100 * found / tables:.2f} %)")


if __name__ == "__main__":
    main()
