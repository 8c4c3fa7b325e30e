"""`pilotage tier --file` beside a second reading of the transition policy, written for these tests from its text alone."""

import csv
import random
import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from commands.running import bare, is_refusal, pilotage

COLUMNS = "biller,vertical,integration,mrr,state,product,integrator,go_live,contract_date".split(",")
SUCCESS, LIGHT, DESK = "transition_success", "transition_success_light", "help_desk"
#: The assignment table of the policy: integration, from, up to (not included), row, support, days, is minimum, meetings.
TABLE: list[tuple[Any, ...]] = [
    ("new", 0, 5000, "N1", SUCCESS, 30, True, 1),
    ("new", 5000, 20000, "N2", SUCCESS, 90, False, 2),
    ("new", 20000, None, "N3", SUCCESS, 90, False, 4),
    ("existing", 0, 3000, "E1", DESK, 0, False, 0),
    ("existing", 3000, 5000, "E2", LIGHT, 30, False, 1),
    ("existing", 5000, 20000, "E3", SUCCESS, 90, False, 2),
    ("existing", 20000, None, "E4", SUCCESS, 90, False, 4),
]
VERTICALS = "utility tax municipality insurance healthcare other".split()
AMOUNTS = "0 0.01 2999.99 3000 3000.0 4999.99 5000 5000.00 19999.99 20000 20000.01 123456789 007".split()
NO_AMOUNTS = [
    "",
    "1e5",
    "-3",
    "+3",
    "1.234",
    "٣",
    "$5,000",
    "5,000",
    "5000.",
    ".5",
    "NaN",
    "inf",
    "0x10",
    "5 000",
    "1_000",
    "½",
    "five",
]


def twin(rows: list[dict[str, str]], own: dict[str, str]) -> tuple[Any, ...]:
    """What the answer must say of one row: support, days, is minimum, meetings, row; or the facts that are missing."""
    missing = []
    if own["vertical"].lower() not in VERTICALS:
        missing.append("vertical")
    word = own["integration"].lower() or counted(rows, own)
    if word not in ("new", "existing"):
        missing.append("integration")
    if not re.fullmatch("[0-9]+([.][0-9][0-9]?)?", own["mrr"], re.ASCII):
        missing.append("mrr")
    if missing:
        return ("facts_missing", None, False, None, None, missing)
    amount = Decimal(own["mrr"])
    for integration, low, high, row, support, days, is_minimum, meetings in TABLE:
        if integration == word and low <= amount and (high is None or amount < high):
            return (support, days, is_minimum, meetings, row, [])
    raise AssertionError("the table has a gap")


def counted(rows: list[dict[str, str]], own: dict[str, str]) -> str:
    """New while fewer than N other billers went live earlier on the same product and integrator; tax: or first in its state."""
    earlier = [one for one in rows if one["biller"] != own["biller"] and same(one, own) and order(one) < order(own)]
    vertical = own["vertical"].lower()
    if len({one["biller"] for one in earlier}) < (3 if vertical == "tax" else 2):
        return "new"
    if vertical == "tax" and own["state"] not in {one["state"] for one in earlier}:
        return "new"
    return "existing"


def same(one: dict[str, str], other: dict[str, str]) -> bool:
    return all(one[name].lower() == other[name].lower() for name in ("product", "integrator"))


def order(one: dict[str, str]) -> tuple[str, str, str]:
    return one["go_live"], one["contract_date"], one["biller"]


def portfolio(rng: random.Random, size: int) -> list[dict[str, str]]:
    """Rows with every vertical, amount and word, many on the same integration and day."""
    day = date(2026, 3, 1)
    rows = []
    for _ in range(size):
        is_unknown = rng.random() < 0.05
        word = "perhaps" if rng.random() < 0.05 else rng.choice(("new", "existing", "NEW", "Existing", *[""] * 8))
        rows.append(
            {
                "biller": f"B{rng.randrange(size // 2):03d}",
                "vertical": "water" if is_unknown else rng.choice([*VERTICALS, "tax", "tax", "Tax", "UTILITY"]),
                "integration": (word or "new") if is_unknown else word,
                "mrr": rng.choice(NO_AMOUNTS) if rng.random() < 0.15 else rng.choice(AMOUNTS),
                "state": rng.choice(("TX", "OH", "CA", "FL")),
                "product": rng.choice(("Cayenta", "cayenta", "Munis")),
                "integrator": rng.choice(("Provider", "Partner")),
                "go_live": (day + timedelta(days=rng.randrange(12))).isoformat(),
                "contract_date": (day - timedelta(days=rng.randrange(3) + 90)).isoformat(),
            }
        )
    return rows


def written(place: Path, rows: list[dict[str, str]], name: str = "billers.csv") -> Path:
    with (place / name).open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return place / name


@pytest.mark.parametrize("seed", range(3))
def test_every_row_of_a_file_is_as_a_second_reading_of_the_policy_says(seed: int, tmp_path: Path) -> None:
    rows = portfolio(random.Random(seed), 300)
    done = pilotage("tier", "--file", written(tmp_path, rows), "--json", env=bare(tmp_path / "home"))
    assert done.code == 1 and done.err == ""
    names = ("support", "window_days", "window_is_minimum", "meetings", "row", "missing")
    found = [(one["biller"], *(one[name] for name in names)) for one in done.answer]
    expected = [(own["biller"], *twin(rows, own)) for own in rows]
    assert [(row, a, b) for row, a, b in zip(rows, found, expected, strict=True) if a != b] == []
    assert {one[5] for one in found} == {"N1", "N2", "N3", "E1", "E2", "E3", "E4", None}, (
        "every row of the policy was met"
    )


def test_an_answer_has_exactly_the_promised_fields_and_nothing_reads_a_database(tmp_path: Path) -> None:
    env = bare(tmp_path / "home", DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    done = pilotage(
        "tier", "--integration", "new", "--vertical", "tax", "--mrr", "5000", "--as-of", "2026-01-02", "--json", env=env
    )
    assert list(done.answer) == [
        "biller", "support", "window_days", "window_is_minimum", "meetings", "row", "policy_version", "reason", "missing",
    ]  # fmt: skip
    assert done.code == 0 and not (tmp_path / "home").exists()


@pytest.mark.parametrize(
    ("content", "billers"),
    [
        (b"\xef\xbb\xbfbiller,vertical,integration,mrr\r\nA,tax,new,1\r\n", ["A"]),
        ("biller,vertical,integration,mrr\nCafé,tax,new,1\n".encode("cp1252"), ["Café"]),
        (b"Biller , Vertical,INTEGRATION,mrr,other\rA,tax,new,1,x\rB,tax,new,1,y\r", ["A", "B"]),
        (b'biller,vertical,integration,mrr\n"A\nB",tax,new,1\n\n"C ""D""",tax,new,1\n', ["A\nB", 'C "D"']),
    ],
)
def test_files_as_spreadsheets_write_them_are_read_right(content: bytes, billers: list[str], tmp_path: Path) -> None:
    (tmp_path / "b.csv").write_bytes(content)
    done = pilotage("tier", "--file", tmp_path / "b.csv", "--json", env=bare(tmp_path / "home"))
    assert (done.code, [one["biller"] for one in done.answer]) == (0, billers)


def test_a_date_before_the_first_policy_is_bad_input_also_for_a_file(tmp_path: Path) -> None:
    file = written(tmp_path, portfolio(random.Random(1), 4))
    for day in ("2024-07-31", "1999-01-01", "0001-01-01"):
        is_refusal(
            pilotage("tier", "--file", file, "--as-of", day, "--json", env=bare(tmp_path / "home")), "2024-08-01"
        )
