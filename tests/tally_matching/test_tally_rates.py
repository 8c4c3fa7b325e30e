"""Charges recomputed from tariffs: tiers, seasons, minimums, taxes, proration; the line of the tariff is named."""

import json
import random
import subprocess
import sys
from decimal import ROUND_HALF_UP, Decimal, localcontext
from pathlib import Path
from typing import Any

import pytest

from pilotage.tally.errors import TallyError
from pilotage.tally.rates.runs import check_rates
from pilotage.tally.rates.tariffs import read_spec

HEADER = "account,rate,from,to,usage,amount\n"
WATER = {
    "name": "R1",
    "proration": {"standard_days": 30, "full_from": 27, "full_to": 33},
    "lines": [
        {"name": "service", "kind": "fixed", "amount": "12.50"},
        {"name": "water", "kind": "tiered", "tiers": [{"up_to": 5, "price": "2.10"}, {"up_to": 15, "price": "3.45"}, {"price": "5.00"}]},
        {"name": "tax", "kind": "percent", "percent": "6.25"},
    ],
}  # fmt: skip


def run(folder: Path, tariffs: list[dict[str, Any]], rows: str, header: str = HEADER, **spec: Any) -> dict[str, Any]:
    (folder / "charges.csv").write_text(header + rows)
    return check_rates(folder / "charges.csv", read_spec({"tariffs": tariffs, **spec}, "spec"))


@pytest.mark.parametrize(
    ("usage", "amount"),
    [
        ("0", "13.28"),  # 12.50 + 0.78125
        ("5", "24.44"),  # 12.50 + 10.50 = 23.00 + 1.4375
        ("5.01", "24.47"),  # 23.0345 -> 10.53 + 12.50 = 23.03 + 1.439375
        ("20", "87.66"),  # 12.50 + 10.50 + 34.50 + 25.00 = 82.50 + 5.15625
    ],
)
def test_tiers_add_up_and_the_tax_is_of_the_rounded_lines(tmp_path: Path, usage: str, amount: str) -> None:
    answer = run(tmp_path, [WATER], f"A,R1,2026-03-01,2026-03-31,{usage},{amount}\n")
    assert answer["agrees"], answer["findings"]


def test_a_short_period_prorates_the_fixed_charge_and_the_tier_limits(tmp_path: Path) -> None:
    # 15 of 30 days: 6.25 + (2.5 × 2.10 + 2.5 × 3.45 = 13.875 -> 13.88) = 20.13 + 1.258125
    answer = run(tmp_path, [WATER], "A,R1,2026-03-01,2026-03-16,5,21.39\n")
    assert answer["agrees"], answer["findings"]
    (full,) = run(tmp_path, [WATER], "A,R1,2026-03-01,2026-03-16,5,24.44\n")["findings"]
    assert full["explained_by"] == ["not prorated"]


def test_a_change_of_prices_and_of_the_season_splits_the_bill_by_days(tmp_path: Path) -> None:
    tariffs = [
        {"name": "E", "to": "2026-06-10", "lines": [{"name": "energy", "kind": "per_unit", "price": "0.10"}]},
        {
            "name": "E", "from": "2026-06-11",
            "lines": [
                {"name": "energy", "kind": "per_unit", "price": "0.20"},
                {"name": "summer", "kind": "per_unit", "price": "0.03", "season": {"from": "06-21", "to": "09-20"}},
            ],
        },
    ]  # fmt: skip
    # 1 June to 1 July: 10 days at 0.10, 20 at 0.20, the last 10 with 0.03 more; 300 kWh
    answer = run(tmp_path, tariffs, "A,E,2026-06-01,2026-07-01,300,53.00\n")
    assert answer["agrees"], answer["findings"]
    (wrong,) = run(tmp_path, tariffs, "A,E,2026-06-01,2026-07-01,300,30.00\n")["findings"]
    assert "only the prices from the beginning" in wrong["explained_by"]


def test_a_tax_that_changes_with_the_prices_is_of_what_was_charged_at_its_time(tmp_path: Path) -> None:
    versions: list[tuple[dict[str, str], str, int]] = [
        ({"to": "2026-06-10"}, "2.00", 6),
        ({"from": "2026-06-11"}, "4.00", 10),
    ]
    tariffs = [
        {"name": "E", **days, "lines": [
            {"name": "energy", "kind": "per_unit", "price": price}, {"name": "tax", "kind": "percent", "percent": percent},
        ]}
        for days, price, percent in versions
    ]  # fmt: skip
    # 5 at 2.00 with 6 % = 10.60; 5 at 4.00 with 10 % = 22.00
    answer = run(tmp_path, tariffs, "A,E,2026-06-01,2026-06-21,10,32.60\n")
    assert answer["agrees"], answer["findings"]
    (wrong,) = run(tmp_path, tariffs, "A,E,2026-06-01,2026-06-21,10,32.40\n")["findings"]
    tax = wrong["lines"][1]
    assert (tax["computed"], tax["how"]) == (260, "6 % of 1000 for 1/2 of the days; 10 % of 2000 for 1/2 of the days")


def test_a_season_runs_over_the_new_year(tmp_path: Path) -> None:
    lines = [{"name": "winter", "kind": "per_unit", "price": 1, "season": {"from": "11-01", "to": "02-28"}}]
    rows = "A,W,2026-12-15,2027-01-15,10,10.00\nB,W,2026-06-15,2026-07-15,10,0.00\n"
    assert run(tmp_path, [{"name": "W", "lines": lines}], rows)["agrees"]


def test_a_minimum_adds_what_is_missing_and_a_tax_has_its_bounds(tmp_path: Path) -> None:
    lines = [
        {"name": "water", "kind": "per_unit", "price": "2.00"},
        {"name": "minimum", "kind": "minimum", "amount": "20.00", "of": ["water"]},
        {"name": "tax", "kind": "percent", "percent": 10, "at_most": "3.00"},
    ]
    rows = (
        "A,M,2026-03-01,2026-03-31,4,22.00\nB,M,2026-03-01,2026-03-31,12,26.40\nC,M,2026-03-01,2026-03-31,100,203.00\n"
    )
    assert run(tmp_path, [{"name": "M", "lines": lines}], rows)["agrees"]


@pytest.mark.parametrize(
    ("amount", "cause"),
    [
        ("82.50", "tax: left out"),
        ("74.38", "service: left out"),
        ("86.59", "water: all usage at the price of tier 2"),
        ("119.53", "water: all usage at the price of the tier reached"),
        ("87.65", "tax: rounded down"),
    ],
)
def test_the_line_of_the_tariff_that_explains_a_wrong_charge_is_named(tmp_path: Path, amount: str, cause: str) -> None:
    answer = run(tmp_path, [WATER], f"A,R1,2026-03-01,2026-03-31,20,{amount}\n")
    assert cause in answer["findings"][0]["explained_by"]
    assert answer["causes"][cause] == 1


def test_components_name_the_line_that_differs(tmp_path: Path) -> None:
    header = "account,rate,from,to,usage,amount,WTR,TAX\n"
    row = "A,R1,2026-03-01,2026-03-31,5,25.44,11.50,1.44\n"
    answer = run(tmp_path, [WATER], row, header, components={"water": "WTR", "tax": "TAX"})
    (found,) = answer["findings"]
    assert (found["lines_that_differ"], found["difference"]) == (["water"], 100)
    assert answer["lines"]["water"] == {"bills": 1, "computed": 1050, "billed": 1150, "different": 1}


def test_a_charge_without_a_tariff_and_one_under_another_are_told(tmp_path: Path) -> None:
    other = {"name": "R2", "lines": [{"name": "flat", "amount": "9.99"}]}
    rows = "A,R9,2026-03-01,2026-03-31,5,1.00\nB,R1,2026-03-01,2026-03-31,5,9.99\n"
    answer = run(tmp_path, [WATER, other], rows)
    assert answer["states"] == {"agrees": 0, "differs": 1, "no_tariff": 1}
    assert answer["findings"][1]["explained_by"] == ["charged as R2"]


def test_2_000_bills_agree_with_a_slow_twin_in_decimals_and_every_planted_cent_is_found(tmp_path: Path) -> None:
    rng = random.Random(77)
    rows, planted = [], set()
    for at in range(2_000):
        usage = Decimal(rng.randint(0, 60_000)) / 1000
        amount = twin(usage)
        if rng.random() < 0.1:
            planted.add(at + 2)
            amount += rng.choice((Decimal("0.01"), Decimal("-0.01")))
        rows.append(f"A{at},R1,2026-03-01,2026-03-31,{usage},{amount}\n")
    answer = run(tmp_path, [WATER], "".join(rows))
    assert {one["row"] for one in answer["findings"]} == planted
    assert answer["totals"]["difference"] == sum(one["difference"] for one in answer["findings"])


def twin(usage: Decimal) -> Decimal:
    """R1 again, in decimals, unit by unit of the third place."""
    cent = Decimal("0.01")
    with localcontext(prec=40):
        water = min(usage, Decimal(5)) * Decimal("2.10")
        water += max(Decimal(0), min(usage, Decimal(15)) - 5) * Decimal("3.45") + max(Decimal(0), usage - 15) * 5
        lines = Decimal("12.50") + water.quantize(cent, ROUND_HALF_UP)
        return lines + (lines * Decimal("0.0625")).quantize(cent, ROUND_HALF_UP)


TWO_ENDS = {"name": "X", "lines": [{"name": "a", "kind": "tiered", "tiers": [{"price": 1}, {"price": 2}]}]}


@pytest.mark.parametrize(
    ("tariff", "row", "words"),
    [
        (TWO_ENDS, "", "every tier but the last needs up_to"),
        ({"name": "X", "lines": [{"name": "a", "kind": "percent", "percent": 1, "of": ["b"]}]}, "", "“b” does not stand before it"),
        (WATER, "A,R1,2026-03-31,2026-03-01,5,1.00\n", "row 2 column “to”: 2026-03-01 is before 2026-03-31"),
        (WATER, "A,R1,2026-03-01,2026-03-31,five,1.00\n", "row 2 column “usage”: “five” is no number"),
        (WATER, "", "has no rows"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_named(tmp_path: Path, tariff: dict[str, Any], row: str, words: str) -> None:
    with pytest.raises(TallyError) as refused:
        run(tmp_path, [tariff], row)
    assert words in str(refused.value)


def test_the_command_says_by_its_exit_code_how_it_stands(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text(HEADER + "A,R1,2026-03-01,2026-03-31,5,24.45\n")
    (tmp_path / "s.json").write_text(json.dumps({"tariffs": [WATER]}))
    command = [str(Path(sys.executable).parent / "tally"), "rates", "--charges", "c.csv", "--spec", "s.json", "--json"]
    found = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert (found.returncode, json.loads(found.stdout)["findings"][0]["difference"]) == (1, 1)
