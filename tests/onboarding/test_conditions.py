"""Conditions of playbook tasks: what they may ask, how they decide, and what is said of one that can't be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotage.onboarding.conditions import (
    FACTS,
    PRODUCTS,
    ConditionProblem,
    asked_facts,
    fact_words,
    holds,
    parse,
    why_bad,
    why_left_out,
)

KNOWN = {
    "tier": "help_desk", "vertical": "utility", "products": ["autopay", "ivr"], "invoice_types": 3, "cis": "Harmony Billing",
    "phased": "no", "fee_model": "service",
}  # fmt: skip


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("", True),
        ("tier = help_desk", True),
        ("tier != help_desk", False),
        ("TIER = Help_Desk", True),
        ("tier == help_desk", True),
        ("tier == 'help_desk'", True),
        ("tier <> help_desk", False),
        ("vertical in (utility, tax)", True),
        ("vertical not in (utility, tax)", False),
        ("products has autopay", True),
        ("products has kiosk", False),
        ("not products has kiosk", True),
        ("invoice_types >= 3", True),
        ("invoice_types > 3", False),
        ("invoice_types = 3", True),
        ('cis = "Harmony Billing"', True),
        ('cis != "Harmony Billing"', False),
        ("tier = help_desk and phased = yes", False),
        ("tier = help_desk or phased = yes", True),
        ("phased = yes or tier = help_desk and vertical = tax", False),
        ("(phased = yes or tier = help_desk) and vertical = utility", True),
        ("not (phased = yes or vertical = tax)", True),
        # What nobody knows decides nothing, unless the rest decides alone.
        ("source_system = legacy", None),
        ("not source_system = legacy", None),
        ("source_system = legacy and tier = help_desk", None),
        ("source_system = legacy and tier != help_desk", False),
        ("source_system = legacy or tier = help_desk", True),
        ("mrr >= 5000", None),
    ],
)
def test_a_condition_decides(condition: str, expected: bool | None) -> None:
    assert holds(condition, KNOWN) is expected


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("teir = help_desk", "“teir” is no fact"),
        ("tier = gold", "“gold” is no tier. Write one of: transition_success"),
        ("tier help_desk", "After “tier” comes"),
        ("tier =", "An answer is missing"),
        ("tier = help_desk and", "ends too early"),
        ("(tier = help_desk", "opened and not closed"),
        ("tier = help_desk)", "one word too many"),
        ("tier > help_desk", "“tier” is no number"),
        ("tier has help_desk", "holds one answer"),
        ("vertical in utility", "a list in brackets"),
        ("vertical in (utility", "not closed"),
        ("invoice_types >= many", "is no number"),
        ("tier = help_desk; drop", "can't be read"),
        ("__import__('os')", "is no fact"),
        ("tier = 'help_desk", "can't be read"),
        ("tier = $(id)", "can't be read"),
        ("x" * 501, "longer than 500"),
        ("(" * 30 + "phased = yes" + ")" * 30, "more than 20 deep"),
        ("not " * 30 + "phased = yes", "more than 20 deep"),
    ],
)
def test_a_condition_that_can_not_be_read_is_told_in_words(condition: str, words: str) -> None:
    assert words in (why_bad(condition) or "")
    assert holds(condition, KNOWN) is None


def test_it_says_what_it_asks_and_what_decided() -> None:
    condition = "tier != help_desk and source_system = legacy"
    assert asked_facts(condition) == ("tier", "source_system")
    assert why_left_out(condition, KNOWN) == "Support tier is Client Services help desk"


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        parse(text)
    except ConditionProblem as problem:
        assert str(problem)


TESTS = st.one_of(
    st.sampled_from(sorted(FACTS["vertical"].answers)).map(lambda word: f"vertical = {word}"),
    st.sampled_from(sorted(PRODUCTS)).map(lambda word: f"products has {word}"),
    st.sampled_from(["yes", "no"]).map(lambda word: f"phased != {word}"),
)


@given(TESTS, TESTS, st.sampled_from([True, False, None]))
def test_not_and_or_follow_the_laws_of_logic(one: str, two: str, known: bool | None) -> None:
    facts = (
        {"vertical": "utility", "products": ["autopay"], "phased": "no"}
        if known
        else {"phased": "no"}
        if known is None
        else {}
    )
    both = holds(f"({one}) and ({two})", facts)
    assert holds(f"not ({one}) or not ({two})", facts) is (None if both is None else not both)
    assert holds(f"({two}) and ({one})", facts) is both


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [("mrr", 6100.0, "6,100"), ("mrr", "2999.99", "2,999.99"), ("invoice_types", 3, "3"), ("mrr", None, "not known")],
)
def test_a_number_is_told_as_people_write_it(key: str, value: object, words: str) -> None:
    assert fact_words(key, value) == words
