"""Decision tables: strict reading, exact deciding, and the check for gaps and overlaps."""

import copy
import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotage.core.decision_tables import (
    BeforeFirstVersion,
    TableError,
    TableVersion,
    VersionedTable,
    check,
    read_table,
)

FEES: dict[str, Any] = {
    "facts": {
        "size": {"type": "word", "words": ["small", "large"]},
        "amount": {"type": "decimal", "minimum": "0"},
        "is_urgent": {"type": "boolean"},
    },
    "results": {"desk": {"type": "word", "words": ["a", "b", "c"]}, "days": {"type": "integer"}},
    "rows": [
        {
            "id": "1",
            "when": {"size": {"eq": "small"}, "amount": {"range": [None, "10.50"]}},
            "then": {"desk": "a", "days": 1},
        },
        {
            "id": "2",
            "when": {"size": {"eq": "small"}, "amount": {"range": ["10.50", None]}},
            "then": {"desk": "b", "days": 2},
        },
        {"id": "3", "when": {"size": {"in": ["large"]}, "is_urgent": {"eq": True}}, "then": {"desk": "c", "days": 0}},
        {"id": "4", "when": {"size": {"in": ["large"]}, "is_urgent": {"eq": False}}, "then": {"desk": "c", "days": 9}},
    ],
}


def changed(path: list[Any], value: Any) -> dict[str, Any]:
    """The table with one place changed."""
    data = copy.deepcopy(FEES)
    place: Any = data
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return data


def row_for(**facts: object) -> str | None:
    decision = read_table(FEES).decide({"size": "small", "amount": Decimal(1), "is_urgent": False, **facts})
    return decision.row.id if decision.row else None


@pytest.mark.parametrize(
    ("amount", "row"),
    [
        (Decimal("0"), "1"),
        (Decimal("10.49"), "1"),
        (Decimal("10.499999999999999999999999"), "1"),
        (Decimal("10.50"), "2"),
        (Decimal("10.5"), "2"),
        (11, "2"),
        (Decimal("1e30"), "2"),
    ],
)
def test_the_lower_bound_belongs_to_a_range_and_the_upper_does_not(amount: object, row: str) -> None:
    assert row_for(amount=amount) == row


@pytest.mark.parametrize("size", ["SMALL", " Small ", "small"])
def test_words_are_compared_without_case_and_spaces(size: str) -> None:
    assert row_for(size=size) == "1"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("size", None),
        ("size", ""),
        ("size", "  "),
        ("size", "medium"),
        ("size", 1),
        ("size", True),
        ("size", ["small"]),
        ("amount", None),
        ("amount", "5"),
        ("amount", 5.0),
        ("amount", float("nan")),
        ("amount", Decimal("NaN")),
        ("amount", Decimal("Infinity")),
        ("amount", Decimal("-0.01")),
        ("amount", True),
        ("is_urgent", None),
        ("is_urgent", "true"),
        ("is_urgent", 1),
    ],
)
def test_a_null_a_wrong_type_or_an_unknown_word_falls_to_no_row_and_is_named(name: str, value: object) -> None:
    decision = read_table(FEES).decide({"size": "small", "amount": Decimal(1), "is_urgent": False, name: value})
    assert decision.row is None
    assert decision.missing == (name,)
    assert name in decision.problems[0].reason


def test_a_fact_that_no_condition_uses_must_still_be_known() -> None:
    assert read_table(FEES).decide({"size": "small", "amount": Decimal(1)}).missing == ("is_urgent",)


def test_all_missing_facts_are_named_in_the_order_of_the_table() -> None:
    assert read_table(FEES).decide({}).missing == ("size", "amount", "is_urgent")


WRONG = st.none() | st.text("small5 .", max_size=6) | st.floats() | st.binary(max_size=4)


@given(st.dictionaries(st.sampled_from(["size", "amount", "is_urgent"]), WRONG))
def test_facts_of_wrong_types_never_decide(facts: dict[str, object]) -> None:
    assert read_table(FEES).decide(facts).row is None


@given(
    st.sampled_from(["small", "large"]), st.decimals(min_value=0, allow_nan=False, allow_infinity=False), st.booleans()
)
def test_in_a_complete_table_exactly_one_row_holds(size: str, amount: Decimal, is_urgent: bool) -> None:
    decision = read_table(FEES).decide({"size": size, "amount": amount, "is_urgent": is_urgent})
    assert len(decision.hits) == 1


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        (["rows", 0, "when", "amount"], {"below": "5"}, "Row 1, amount: use one of eq, in, range."),
        (["rows", 0, "when", "size"], {"range": ["a", "b"]}, "Row 1, size: use one of eq, in."),
        (["rows", 0, "when", "size"], {"eq": "tiny"}, "Row 1, size: size must be one of small, large."),
        (["rows", 0, "when", "colour"], {"eq": "red"}, "there is no such fact"),
        (["rows", 0, "when", "amount"], {"range": ["9", "9"]}, "must be below"),
        (["rows", 0, "when", "amount"], {"range": [1.5, None]}, "write the number as text"),
        (["rows", 0, "when", "amount"], {"range": ["NaN", None]}, "write the number as text"),
        (["rows", 0, "when", "amount"], {"range": [None, None]}, "range needs"),
        (["rows", 0, "when", "amount"], {"eq": "5", "in": ["6"]}, "use one of"),
        (["rows", 0, "then", "days"], "1", "days must be a whole number from 0"),
        (["rows", 0, "then", "days"], True, "days must be a whole number from 0"),
        (["rows", 0, "then", "desk"], "z", "desk must be one of a, b, c"),
        (["rows", 0, "then", "extra"], 1, "extra is not known"),
        (["rows", 0, "id"], "2", "Row 2 is there more than once"),
        (["rows", 0, "id"], " ", "Row number 1 needs an id"),
        (["rows"], [], "at least one row"),
        (["facts", "size"], {"type": "colour"}, "Fact size: type must be one of"),
        (["facts", "size", "words"], ["Small"], "small letters"),
        (["hit_policy"], "first", "hit_policy is not known"),
    ],
)
def test_a_table_that_cannot_be_read_exactly_is_refused_and_the_place_is_named(
    path: list[Any], value: Any, told: str
) -> None:
    with pytest.raises(TableError) as refused:
        read_table(changed(path, value))
    assert told in str(refused.value)


@pytest.mark.parametrize(
    "data", [None, [], "x", {"facts": None}, {"rows": 5}, {"facts": {"a": 1}, "results": [], "rows": [None]}]
)
def test_junk_is_refused_as_a_table_and_not_with_a_crash(data: Any) -> None:
    with pytest.raises(TableError):
        read_table(data)


def test_a_complete_table_has_no_findings() -> None:
    assert check(read_table(FEES)) == []


def test_a_gap_is_found_with_an_example_that_lies_in_it() -> None:
    table = read_table(changed(["rows", 1, "when", "amount"], {"range": ["10.51", None]}))
    gaps = check(table)
    assert {finding.kind for finding in gaps} == {"gap"}
    assert all(Decimal("10.50") <= finding.example["amount"] < Decimal("10.51") for finding in gaps)
    assert all(not table.decide({**finding.example, "is_urgent": True}).hits for finding in gaps)


def test_an_overlap_is_found_with_the_rows_and_an_example() -> None:
    overlaps = check(read_table(changed(["rows", 1, "when", "amount"], {"range": ["10.49", None]})))
    assert overlaps
    assert all(finding.rows == ("1", "2") for finding in overlaps)
    assert all(Decimal("10.49") <= finding.example["amount"] < Decimal("10.50") for finding in overlaps)
    assert "Rows 1 and 2 both decide" in str(overlaps[0])


def test_a_single_number_left_open_by_eq_is_found() -> None:
    data = {
        "facts": {"n": {"type": "decimal"}},
        "results": {"d": {"type": "integer"}},
        "rows": [
            {"id": "low", "when": {"n": {"range": [None, "5"]}}, "then": {"d": 0}},
            {"id": "five", "when": {"n": {"eq": "5"}}, "then": {"d": 1}},
            {"id": "high", "when": {"n": {"range": ["6", None]}}, "then": {"d": 2}},
        ],
    }
    assert [finding.example["n"] for finding in check(read_table(data))] == [Decimal("5.5")]


def test_too_many_combinations_are_refused_rather_than_checked_in_part() -> None:
    facts = {f"f{place}": {"type": "word", "words": [f"w{word}" for word in range(10)]} for place in range(6)}
    row = {"id": "1", "when": {name: {"eq": "w1"} for name in facts}, "then": {"d": 0}}
    table = read_table({"facts": facts, "results": {"d": {"type": "integer"}}, "rows": [row]})
    with pytest.raises(TableError, match="combinations"):
        check(table)


def test_the_newest_version_that_has_started_is_in_force() -> None:
    table = read_table(FEES)
    versions = VersionedTable(
        [TableVersion("2", dt.date(2025, 4, 1), table), TableVersion("1", dt.date(2024, 8, 1), table)]
    )
    days = [dt.date(2024, 8, 1), dt.date(2025, 3, 31), dt.date(2025, 4, 1), dt.date(2099, 1, 1)]
    assert [versions.in_force(day).version for day in days] == ["1", "1", "2", "2"]
    with pytest.raises(BeforeFirstVersion, match="2024-08-01"):
        versions.in_force(dt.date(2024, 7, 31))


def test_two_versions_of_one_name_or_one_date_are_refused() -> None:
    table = read_table(FEES)
    for second in (TableVersion("1", dt.date(2025, 1, 1), table), TableVersion("2", dt.date(2024, 1, 1), table)):
        with pytest.raises(ValueError, match="Two versions"):
            VersionedTable([TableVersion("1", dt.date(2024, 1, 1), table), second])
