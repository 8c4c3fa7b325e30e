"""Each reason for a difference, both sides of its border, and what is no difference."""

import random
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet

from pilotage.tally.errors import TallyError
from pilotage.tally.spec import read_spec
from pilotage.tally.verify.cells import judge_cells
from pilotage.tally.verify.reasons import _TESTS, Pair, reason_for
from pilotage.tally.verify.values import value_of
from tally_verify.pairs import one_field, verified, written

MONEY = {"type": "money", "scale": 2}
DATE = {"type": "date"}
CODE = {"type": "code", "table": {"A": "Active", "C": "Closed"}}


def judged(rule: dict[str, Any], left: str, right: str) -> str:
    """The reason, or what else comes of two cells."""
    verdict = judge_cells(left, right, read_spec({"key": "k", "fields": {"it": rule}}).rule("it"))
    return verdict if isinstance(verdict, str) else verdict[2]


@pytest.mark.parametrize(
    ("rule", "left", "right", "reason"),
    [
        (MONEY, "12.50", "-12.50", "sign"),
        (MONEY, "12.50", "(12.50)", "sign"),
        (MONEY, "12.50", "1250.00", "scale_100"),
        ({"type": "integer"}, "7", "700", "scale_100"),
        (MONEY, "10.00", "10.01", "rounding"),
        (MONEY, "10.46", "10.50", "rounding"),
        (MONEY, "10.46", "10.00", "rounding"),
        (MONEY, "10.56", "11.00", "rounding"),
        (MONEY, "10.56", "10.00", "truncated"),
        ({"type": "decimal"}, "1.2367", "1.23", "truncated"),
        ({"type": "decimal"}, "1.2345", "1.23", "rounding"),
        ("text", "JONATHAN SMITH", "JONATHAN SMI", "truncated"),
        ("text", "00123", "123", "leading_zeros"),
        (DATE, "2026-03-04", "2026-03-05", "date_shifted"),
        (DATE, "2026-03-04", "2026-04-04", "date_shifted"),
        (DATE, "2026-03-04", "2026-04-03", "day_month_swapped"),
        (DATE, "2026-01-02", "2026-02-01", "day_month_swapped"),
        (DATE, "2026-03-04", "2062-03-04", "digits_transposed"),
        (DATE, "2026-03-04", "2027-11-19", "other"),
        (MONEY, "123.45", "132.45", "digits_transposed"),
        ("text", "ACC12345", "ACC12354", "digits_transposed"),
        ("text", "AB", "BA", "other"),
        (MONEY, "", "0.00", "null_zero"),
        (MONEY, "", "0.01", "other"),
        (CODE, "X", "Active", "code_unknown"),
        (CODE, "A", "Suspended", "code_unknown"),
        (CODE, "A", "Closed", "other"),
        (CODE, "A", "Active", "same"),
        (MONEY, "1,234.50", "1234.5", "same"),
        (MONEY, " 12.50", "12.50 ", "cosmetic"),
        (MONEY, "12.50-", "-12.5", "same"),
        ({"type": "text", "trim": True}, "Ann ", "Ann", "cosmetic"),
        ({"type": "text", "trim": True}, "Ann ", "ANN", "other"),
        ({"type": "text", "trim": True, "ignore_case": True}, "Ann ", "ANN", "cosmetic"),
        ("text", "Ann ", "Ann", "other"),
        (MONEY, "100.00", "107.50", "other"),
    ],
)  # fmt: skip
def test_the_first_reason_that_holds_is_told(rule: Any, left: str, right: str, reason: str) -> None:
    assert judged({"type": rule} if isinstance(rule, str) else rule, left, right) == reason


@pytest.mark.parametrize(
    ("tolerance", "left", "right", "is_within"),
    [
        ({"absolute": "0.01"}, "10.00", "10.01", True),
        ({"absolute": "0.01"}, "10.00", "10.02", False),
        ({"absolute": "0.01"}, "9999999999999.99", "9999999999999.98", True),
        ({"absolute": "0.01"}, "9999999999999.99", "9999999999999.97", False),
        ({"percent": "1"}, "100.00", "101.00", True),
        ({"percent": "1"}, "100.00", "101.01", False),
        ({"percent": "0.5"}, "-200.00", "-201.00", True),
        ({"absolute": "1", "direction": "up"}, "10.00", "10.50", True),
        ({"absolute": "1", "direction": "up"}, "10.50", "10.00", False),
        ({"absolute": "1", "direction": "down"}, "10.50", "10.00", True),
    ],
)
def test_a_tolerance_is_inclusive_exact_and_has_a_direction(
    tolerance: Any, left: str, right: str, is_within: bool
) -> None:
    assert (judged({**MONEY, "tolerance": tolerance}, left, right) == "tolerated") is is_within


def test_a_cent_of_tolerance_is_right_for_every_amount() -> None:
    rule = {**MONEY, "tolerance": {"absolute": 0.01}}
    spec = read_spec({"key": "k", "fields": {"it": rule}}).rule("it")
    for cents in range(0, 3_000_000, 301):
        left, near, far = (f"{Decimal(amount) / 100:.2f}" for amount in (cents, cents + 1, cents + 2))
        assert judge_cells(left, near, spec) == "tolerated"
        assert judge_cells(left, far, spec) != "tolerated"


def test_days_of_tolerance(tmp_path: Path) -> None:
    rule = {"type": "date", "tolerance": {"days": 2}}
    assert judged(rule, "2026-02-27", "2026-03-01") == "tolerated"
    assert judged(rule, "2026-02-27", "2026-03-02") == "date_shifted"


def test_a_value_that_the_other_side_once_held_is_stale(tmp_path: Path) -> None:
    history = written(tmp_path, "before.csv", "id,balance,as_of\n1,55.10,2026-01-01\n2,66.00,2026-01-01\n")
    spec = {"key": ["id"], "fields": {"balance": MONEY}, "history": str(history)}
    made = verified(tmp_path, "id,balance\n1,80.00\n2,90.00\n", "id,balance\n1,55.10\n2,67.00\n", spec)
    assert made["fields"]["balance"]["reasons"] == {"stale": 1, "other": 1}


def test_a_stale_value_is_told_with_its_age_in_days(tmp_path: Path) -> None:
    rows = "id,balance,day\n1,55.10,10/01/2026\n1,55.10,10/08/2026\n1,80.00,10/12/2026\n2,12.34,09/01/2026\n"
    history = {"path": str(written(tmp_path, "before.csv", rows)), "date": "day", "date_format": "%m/%d/%Y"}
    spec = {"key": ["id"], "fields": {"balance": MONEY}, "history": history}
    left, right = "id,balance\n1,80.00\n2,90.00\n3,1.00\n", "id,balance\n1,55.10\n2,12.34\n3,7.77\n"
    made = verified(tmp_path, left, right, spec, out=tmp_path / "out")
    assert made["fields"]["balance"]["reasons"] == {"stale": 2, "other": 1}
    assert made["details"]["balance"]["stale_days"] == {"4": 1, "41": 1}
    assert [one.get("stale_days") for one in made["details"]["balance"]["samples"]] == [4, 41, None]
    kept = parquet.read_table(tmp_path / "out" / "mismatches.parquet").column("stale_days").to_pylist()
    assert kept == [4, 41, None]
    assert "Stale 2 (1 by 4 days, 1 by 41 days)" in (tmp_path / "out" / "report.html").read_text()
    later = verified(tmp_path, left, right, {**spec, "history": {**history, "as_of": "10/20/2026"}})
    assert later["details"]["balance"]["stale_days"] == {"12": 1, "49": 1}


def test_an_earlier_reason_comes_before_stale_and_without_a_history_nothing_is_stale(tmp_path: Path) -> None:
    history = written(tmp_path, "before.csv", "id,balance\n1,-80.00\n2,8000.00\n3,5.55\n")
    spec = {"key": ["id"], "fields": {"balance": MONEY}}
    left, right = "id,balance\n1,80.00\n2,80.00\n3,9.10\n", "id,balance\n1,-80.00\n2,8000.00\n3,5.55\n"
    told = verified(tmp_path, left, right, {**spec, "history": str(history)})["fields"]["balance"]["reasons"]
    assert told == {"sign": 1, "scale_100": 1, "stale": 1}
    assert verified(tmp_path, left, right, spec)["fields"]["balance"]["reasons"] == {
        "sign": 1,
        "scale_100": 1,
        "other": 1,
    }


@pytest.mark.parametrize(
    ("history", "words"),
    [
        ({"date": "day"}, "no column of days “day”"),
        ({"date": "at"}, "line 2"),
        ({"date_format": "nope"}, "history.date_format"),
        ({"as_of": "soon"}, "history.as_of"),
    ],
)
def test_a_history_whose_days_cannot_be_read_is_refused(tmp_path: Path, history: dict[str, str], words: str) -> None:
    path = written(tmp_path, "before.csv", "id,balance,at\n1,5.00,never\n")
    with pytest.raises(TallyError, match=re.escape(words)):
        verified(
            tmp_path,
            "id,balance\n1,1.00\n",
            "id,balance\n1,7.00\n",
            {"key": ["id"], "history": {"path": str(path), **history}},
        )


@pytest.mark.parametrize(
    ("rule", "left", "right"),
    [
        (
            {"type": "flag", "left_true": ["Y"], "left_false": ["N"], "right_true": ["1"], "right_false": ["0"]},
            "Y",
            "1",
        ),
        ({"type": "flag"}, "yes", "TRUE"),
        ({"type": "datetime", "format": "iso"}, "2026-01-02T03:04:05Z", "2026-01-02 03:04:05"),
        ({"type": "date", "left_format": "CYYDDD", "right_format": "MMDDCCYY"}, "126063", "03042026"),
        ({"type": "date", "left_format": "YYMMDD", "right_format": "%d-%b-%Y"}, "260304", "04-Mar-2026"),
        ({"type": "text", "left": [{"strip": "0"}]}, "000451", "451"),
        ({"type": "money", "left": [{"scale": -2}]}, "1250", "12.50"),
        ({"type": "money", "left": ["sign"]}, "12.50", "-12.50"),
        ({"type": "text", "left": [{"pad": {"to": 6, "with": "0"}}]}, "451", "000451"),
        ({"type": "text", "right": [{"split": {"by": "-", "part": 2}}]}, "99", "7-99"),
        ({"type": "text", "left": [{"default": "N/A"}]}, "", "N/A"),
        ({"type": "date", "nulls": ["0000-00-00"]}, "0000-00-00", ""),
    ],
)
def test_values_are_compared_and_not_their_texts(tmp_path: Path, rule: Any, left: str, right: str) -> None:
    made = one_field(tmp_path, rule, left, right)
    assert (made["different"], made["rejected"]) == (0, {"left": 0, "right": 0})


@pytest.mark.parametrize(
    ("rule", "cell", "code"),
    [
        (MONEY, "10.005", "over_scale"),
        (MONEY, "ten", "bad_money"),
        (MONEY, "1e5", "bad_money"),
        (MONEY, "12,34.00", "bad_money"),
        ({"type": "integer"}, "1.5", "bad_number"),
        (DATE, "2026-02-30", "bad_date"),
        (DATE, "2026-13-03", "bad_date"),
        ({"type": "flag", "true": ["Y"], "false": ["N"]}, "maybe", "bad_value"),
    ],
)
def test_a_cell_that_means_nothing_refuses_its_row(tmp_path: Path, rule: Any, cell: str, code: str) -> None:
    made = verified(tmp_path, f'id,it\n1,"{cell}"\n2,\n', "id,it\n2,\n", {"key": ["id"], "fields": {"it": rule}})
    assert [(one["line"], one["code"]) for one in made["rejects"]["left"]] == [(2, code)]
    assert made["agree"] is False


def test_money_is_exact_to_ten_to_the_fifteenth_cent(tmp_path: Path) -> None:
    made = one_field(tmp_path, MONEY, "9999999999999.99", "9999999999999.98")
    assert (made["different"], made["reasons"]) == (1, {"rounding": 1})


def _texts(told: random.Random, kind: str) -> tuple[str, str]:
    """Two cells that are near each other in one way or another."""
    if kind in ("money", "integer", "decimal"):
        number = told.choice([0, 5, 100, 1250, 120_000, told.randrange(10**6)])
        other = told.choice(
            [number, -number, number * 100, number // 10 * 10, number // 100 * 100, number + 1, told.randrange(10**6)]
        )
        if kind == "integer":
            return str(number), told.choice(["", str(other)])
        return f"{Decimal(number) / 100:.2f}", told.choice(["", f"{Decimal(other) / 100:.2f}"])
    if kind == "date":
        return tuple(f"2026-{told.randrange(1, 13):02}-{told.randrange(1, 13):02}" for _ in range(2))  # type: ignore[return-value]
    return told.choice(["A", "00A", "AB", "0", "", "X1"]), told.choice(["A", "0A", "BA", "ABC", "", "1X"])


@pytest.mark.parametrize("kind", ["money", "integer", "decimal", "date", "code", "text", "flag"])
def test_asking_only_what_can_hold_for_a_type_gives_the_same_reason(kind: str) -> None:
    told = random.Random(kind)
    words = {"left_true": ["A"], "right_true": ["A"]} if kind == "flag" else {}
    table = {"table": {"A": "A", "AB": "BA"}} if kind == "code" else {}
    rule = read_spec({"key": "k", "fields": {"it": {"type": kind, **words, **table}}}).rule("it")
    seen = set()
    for _ in range(2_000):
        raws = _texts(told, kind if kind != "flag" else "text")
        values = (False, None) if kind == "flag" else [value_of(raw, rule, "left") for raw in raws]
        pair = Pair(rule, *raws, *values)
        reason = next((name for name, holds in _TESTS if holds(pair)), "other")
        assert reason_for(pair) == reason
        seen.add(reason)
    assert len(seen) > (1 if kind != "flag" else 0)


@pytest.mark.parametrize("scale", [0, 2, 3])
def test_an_amount_is_read_alike_in_the_quick_way_and_in_the_other(scale: int) -> None:
    told, rule = random.Random(scale), read_spec({"key": "k", "fields": {"it": {**MONEY, "scale": scale}}}).rule("it")
    for _ in range(2_000):
        amount = Decimal(told.randrange(10 ** told.randrange(1, 18))).scaleb(-scale)
        text = f"{amount:.{scale}f}".zfill(told.randrange(20))
        assert value_of(text, rule, "left") == value_of(f"+{text}", rule, "left") == int(amount.scaleb(scale))
