"""The shipped assignment policy: every row, both sides of every border, and what is never guessed."""

import copy
import datetime as dt
import json
import random
from decimal import Decimal

import pytest
import zen
from hypothesis import given
from hypothesis import strategies as st

from pilotage.billers.amounts import amount_from
from pilotage.core.decision_tables import BeforeFirstVersion, TableError, check
from pilotage.transition.enums import Support
from pilotage.transition.rules import TierProposal, propose_tier, read_policy
from pilotage.transition.shipped_policy import shipped_policy, shipped_versions

POLICY = shipped_policy().in_force(dt.date(2026, 1, 5))
VERTICALS = ("utility", "tax", "municipality", "insurance", "healthcare", "other")
SUCCESS, LIGHT, DESK = "transition_success", "transition_success_light", "help_desk"


def propose(integration: object = "new", mrr: object = "100", vertical: object = "utility") -> TierProposal:
    return propose_tier(POLICY, vertical=vertical, integration=integration, mrr=mrr)


TABLE = [
    ("new", "0", "N1", SUCCESS, 30, True, 1),
    ("new", "0.01", "N1", SUCCESS, 30, True, 1),
    ("new", "2999.99", "N1", SUCCESS, 30, True, 1),
    ("new", "3000.00", "N1", SUCCESS, 30, True, 1),
    ("new", "4999.99", "N1", SUCCESS, 30, True, 1),
    ("new", "5000.00", "N2", SUCCESS, 90, False, 2),
    ("new", "5000", "N2", SUCCESS, 90, False, 2),
    ("new", "19999.99", "N2", SUCCESS, 90, False, 2),
    ("new", "20000.00", "N3", SUCCESS, 90, False, 4),
    ("new", "99999999999999999.99", "N3", SUCCESS, 90, False, 4),
    ("existing", "0", "E1", DESK, 0, False, 0),
    ("existing", "2999.99", "E1", DESK, 0, False, 0),
    ("existing", "3000.00", "E2", LIGHT, 30, False, 1),
    ("existing", "4999.99", "E2", LIGHT, 30, False, 1),
    ("existing", "5000.00", "E3", SUCCESS, 90, False, 2),
    ("existing", "19999.99", "E3", SUCCESS, 90, False, 2),
    ("existing", "20000.00", "E4", SUCCESS, 90, False, 4),
    ("existing", "20000.01", "E4", SUCCESS, 90, False, 4),
]


@pytest.mark.parametrize("vertical", VERTICALS)
@pytest.mark.parametrize(("integration", "mrr", "row", "support", "days", "is_minimum", "meetings"), TABLE)
def test_every_row_and_both_sides_of_every_border(
    vertical: str, integration: str, mrr: str, row: str, support: str, days: int, is_minimum: bool, meetings: int
) -> None:
    for amount in (mrr, Decimal(mrr)):
        found = propose(integration, amount, vertical)
        assert (found.row, found.support, found.window_days) == (row, support, days)
        assert (found.window_is_minimum, found.meetings) == (is_minimum, meetings)
        assert found.policy_version == "1.0"
        assert found.missing == ()
        assert f"row {row} of policy 1.0" in found.reason


def test_the_answer_has_exactly_the_promised_names_in_order() -> None:
    names = "biller support window_days window_is_minimum meetings row policy_version reason missing".split()
    assert list(propose().answer("B-1")) == names
    assert list(propose(mrr=None).answer("B-1")) == names
    json.dumps(propose().answer("B-1"))


@pytest.mark.parametrize(
    ("vertical", "integration"), [("UTILITY", "New"), (" Tax ", "EXISTING"), ("HealthCare", " nEw ")]
)
def test_words_are_read_without_case(vertical: str, integration: str) -> None:
    assert propose(integration, "100", vertical).is_decided


@pytest.mark.parametrize(
    "mrr",
    [
        None,
        "",
        " ",
        "-5",
        "-0",
        "1,000",
        "$5",
        "1e3",
        "1E3",
        "NaN",
        "Infinity",
        "5.",
        ".5",
        "5.001",
        "5 000",
        "５０００",
        "٥٠٠٠",
    ]
    + ["+5", "0x10", "five", "5000 USD", "1_000", "5.0.0", "\u22125", "9" * 18, True, 5.0, float("nan"), Decimal("NaN")]
    + [Decimal("-1"), Decimal("1.001"), -1, b"5", [5]],
)
def test_an_mrr_that_is_no_plain_amount_is_a_missing_fact(mrr: object) -> None:
    found = propose("new", mrr)
    assert found.support is Support.FACTS_MISSING
    assert (found.row, found.window_days, found.meetings) == (None, None, None)
    assert found.window_is_minimum is False
    assert found.missing == ("mrr",)
    assert "MRR" in found.reason


@pytest.mark.parametrize(
    ("written", "amount"), [(" 5000 ", "5000"), ("5000.5", "5000.5"), ("007", "7"), (5000, "5000")]
)
def test_an_mrr_of_digits_with_at_most_two_decimals_is_read_exactly(written: object, amount: str) -> None:
    assert amount_from(written) == Decimal(amount)


@given(st.text("0159.,-+ $e_\t\uff15\u0660\u00b2", max_size=12))
def test_no_text_is_read_as_an_amount_unless_it_is_digits_with_two_decimals(text: str) -> None:
    plain = text.strip(" ")
    whole, point, rest = plain.partition(".")
    digits = set("0123456789")
    is_plain = bool(whole) and set(whole) <= digits and set(rest) <= digits and (len(rest) in (1, 2) if point else True)
    assert (amount_from(text) is not None) == is_plain


@pytest.mark.parametrize("vertical", [None, "", "water", "utilities", "ｔａｘ", 1, True, ["tax"]])
def test_an_unknown_vertical_is_a_missing_fact(vertical: object) -> None:
    assert propose(vertical=vertical).missing == ("vertical",)


@pytest.mark.parametrize("integration", [None, "", "maybe", "newish", "n", 0, True])
def test_an_unknown_integration_is_a_missing_fact(integration: object) -> None:
    assert propose(integration=integration).missing == ("integration",)


def test_all_missing_facts_are_named_at_once() -> None:
    found = propose(None, "-1", "moon")
    assert found.missing == ("vertical", "integration", "mrr")


def test_the_policy_starts_in_august_2024() -> None:
    assert shipped_policy().in_force(dt.date(2024, 8, 1)).version == "1.0"
    with pytest.raises(BeforeFirstVersion):
        shipped_policy().in_force(dt.date(2024, 7, 31))


def test_the_shipped_table_has_neither_gap_nor_overlap() -> None:
    assert check(POLICY.table) == []


@pytest.mark.parametrize(
    ("place", "bounds", "told"),
    [
        (1, ["5000.01", "20000"], "No row takes"),
        (1, ["4999.99", "20000"], "both take"),
        (6, ["20000", "30000"], "No row"),
    ],
)
def test_a_changed_policy_with_a_gap_or_an_overlap_is_refused(place: int, bounds: list[str], told: str) -> None:
    content = copy.deepcopy(shipped_versions()[0]["content"])
    content["rows"][place]["when"]["mrr"]["range"] = bounds
    with pytest.raises(TableError, match=told):
        read_policy(content)


def test_a_policy_that_does_not_ask_for_the_vertical_is_refused() -> None:
    content = copy.deepcopy(shipped_versions()[0]["content"])
    del content["facts"]["vertical"]
    with pytest.raises(TableError, match="must ask for vertical"):
        read_policy(content)


@given(
    st.sampled_from(("new", "existing")),
    st.decimals(min_value=0, max_value=10**9, places=2, allow_nan=False, allow_infinity=False),
    st.sampled_from(VERTICALS),
)
def test_every_amount_has_one_row_and_the_proposal_never_grows_less_with_it(
    integration: str, mrr: Decimal, vertical: str
) -> None:
    found = propose(integration, mrr, vertical)
    more = propose(integration, mrr + 1, vertical)
    assert found.is_decided
    assert found.window_days is not None
    assert more.window_days is not None
    assert more.window_days >= found.window_days


def zen_decision() -> zen.ZenDecision:
    """The table of the transition policy written once more, by hand, for another engine; money in cents."""
    rules = [
        ("new", "[0..500000)", "N1", 30, 1),
        ("new", "[500000..2000000)", "N2", 90, 2),
        ("new", ">= 2000000", "N3", 90, 4),
        ("existing", "[0..300000)", "E1", 0, 0),
        ("existing", "[300000..500000)", "E2", 30, 1),
        ("existing", "[500000..2000000)", "E3", 90, 2),
        ("existing", ">= 2000000", "E4", 90, 4),
    ]
    written = [
        {
            "_id": row,
            "i": f'"{integration}"',
            "m": cents,
            "row": f'"{row}"',
            "days": str(days),
            "meetings": str(meetings),
        }
        for integration, cents, row, days, meetings in rules
    ]
    content = {
        "hitPolicy": "first",
        "inputs": [{"id": "i", "name": "i", "field": "integration"}, {"id": "m", "name": "m", "field": "cents"}],
        "outputs": [{"id": name, "name": name, "field": name} for name in ("row", "days", "meetings")],
        "rules": written,
    }
    nodes = [
        {"id": "in", "name": "in", "type": "inputNode", "position": {"x": 0, "y": 0}},
        {"id": "t", "name": "t", "type": "decisionTableNode", "position": {"x": 0, "y": 0}, "content": content},
        {"id": "out", "name": "out", "type": "outputNode", "position": {"x": 0, "y": 0}},
    ]
    edges = [
        {"id": "a", "sourceId": "in", "targetId": "t", "type": "edge"},
        {"id": "b", "sourceId": "t", "targetId": "out", "type": "edge"},
    ]
    return zen.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))


def test_another_rule_engine_gives_the_same_rows_over_random_facts() -> None:
    rng = random.Random(20240801)
    other = zen_decision()
    borders = [0, 300_000, 500_000, 2_000_000]
    rows = set()
    for _ in range(2_000):
        near = rng.choice(borders) + rng.randint(-2, 2)
        cents = rng.choice((max(0, near), rng.randrange(3_000_000)))
        integration = rng.choice(("new", "existing"))
        ours = propose(integration, f"{cents // 100}.{cents % 100:02d}", rng.choice(VERTICALS))
        theirs = other.evaluate({"integration": integration, "cents": cents})["result"]
        assert (ours.row, ours.window_days, ours.meetings) == (theirs["row"], theirs["days"], theirs["meetings"])
        rows.add(ours.row)
    assert rows == {"N1", "N2", "N3", "E1", "E2", "E3", "E4"}
