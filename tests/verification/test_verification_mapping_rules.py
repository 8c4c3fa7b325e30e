"""What is proposed from two samples, what a spec says line by line, and what its rules make of real values."""

from dataclasses import replace

import pytest

from pilotage.verification.mapping_form import values_read, values_written
from pilotage.verification.rules.lines import Line, body_of, coverage, digest, lines_of, problems
from pilotage.verification.rules.previewing import compare, pairs_of
from pilotage.verification.rules.proposing import date_format, likeness, propose
from pilotage.verification.rules.telling import changes, told
from verification.samples import LEFT, RIGHT, table

ISO = Line("d", "d", "date", left_format="%Y-%m-%d", right_format="%Y-%m-%d")


def proposed() -> dict[str, Line]:
    return {line.left: line for line in propose(*table(LEFT), *table(RIGHT))}


def test_columns_find_each_other_by_name_and_by_what_they_hold() -> None:
    found = proposed()
    pairs = {name: line.right for name, line in found.items()}
    assert pairs == {
        "ACCT_NO": "accountNumber", "CUST_NAME": "customer name", "BAL_AMT": "balance_amount", "BILL_DT": "billDate",
        "AUTOPAY": "auto_pay", "STATUS_CD": "status", "METER": "",
    }  # fmt: skip
    assert found["ACCT_NO"].is_key and [line.left for line in found.values() if line.is_key] == ["ACCT_NO"]


def test_types_and_ways_of_writing_are_read_from_the_rows() -> None:
    found = proposed()
    assert found["BAL_AMT"].type == "money"
    assert (found["BILL_DT"].type, found["BILL_DT"].left_format, found["BILL_DT"].right_format) == (
        "date",
        "%Y-%m-%d",
        "%m/%d/%Y",
    )
    flag = found["AUTOPAY"]
    assert (flag.type, flag.left_true, flag.left_false, flag.right_true) == ("flag", ("Y",), ("N",), ("true",))
    assert found["CUST_NAME"].trim and found["CUST_NAME"].ignore_case


@pytest.mark.parametrize(
    ("one", "other", "at_least"),
    [("ACCT_NO", "accountNumber", 1.0), ("BAL_AMT", "balance amount", 1.0), ("INV_DT", "meter", 0.0)],
)
def test_headers_are_alike_whatever_their_spelling(one: str, other: str, at_least: float) -> None:
    assert likeness(one, other) == at_least


@pytest.mark.parametrize(
    ("values", "form"),
    [
        (["2026-10-01"], "%Y-%m-%d"), (["10/13/2026"], "%m/%d/%Y"), (["13/10/2026"], "%d/%m/%Y"), (["20261001"], "%Y%m%d"),
        (["0001-01-01"], ""), (["soon"], ""), ([], ""),
    ],
)  # fmt: skip
def test_the_way_a_date_is_written(values: list[str], form: str) -> None:
    assert date_format(values) == form


def test_a_spec_is_the_same_after_the_page_has_shown_it() -> None:
    (left, _rows), (right, _others) = table(LEFT), table(RIGHT)
    lines = [*proposed().values()]
    body = body_of(lines, "csv", "csv")
    assert body["key"] == ["ACCT_NO"]
    assert body["right"]["rename"]["balance_amount"] == "BAL_AMT"
    assert body["fields"]["BAL_AMT"] == {"type": "money", "scale": 2}
    again = body_of(lines_of(body, left, right), "csv", "csv")
    assert again == body and digest(again) == digest(body)


def test_what_a_side_says_beyond_its_names_is_kept() -> None:
    body = body_of([Line("a", "a", is_key=True), Line("b", "c")], "delimited", "csv", {"left": {"delimiter": "|"}})
    assert body["left"] == {"format": "delimited", "delimiter": "|"}
    assert body["right"] == {"format": "csv", "rename": {"c": "b"}}


def test_a_name_that_stands_on_both_sides_is_compared_only_when_it_is_mapped() -> None:
    lines = [Line("id", "id", is_key=True), Line("status", "state_cd"), Line("note")]
    right = ["id", "state_cd", "status", "note"]
    body = body_of(lines, "csv", "csv", None, right)
    assert body["right"]["rename"] == {"state_cd": "status", "status": "status (not compared)"}
    assert body["ignore"] == ["note"]
    assert lines_of(body, ["id", "status", "note"], right) == lines


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (Line("d", "d", "date"), "how the date is written"),
        (Line("c", "c", "code"), "c: under “How it is written”, enter each left code"),
        (Line("f", "f", "flag"), "words for yes and no"),
        (
            Line("n", "n", "date", left_format="%Y", right_format="%Y", tolerance="percent", limit="1"),
            "choose “By days”",
        ),
        (Line("m", "m", "money", tolerance="absolute", limit="a bit"), "as a number"),
        (Line("k", "x"), "mapped to z already"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(line: Line, words: str) -> None:
    sound = [Line("id", "id", is_key=True), Line("z", "x")]
    assert problems([*sound, Line("n", "n", "money", tolerance="absolute", limit="0.05")]) == []
    assert any(words in text for _column, text in problems([*sound, line]))


def test_what_a_line_lacks_is_said_beside_its_values_in_the_words_of_the_form() -> None:
    seen = compare(Line("STATUS", "state", "code"), "A", "Active")
    assert seen.left.problem == (
        "STATUS: under “How it is written”, enter each left code with the right one that it stands for: A=Active; C=Closed."
    )
    assert "table" not in seen.right.problem
    wrong = compare(Line("D", "d", "date", left_format="%Q", right_format="%Y-%m-%d"), "1", "2").left.problem
    assert wrong.startswith("D: “%Q” cannot be used")


def test_without_key_or_field_there_is_nothing_to_verify() -> None:
    assert [column for column, _ in problems([Line("a")])] == ["", ""]


def test_coverage_names_what_nothing_answers_to() -> None:
    found = coverage([*proposed().values()], table(RIGHT)[0])
    assert (found["mapped"], found["total"], found["left"], found["right"]) == (6, 7, ["METER"], ["email"])


@pytest.mark.parametrize(
    ("line", "left", "right", "agrees"),
    [
        (Line("m", "m", "money"), "1,204.50", "1204.5", True),
        (Line("m", "m", "money"), "(5.00)", "-5.00", True),
        (Line("m", "m", "money"), "5.00-", "5.00", False),
        (Line("m", "m", "money"), "5.005", "5.01", False),
        (Line("m", "m", "money", tolerance="absolute", limit="0.01"), "90071992547409.93", "90071992547409.92", True),
        (Line("m", "m", "money", tolerance="absolute", limit="0.01"), "5.02", "5.00", False),
        (Line("m", "m", "money", tolerance="percent", limit="1"), "100.00", "101.00", True),
        (Line("d", "d", "date", left_format="%Y-%m-%d", right_format="%m/%d/%Y"), "2026-02-03", "02/03/2026", True),
        (Line("d", "d", "date", left_format="%Y-%m-%d", right_format="%m/%d/%Y"), "2026-02-30", "02/03/2026", False),
        (replace(ISO, tolerance="days", limit="1"), "2026-02-03", "2026-02-04", True),
        (ISO, "2026-02-03", "2026-02-04", False),
        (Line("t", "t"), "Ann ", "Ann", False),
        (Line("t", "t", trim=True, ignore_case=True), "ANN ", "Ann", True),
        (Line("f", "f", "flag", left_true=("Y",), left_false=("N",), right_true=("1",), right_false=("0",)), "N", "0", True),
        (Line("f", "f", "flag", left_true=("Y",), left_false=("N",), right_true=("1",), right_false=("0",)), "?", "0", False),
        (Line("c", "c", "code", table={"A": "Active"}), "A", "Active", True),
        (Line("c", "c", "code", table={"A": "Active"}), "B", "Active", False),
    ],
)  # fmt: skip
def test_a_value_as_it_is_compared(line: Line, left: str, right: str, agrees: bool) -> None:
    assert compare(line, left, right).agrees is agrees


def test_real_rows_are_paired_by_their_key() -> None:
    (left, left_rows), (right, right_rows) = table(LEFT), table(RIGHT)
    found = pairs_of([*proposed().values()], left, left_rows, right, right_rows)
    assert [key for key, _cells in found] == ["00010001", "00010002"]
    differing = {(key, cell.line.left) for key, cells in found for cell in cells if not cell.agrees}
    assert differing >= {("00010002", "BAL_AMT")} and ("00010001", "BILL_DT") not in differing


def test_two_versions_are_compared_in_words() -> None:
    one = body_of([Line("a", "a", is_key=True), Line("b", "b", "money")], "csv", "csv")
    two = body_of([Line("a", "a", is_key=True), Line("b", "b", "money", scale=3), Line("c", "c")], "csv", "csv")
    assert changes(one, two) == [
        ("b", "Money, 2 decimal places", "Money, 3 decimal places"),
        ("c", "–", "Text"),
    ]
    shown = told(Line("s", "t", "code", table={"A": "Active"}, trim=True, left_steps=("trim",), nulls=("N/A",)))
    assert shown.startswith("Code, A=Active, left: ") and shown.endswith(
        "nothing: N/A, white space around doesn't count"
    )
    laid = {
        "left": {"format": "fixed", "layout": {"format": "fixed", "fields": [{"name": "a", "at": [1, 8]}]}},
        "right": {"format": "csv"},
    }
    wider = {"format": "fixed", "fields": [{"name": "a", "at": [1, 9], "type": "money", "decimals": 2}]}
    assert changes(laid, laid | {"left": {"format": "fixed", "layout": wider}}) == [
        ("Left file, a", "Text, characters 1 to 8", "Money, 2, characters 1 to 9")
    ]


@pytest.mark.parametrize(
    ("kind", "text"), [("code", "A=Active; C=Closed"), ("flag", "Y,1|true; N,0|false"), ("flag", "Y|1")]
)
def test_codes_and_yes_words_are_written_as_they_are_read(kind: str, text: str) -> None:
    assert values_written(Line("x", "x", kind, **values_read(kind, text))) == text
