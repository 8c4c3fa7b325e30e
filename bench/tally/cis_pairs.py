"""A biller's CIS extract and the platform's own table, one row in 200 wrong, with the answer key. Imports nothing of what is measured.

`python bench/tally/cis_pairs.py FOLDER --rows 1000000 --seed 11 [--form plain]` writes left.csv (the biller's: in no order, US days, Y
and N), right.csv (the platform's: by account, columns in another order, ISO days, true and false), spec.json, key.jsonl and facts.json.
Of the forms `names` writes one name in ten as "LAST, FIRST" in quotes; `quoted` puts every cell into quotes; `windows` ends lines with
CR LF; `long` has account numbers of sixteen digits.
"""

import argparse
import json
import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

FIRST = "Ann Bob Carla Dan Eve Frank Gina Hal Ivy Jon Kim Leo Mia Ned Olga Pat".split()
LAST = "Adams Baker Clark Davis Evans Foster Green Hill Irwin Jones King Lopez Moore Nolan Ortiz Price".split()
STREETS = "Oak Elm Main Pine Lake Hill Park River Cedar".split()
CITIES = "Dayton Lima Akron Toledo".split()
TEXTS = ("name", "service_address", "city", "state", "zip", "phone", "email")
MONEY = ("balance", "past_due", "last_payment_amount")
DATES = ("due_date", "last_payment_date", "bill_date")
FLAGS = ("paperless", "autopay")
CODES = ("status", "rate_class", "meter_no", "cycle")
BILLER = ("account_no", *TEXTS, *MONEY, *DATES, *FLAGS, *CODES)
PLATFORM = ("account_no", *MONEY, *DATES, *FLAGS, *CODES, *TEXTS)
FIRST_DAY = date(2025, 1, 1)
FORMS = ("plain", "names", "quoted", "windows", "long")
SPEC: dict[str, Any] = {
    "key": ["account_no"],
    "left": {"format": "csv"},
    "right": {"format": "csv"},
    "fields": {
        **{name: {"type": "money", "scale": 2} for name in MONEY},
        **{name: {"type": "date", "left_format": "%m/%d/%Y", "right_format": "%Y-%m-%d"} for name in DATES},
        **{name: {"type": "flag", "left_true": ["Y"], "left_false": ["N"], "right_true": ["true"], "right_false": ["false"]}
           for name in FLAGS},
        **{name: {"type": "text", "trim": True, "ignore_case": True} for name in (*TEXTS, *CODES)},
    },
}  # fmt: skip


def account(number: int, form: str, random_: random.Random) -> dict[str, Any]:
    """What is meant by one row."""
    first, last = random_.choice(FIRST), random_.choice(LAST)
    made: dict[str, Any] = {
        "account_no": f"{'880100' if form == 'long' else ''}{1_000_000 + number * 3:010d}",
        "name": f"{last}, {first}" if form == "names" and random_.random() < 0.1 else f"{first} {last}",
        "service_address": f"{random_.randrange(1, 9999)} {random_.choice(STREETS)} St Apt {random_.randrange(1, 99)}",
        "city": random_.choice(CITIES),
        "state": "OH",
        "zip": str(random_.randrange(43_000, 45_999)),
        "phone": f"937{random_.randrange(2_000_000, 9_999_999)}",
        "email": f"c{number}@mail.example",
        "balance": random_.randrange(1_000, 900_000),
        "past_due": random_.randrange(100, 90_000) if random_.random() < 0.3 else 0,
        "last_payment_amount": random_.randrange(100, 90_000),
        "status": random_.choice("AIFC"),
        "rate_class": random_.choice(("R1", "R2", "C1")),
        "meter_no": f"M{random_.randrange(10**8):08d}",
        "cycle": str(random_.randrange(1, 22)),
    }
    made |= {name: FIRST_DAY + timedelta(days=random_.randrange(600)) for name in DATES}
    return made | {name: random_.random() < 0.3 for name in FLAGS}


def spoiled(meant: dict[str, Any], chance: float, random_: random.Random) -> tuple[dict[str, Any], str, str]:
    """The platform's row where it is wrong, with field and reason; the last two are empty where only case or spaces differ."""
    made = dict(meant)
    shares = (("balance", 0.001), ("past_due", 0.0005), ("due_date", 0.0005), *((name, 0.0005) for name in FLAGS), ("email", 0.0003),
              ("name", 0.0005), ("service_address", 0.0005))  # fmt: skip
    name = ""
    for candidate, share in shares:
        chance -= share
        if chance < 0:
            name = candidate
            break
    if not name:
        return made, "", ""
    if name == "balance":
        by, reason = random_.choice(((1, "rounding"), (-1, "rounding"), (100_003, "other"), (705_001, "other")))
        made[name] += by
        return made, name, reason
    if name == "past_due":
        made[name] += 100_003
        return made, name, "other"
    if name == "due_date":
        made[name] += timedelta(days=random_.choice((1, 2, 3)))
        swapped = (made[name].month, made[name].day) == (meant[name].day, meant[name].month)
        return made, name, "day_month_swapped" if swapped else "date_shifted"
    if name in FLAGS:
        made[name] = not meant[name]
        return made, name, "other"
    if name == "email":
        made[name] = f"x{meant[name]}"
        return made, name, "other"
    made[name] = meant[name].upper() if name == "name" else f"{meant[name]} "
    return made, "", ""


def line(row: dict[str, Any], side: str, form: str) -> str:
    """A row as CSV."""
    words, day = (("Y", "N"), "%m/%d/%Y") if side == "left" else (("true", "false"), "%Y-%m-%d")
    cells = []
    for name in BILLER if side == "left" else PLATFORM:
        cell = row[name]
        if isinstance(cell, bool):
            cell = words[0] if cell else words[1]
        elif isinstance(cell, int):
            cell = f"{cell // 100}.{cell % 100:02d}"
        elif isinstance(cell, date):
            cell = cell.strftime(day)
        cells.append(f'"{cell}"' if form == "quoted" or "," in cell else cell)
    return ",".join(cells)


def write(folder: Path, rows: int, seed: int, form: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    random_ = random.Random(f"{seed} {form}")
    sides: dict[str, list[str]] = {"left": [], "right": []}
    missing, duplicates = {"left": 0, "right": 0}, 0
    with (folder / "key.jsonl").open("w") as key:
        for number in range(rows):
            meant, chance = account(number, form, random_), random_.random()
            if chance < 0.0005:
                missing["right"] += 1
                sides["left"].append(line(meant, "left", form))
                continue
            if chance < 0.001:
                missing["left"] += 1
                sides["right"].append(line(meant, "right", form))
                continue
            sides["left"].append(line(meant, "left", form))
            if chance > 0.9998:
                duplicates += 1
                sides["left"].append(sides["left"][-1])
                other, field, reason = meant, "", ""
            else:
                other, field, reason = spoiled(meant, chance - 0.001, random_)
            sides["right"].append(line(other, "right", form))
            if field:
                print(json.dumps({"key": meant["account_no"], "field": field, "reason": reason}), file=key)
    random_.shuffle(sides["left"])
    end = "\r\n" if form == "windows" else "\n"
    for side, names in (("left", BILLER), ("right", PLATFORM)):
        with (folder / f"{side}.csv").open("w", newline="") as file:
            file.writelines(f"{one}{end}" for one in (",".join(names), *sides[side]))
    (folder / "spec.json").write_text(json.dumps(SPEC))
    (folder / "facts.json").write_text(json.dumps({"missing": missing, "duplicates": duplicates}))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--form", choices=FORMS, default="plain")
    told = parser.parse_args()
    write(told.folder, told.rows, told.seed, told.form)
