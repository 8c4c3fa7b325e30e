"""Transforms of a field: chosen on the page, shown before and after on real rows, and done the same way in a run."""

from dataclasses import replace

import pytest

from pilotage.tally.spec import read_spec
from pilotage.tally.spec.steps import VERBS
from pilotage.verification import operations, queries
from pilotage.verification.enums import Side
from pilotage.verification.rules.lines import Line, body_of, lines_of
from pilotage.verification.rules.previewing import compare, read
from pilotage.verification.rules.steps import STEPS, chosen, problems_of, step_of, words_of
from story import NOW

pytestmark = pytest.mark.django_db
TRIED = {
    "trim": ("", "", " a ", "a"), "squeeze": ("", "", "a  b", "a b"), "upper": ("", "", "ab", "AB"), "lower": ("", "", "AB", "ab"),
    "pad_left": ("6", "0", "42", "000042"), "pad_right": ("4", "*", "42", "42**"), "strip_left": ("0", "", "0042", "42"),
    "strip_right": ("*", "", "42**", "42"), "strip_both": ("'", "", "'42'", "42"), "table": ("A=Active; C=Closed", "", "C", "Closed"),
    "flip": ("", "", "5.00", "-5.00"), "trailing": ("", "", "5.00-", "-5.00"), "scale": ("-2", "", "1250", "12.50"),
    "concat": ("city, state", ", ", "1 Elm", "1 Elm, Hill, TX"), "split": ("-", "-1", "a-b-c", "c"), "default": ("none", "", " ", "none"),
}  # fmt: skip


@pytest.fixture
def page(signed_in, person):
    return signed_in(person("im", name="Ivy"))


def test_every_transform_of_the_engine_can_be_chosen() -> None:
    offered = {
        step if isinstance(step, str) else next(iter(step)) for step in (step_of(key, *TRIED[key][:2]) for key in STEPS)
    }
    assert offered == set(VERBS) and set(TRIED) == set(STEPS)


@pytest.mark.parametrize("choice", list(STEPS))
def test_a_step_is_what_was_chosen_and_does_what_it_says(choice: str) -> None:
    value, more, before, after = TRIED[choice]
    step = step_of(choice, value, more)
    assert step_of(*chosen(step)) == step and words_of(step)
    line = Line("a", "b", left_steps=(step,))
    assert read(before, line, Side.LEFT, {"city": "Hill", "state": "TX"}).steps == (after,)
    assert read(before, line, Side.RIGHT).steps == ()
    body = body_of([Line("id", "id", is_key=True), line], "csv", "csv")
    assert lines_of(body, ["id", "a"], ["id", "b"])[1] == line and read_spec(body).rule("a").left


@pytest.mark.parametrize(
    "given", [("pad_left", "wide", ""), ("split", "-", "x"), ("table", "A", ""), ("default", "", ""), ("scale", "", "")]
)
def test_a_step_without_what_it_takes_is_refused(given: tuple[str, str, str]) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        step_of(*given)


def test_columns_are_joined_first_and_must_be_there() -> None:
    joined = {"concat": {"with": ["city"], "by": " "}}
    assert problems_of([joined, "trim"], ["city"]) == []
    assert "first" in problems_of(["trim", joined], ["city"])[0] and "city" in problems_of([joined], ["town"])[0]


def test_steps_of_a_key_and_of_money_count_in_a_comparison() -> None:
    key = Line("acct", "no", is_key=True, left_steps=({"pad": {"to": 4, "with": "0", "on": "left"}},))
    assert read("42", key, Side.LEFT).value == read("0042", key, Side.RIGHT).value == "0042"
    cents = Line("bal", "bal", "money", left_steps=({"scale": -2},), nulls=("N/A",))
    assert compare(cents, "1250", "12.50").agrees and compare(cents, "N/A", "").agrees
    body = body_of([key, cents], "csv", "csv")
    assert body["fields"]["acct"]["left"] == [{"pad": {"to": 4, "with": "0", "on": "left"}}]
    assert lines_of(body, ["acct", "bal"], ["no", "bal"]) == [key, cents]


def test_decimals_have_no_scale_in_the_spec() -> None:
    body = body_of([Line("id", "id", is_key=True), Line("q", "q", "decimal", scale=3)], "csv", "csv")
    assert read_spec(body).rule("q").type == "decimal"


def test_steps_are_chosen_shown_and_saved_by_page(page, spec) -> None:
    address = f"/verification/specs/{spec.pk}/mapping/1/"
    assert "Steps of CUST_NAME" in page.get(address).content.decode()
    given = {
        "left-0-verb": "concat",
        "left-0-value": "ACCT_NO",
        "left-0-more": "/",
        "left-1-verb": "upper",
        "do": "show",
        "base": "1",
    }
    shown = page.post(address, given).content.decode()
    assert "Bo Diaz/00010002" in shown and "BO DIAZ/00010002" in shown
    assert queries.newest_version(spec).number == 1
    wrong = page.post(
        address, {"left-0-verb": "pad_left", "left-0-value": "x", "left-1-verb": "concat", "left-1-value": "NOPE"}
    )
    assert wrong.status_code == 422 and b"Give the length" in wrong.content and b"no column" in wrong.content
    assert page.post(address, given | {"do": "save", "remark": "Name with account"}).status_code == 302
    newest = queries.newest_version(spec)
    assert newest.body["fields"]["CUST_NAME"]["left"] == [
        {"concat": {"with": ["ACCT_NO"], "by": "/"}},
        {"case": "upper"},
    ]
    assert "join with columns ACCT_NO" in page.get(f"/verification/specs/{spec.pk}/mapping/").content.decode()
    assert "upper case" in page.get(f"/verification/versions/{newest.pk}/").content.decode()
    again = page.post(
        address, given | {"do": "save", "base": "2", "remark": "Nothing new"}, follow=True
    ).content.decode()
    assert "Nothing was changed, so version 2 stays the newest" in again
    assert queries.newest_version(spec).number == 2
    assert page.get(f"/verification/specs/{spec.pk}/mapping/6/").status_code == 404  # METER is not compared


def test_the_mapping_page_keeps_steps(spec, pm) -> None:
    newest = queries.newest_version(spec)
    lines = [replace(line, left_steps=("trim",)) if line.left == "BAL_AMT" else line for line in _lines(newest)]
    made = operations.save_version(spec=spec, lines=lines, by=pm, now=NOW)
    again = operations.save_version(spec=spec, lines=_lines(made), by=pm, now=NOW)
    assert again.pk == made.pk and made.body["fields"]["BAL_AMT"]["left"] == ["trim"]


def _lines(version):
    return lines_of(version.body, version.left_columns, version.right_columns)
