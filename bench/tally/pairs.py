"""Makes a pair of files with planted faults, and the answer key. Imports nothing of what is measured.

`python bench/tally/pairs.py FOLDER --rows 1000000 --seed 11 [--share 0.005]` writes left.csv, right.csv, spec.json, key.jsonl
(`{key, field, reason}` for each planted fault) and facts.json (missing and repeated keys). `--copies 10` writes all rows ten times, each
time under accounts of its own: many rows soon.
"""

import argparse
import json
import random
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

FIRST = "JAMES MARY ROBERT PATRICIA JOHN JENNIFER MICHAEL LINDA DAVID BARBARA WILLIAM SUSAN".split()
LAST = "SMITH JOHNSON WILLIAMS BROWN JONES GARCIA MILLER DAVIS RODRIGUEZ MARTINEZ LOPEZ WILSON".split()
CITIES = "SPRINGFIELD RIVERSIDE FRANKLIN GREENVILLE BRISTOL CLINTON FAIRVIEW SALEM".split()
MONEY = ("balance", "amount_due", "past_due", "previous_balance", "last_payment")
DATES = ("bill_date", "due_date", "last_payment_date")
TEXTS = ("name", "email", "phone", "street", "city", "state", "zip", "autopay", "paperless", "status", "cycle")
COLUMNS = ("account_no", *TEXTS[:7], *MONEY[:4], *DATES, MONEY[4], *TEXTS[7:])
SPEC = {
    "key": ["account_no"],
    "left": {"format": "csv"},
    "right": {"format": "csv"},
    "fields": {
        **{name: {"type": "money", "scale": 2} for name in MONEY},
        **{name: {"type": "date", "left_format": "%Y-%m-%d", "right_format": "%m/%d/%Y"} for name in DATES},
        "name": {"type": "text", "trim": True, "ignore_case": True},
    },
}
FIRST_DAY = date(2024, 1, 1)


def money(cents: int) -> str:
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def money_fault(cents: int, random_: random.Random) -> tuple[str, str] | None:
    """The right side's text of a wrong amount, and its reason; None where this fault would be none or another one."""
    kind = random_.choice(("sign", "scale_100", "rounding", "null_zero", "digits_transposed", "other"))
    if kind == "null_zero":
        return None
    made = {
        "sign": -cents,
        "scale_100": cents * 100,
        "rounding": cents + random_.choice((-1, 1)),
        "other": cents + random_.randrange(100_003, 900_001, 7),
    }.get(kind, 0)
    if kind == "digits_transposed":
        digits = str(cents)
        place = random_.randrange(len(digits) - 1)
        if digits[place] == digits[place + 1] or (place == 0 and digits[1] == "0"):
            return None
        made = int(digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :])
    return (money(made), kind) if made != cents else None


def date_fault(day: date, random_: random.Random) -> tuple[str, str] | None:
    if random_.random() < 0.5:
        moved = day + timedelta(days=random_.choice((-3, -2, -1, 1, 2, 3, 30)))
        is_swap = (moved.month, moved.day) == (day.day, day.month) and moved.year == day.year
        return None if is_swap else (f"{moved:%m/%d/%Y}", "date_shifted")
    if day.day > 12 or day.day == day.month:
        return None
    return f"{day.day:02d}/{day.month:02d}/{day.year}", "day_month_swapped"


def text_fault(text: str, random_: random.Random) -> tuple[str, str] | None:
    kind = random_.choice(("truncated", "leading_zeros", "other"))
    if kind == "truncated" and len(text) > 3:
        cut = text[: len(text) // 2].rstrip()
        return cut, kind
    if kind == "leading_zeros" and text.isdigit() and not text.startswith("0"):
        return f"0{text}", kind
    return (f"#{text}", "other") if kind == "other" else None


def row(number: int, random_: random.Random) -> tuple[list[str], dict[str, Any]]:
    """The left cells in the order of COLUMNS, and what is meant by those that are no texts."""
    meant: dict[str, Any] = {name: random_.randrange(1_000, 5_000_000) for name in MONEY}
    meant |= {name: FIRST_DAY + timedelta(days=random_.randrange(900)) for name in DATES}
    cells = {
        "account_no": str(100_000_000 + number * 7),
        "name": f"{random_.choice(FIRST)} {random_.choice(LAST)}",
        "email": f"user{number}@example.com",
        "phone": f"555-{random_.randrange(100, 999)}-{random_.randrange(1000, 9999)}",
        "street": f"{random_.randrange(1, 9999)} MAIN ST",
        "city": random_.choice(CITIES),
        "state": "OH",
        "zip": str(random_.randrange(10_000, 99_999)),
        "autopay": random_.choice("YN"),
        "paperless": random_.choice("YN"),
        "status": random_.choice("ACS"),
        "cycle": str(random_.randrange(1, 21)),
    }
    cells |= {name: money(meant[name]) for name in MONEY} | {name: meant[name].isoformat() for name in DATES}
    return [cells[name] for name in COLUMNS], meant


def fault(name: str, cell: str, meant: dict[str, Any], random_: random.Random) -> tuple[str, str]:
    """One fault of a cell: always one, tried until it is what it says."""
    make: Callable[[], tuple[str, str] | None] = lambda: text_fault(cell, random_)  # noqa: E731
    if name in MONEY:
        make = lambda: money_fault(meant[name], random_)  # noqa: E731
    elif name in DATES:
        make = lambda: date_fault(meant[name], random_)  # noqa: E731
    while (made := make()) is None:
        pass
    return made


def write(folder: Path, rows: int, seed: int, share: float) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    random_ = random.Random(seed)
    rights: list[str] = []
    dates = [COLUMNS.index(name) for name in DATES]
    missing = {"left": 0, "right": 0}
    duplicates = 0
    with (folder / "left.csv").open("w") as left, (folder / "key.jsonl").open("w") as key:
        print(",".join(COLUMNS), file=left)
        for number in range(rows):
            cells, meant = row(number, random_)
            chance = random_.random()
            other = list(cells)
            for place, name in zip(dates, DATES, strict=True):
                other[place] = f"{meant[name]:%m/%d/%Y}"
            if chance < 0.0005:
                missing["right"] += 1
            elif chance < 0.001:
                missing["left"] += 1
                rights.append(",".join(other))
                continue
            print(",".join(cells), file=left)
            if chance < 0.0005:
                continue
            if chance > 0.9995:
                duplicates += 1
                print(",".join(cells), file=left)
            else:
                for place in range(1, len(COLUMNS)):
                    if random_.random() < share:
                        other[place], reason = fault(COLUMNS[place], cells[place], meant, random_)
                        print(json.dumps({"key": cells[0], "field": COLUMNS[place], "reason": reason}), file=key)
            rights.append(",".join(other))
    random_.shuffle(rights)
    (folder / "right.csv").write_text("\n".join([",".join(COLUMNS), *rights]) + "\n")
    (folder / "spec.json").write_text(json.dumps(SPEC))
    (folder / "facts.json").write_text(json.dumps({"missing": missing, "duplicates": duplicates}))


def repeat(folder: Path, copies: int) -> None:
    """Writes the rows and the key again and again, with a digit before each account."""
    for name in ("left.csv", "right.csv"):
        head, _, rows = (folder / name).read_bytes().partition(b"\n")
        with (folder / name).open("wb") as file:
            file.write(head + b"\n" + rows)
            for copy in range(1, copies):
                digit = str(copy).encode()
                file.write(digit + rows[:-1].replace(b"\n", b"\n" + digit) + b"\n")
    key = (folder / "key.jsonl").read_text()
    again = [key.replace('{"key": "', f'{{"key": "{copy}') for copy in range(1, copies)]
    (folder / "key.jsonl").write_text(key + "".join(again))
    facts = json.loads((folder / "facts.json").read_text())
    missing = {side: count * copies for side, count in facts["missing"].items()}
    (folder / "facts.json").write_text(json.dumps({"missing": missing, "duplicates": facts["duplicates"] * copies}))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--share", type=float, default=0.005)
    parser.add_argument("--copies", type=int, default=1)
    told = parser.parse_args()
    write(told.folder, told.rows, told.seed, told.share)
    repeat(told.folder, told.copies)
