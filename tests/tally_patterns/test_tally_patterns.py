"""Differences with one signature become one pattern, explained by another column, with every number counted on the data."""

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import duckdb
import pytest

from pilotage.tally import patterns
from pilotage.tally.patterns.telling import statement

SPEC = SimpleNamespace(key=("account",))
COLUMNS = "key VARCHAR, field VARCHAR, left_raw VARCHAR, right_raw VARCHAR, left_value VARCHAR, right_value VARCHAR, \
left_line BIGINT, right_line BIGINT, reason VARCHAR, delta VARCHAR"


class World:
    """1,000 matched accounts with a rate class, a route and a fee; differences are planted into it."""

    def __init__(self) -> None:
        self.con = duckdb.connect()
        self.con.execute(f"CREATE TABLE mismatches ({COLUMNS})")
        self.con.execute("""CREATE TABLE left_rows AS SELECT 'A' || i AS _key, i + 1 AS _line, 'A' || i AS account,
            'R' || (i % 5) AS rate_class, 'town' AS town, (i % 97) || '.25' AS fee, (i * 10) || '.00' AS balance FROM range(1000) t(i)""")
        self.con.execute(
            "CREATE TABLE right_rows AS SELECT _key, _line, account, 'Z' || (_line % 7) AS route FROM left_rows"
        )

    def plant(self, key: int, field: str, left: str, right: str, reason: str = "other") -> None:
        delta = str(Decimal(right) - Decimal(left)) if left.strip("-0.").isdigit() or "." in left else None
        self.con.execute("INSERT INTO mismatches VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                         [f"A{key}", field, left, right, left, right, key + 1, key + 1, reason, delta])  # fmt: skip

    def find(self) -> list[dict[str, Any]]:
        return patterns.find(self.con, "mismatches", "left_rows", "right_rows", SPEC)


@pytest.fixture
def world() -> World:
    return World()


def test_one_distance_in_one_rate_class_is_one_pattern(world: World) -> None:
    for i in range(2, 1000, 5):
        world.plant(i, "balance", f"{i}.00", f"{i + 7}.50")
    (found,) = world.find()
    assert found["statement"] == (
        "All 200 differences of balance are exactly 7.50 more on the right, and they are all 200 rows where rate_class is R2."
    )
    assert (found["rows"], found["money"], found["kind"], found["signature"]) == (
        200,
        "1500.00",
        "delta",
        {"delta": "7.50"},
    )
    assert found["explanation"] == {
        "side": "left", "column": "rate_class", "value": "R2", "rows": 200, "with_it": 200, "coverage": "1.000",
        "exceptions": 0, "outside": 0,
    }  # fmt: skip
    assert [one["left_line"] for one in found["examples"]] == [3, 8, 13]


def test_exceptions_and_rows_elsewhere_are_counted(world: World) -> None:
    for i in range(2, 900, 5):
        world.plant(i, "balance", f"{i}.00", f"{i - 3}.00")
    for i in (3, 4, 5):
        world.plant(i, "balance", f"{i}.00", f"{i - 3}.00")
    (found,) = world.find()
    assert found["explanation"] | {"side": ""} == {
        "side": "", "column": "rate_class", "value": "R2", "rows": 180, "with_it": 200, "coverage": "0.984", "exceptions": 20, "outside": 3,
    }  # fmt: skip
    assert found["statement"].endswith(
        "3.00 less on the right, where rate_class is R2 (3 of them are elsewhere; 20 of the 200 rows with it do not differ so)."
    )


def test_a_value_that_every_difference_has_is_named_however_few_of_its_rows_differ(world: World) -> None:
    for i in range(2, 1000, 25):
        world.plant(i, "balance", f"{i}.00", f"{i + 7}.50")
    (found,) = world.find()
    assert found["statement"] == (
        "All 40 differences of balance are exactly 7.50 more on the right, where rate_class is R2 (160 of the 200 rows with it do not"
        " differ so)."
    )
    assert (found["explanation"]["coverage"], found["explanation"]["exceptions"]) == ("1.000", 160)


def test_instants_a_second_apart_are_not_called_days_apart() -> None:
    told = {
        "field": "at",
        "kind": "reason",
        "signature": {"reason": "date_shifted"},
        "of": 3,
        "rows": 3,
        "explanation": None,
    }
    assert statement(told | {"type": "datetime"}) == "All 3 differences of at are shifted in time."
    assert statement(told | {"type": "datetime", "rows": 1}) == "One of 3 differences of at is shifted in time."
    assert statement(told | {"type": "date"}) == "All 3 differences of at are dates shifted by days."


def test_no_column_is_named_where_none_tells(world: World) -> None:
    for i in range(100):
        world.plant(i * 7 + i % 3, "balance", f"{i}.00", f"{i + 1}.00")
    (found,) = world.find()
    assert found["explanation"] is None
    assert found["statement"] == "All 100 differences of balance are exactly 1.00 more on the right."


def test_a_distance_that_is_another_column_is_said(world: World) -> None:
    for i in range(1, 60):
        world.plant(i, "balance", f"{i}.00", f"{i + i % 97}.25")
    (found,) = world.find()
    assert found["statement"].startswith("All 59 differences of balance are on the right exactly the left’s fee more")


def test_one_ratio_is_told_and_proved_exactly(world: World) -> None:
    for i in range(1, 40):
        world.plant(i, "usage", f"{i}.00", f"{i * 100}.00", "scale_100")
    world.plant(50, "usage", "7.01", "700.99", "other")
    found = world.find()
    assert (found[0]["kind"], found[0]["signature"], found[0]["rows"], found[0]["of"]) == (
        "ratio",
        {"ratio": "100"},
        39,
        40,
    )
    assert found[0]["statement"].startswith("39 of 40 differences of usage are the left times 100")
    assert (found[1]["kind"], found[1]["rows"]) == ("reason", 1)


def test_replaced_values_and_reasons_are_ranked_by_rows_then_money(world: World) -> None:
    for i in range(10):
        world.plant(i, "status", "A", "C")
    for i in range(10):
        world.plant(i + 100, "balance", f"{i}.12", f"{i}.21", "digits_transposed")
    for i in range(12):
        world.plant(i + 200, "due", f"2026-01-{i + 1:02d}", f"2026-02-{28 - i:02d}", "date_shifted")
    found = world.find()
    assert [(one["field"], one["rows"]) for one in found] == [("due", 12), ("balance", 10), ("status", 10)]
    assert found[0]["statement"] == "All 12 differences of due are dates shifted by days."
    assert found[2]["statement"] == "All 10 differences of status have “A” on the left and “C” on the right."
    assert sum(one["rows"] for one in found) == 32


def test_a_known_reason_is_not_split_by_values_that_happen_to_come_again(world: World) -> None:
    for i in range(30):
        world.plant(
            i, "name", ["Ann Lee", "Bob Stone", "Dee Fox"][i % 3], ["Ann L", "Bob S", "Dee F"][i % 3], "truncated"
        )
    (found,) = world.find()
    assert found["statement"] == "All 30 differences of name are cut short."


def test_distances_of_dates_are_days(world: World) -> None:
    for i in range(12):
        world.con.execute("INSERT INTO mismatches VALUES (?, 'due', '', '', '2026-01-30', '2026-01-29', ?, ?, 'date_shifted', '-1')",
                          [f"A{i}", i, i])  # fmt: skip
    dated = SimpleNamespace(key=("account",), rule=lambda name: SimpleNamespace(type="date"))
    (found,) = patterns.find(world.con, "mismatches", "left_rows", "right_rows", dated)
    assert found["statement"] == "All 12 differences of due are exactly 1 day earlier on the right."
    assert (found["money"], found["type"]) == (None, "date")


def test_every_difference_stands_in_exactly_one_pattern_and_the_order_does_not_matter(world: World) -> None:
    for i in range(0, 300, 3):
        world.plant(i, "balance", f"{i}.00", f"{i + (5 if i % 2 else i % 11 + 1)}.00")
    found = world.find()
    assert sum(one["rows"] for one in found) == 100
    world.con.execute("CREATE TABLE turned AS SELECT * FROM mismatches ORDER BY left_line DESC")
    assert patterns.find(world.con, "turned", "left_rows", "right_rows", SPEC) == found


def test_without_rows_to_explain_by_patterns_are_found_all_the_same(world: World) -> None:
    for i in range(5):
        world.plant(i, "balance", f"{i}.00", f"{i + 1}.00")
    assert [one["rows"] for one in patterns.find(world.con, "mismatches", "", "", SPEC)] == [5]


def test_no_difference_is_no_pattern(world: World) -> None:
    assert world.find() == []


def test_amounts_near_the_largest_are_laid_in_proportion_without_overflow(world: World) -> None:
    for i in range(2, 12):
        world.plant(i, "balance", f"{8_787_878_149_518 + i}.26", f"{17_575_756_299_036 + 2 * i}.52")
        world.plant(i, "paid", "0.01", "99999999999999.99")
        world.plant(i, "due", f"0.0{i % 4 + 1}", f"{10_000_000_000_000 * (i % 4 + 1)}.00")
    found = world.find()
    assert {(one["field"], one["rows"]) for one in found if one["kind"] == "ratio"} == {("balance", 10)}
    assert sum(one["rows"] for one in found) == 30


def test_a_few_differences_get_no_cause_and_are_told_in_the_singular(world: World) -> None:
    world.plant(1, "balance", "10.00", "10.01", "rounding")
    world.plant(2, "due", "2026-03-04", "2026-03-05", "date_shifted")
    world.plant(3, "name", "Ann", "Lee")
    world.plant(4, "name", "Bob", "Zoe", "code_unknown")
    found = world.find()
    assert {one["statement"] for one in found} == {
        "The one difference of balance is rounded.",
        "The one difference of due is a date shifted by days.",
        "One of 2 differences of name has no common cause.",
        "One of 2 differences of name holds a code that is not in the table.",
    }
    assert [one["explanation"] for one in found] == [None] * 4
