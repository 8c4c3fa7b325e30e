"""New or existing: the counting of the transition policy, with a twin that counts by brute force."""

import datetime as dt
import random
from dataclasses import replace

import pytest

from pilotage.transition.new_integration import GoLive, GoLiveHistory, Judgement, NewIntegrationSettings

DAY = dt.date(2026, 3, 2)


def go_live(biller: str, after: int = 0, **fields: object) -> GoLive:
    facts = {"product": "Cayenta", "integrator": "Acme", "contract_date": dt.date(2025, 1, 1), "state": "TX", **fields}
    return GoLive(biller=biller, date=DAY + dt.timedelta(days=after), **facts)  # type: ignore[arg-type]


def judge(
    own: GoLive, others: list[GoLive], vertical: str = "utility", settings: NewIntegrationSettings | None = None
) -> Judgement:
    return GoLiveHistory([own, *others]).judge(own, vertical, settings or NewIntegrationSettings())


@pytest.mark.parametrize("vertical", ["utility", "municipality", "insurance", "healthcare", "other"])
def test_the_first_two_billers_on_an_integration_are_new_and_the_third_is_not(vertical: str) -> None:
    own = go_live("X", 10)
    assert judge(own, [], vertical).is_new is True
    assert judge(own, [go_live("A")], vertical).is_new is True
    assert judge(own, [go_live("A"), go_live("B")], vertical).is_new is False


def test_for_tax_the_first_three_are_new() -> None:
    own = go_live("X", 10)
    assert judge(own, [go_live("A"), go_live("B")], "tax").is_new is True
    assert judge(own, [go_live("A"), go_live("B"), go_live("C")], "tax").is_new is False


def test_for_tax_the_first_in_its_state_is_new_however_many_there_are_elsewhere() -> None:
    others = [go_live(f"B{place}", state="TX") for place in range(9)]
    assert judge(go_live("X", 10, state="OH"), others, "tax").is_new is True
    assert judge(go_live("X", 10, state="tx"), others, "tax").is_new is False
    assert judge(go_live("X", 10, state="OH"), others, "utility").is_new is False


def test_the_state_rule_and_the_numbers_are_settings() -> None:
    others = [go_live(f"B{place}") for place in range(4)]
    own = go_live("X", 10, state="OH")
    assert judge(own, others, "tax", NewIntegrationSettings(has_tax_state_rule=False)).is_new is False
    assert judge(own, others, "tax", NewIntegrationSettings(first_tax=5, has_tax_state_rule=False)).is_new is True
    assert judge(own, others, "utility", NewIntegrationSettings(first_utility=5)).is_new is True
    assert judge(own, others, "other", NewIntegrationSettings(first_other=5)).is_new is True
    assert judge(own, [], "utility", NewIntegrationSettings(first_utility=0)).is_new is False


def test_a_biller_with_several_go_lives_is_counted_once() -> None:
    others = [go_live("A", day) for day in range(5)]
    found = judge(go_live("X", 10), others)
    assert found.is_new is True
    assert found.counted == ("A",)


def test_the_billers_own_other_go_lives_are_not_counted() -> None:
    assert judge(go_live("X", 10), [go_live("X", 1), go_live("X", 2), go_live("A")]).is_new is True


def test_cancelled_go_lives_and_those_without_a_date_are_not_counted() -> None:
    others = [go_live("A", is_cancelled=True), replace(go_live("B"), date=None), go_live("C")]
    assert judge(go_live("X", 10), others).counted == ("C",)


def test_another_product_or_another_integrator_is_another_integration() -> None:
    others = [go_live("A", product="NorthStar"), go_live("B", integrator="Bolt"), go_live("C")]
    assert judge(go_live("X", 10), others).counted == ("C",)


def test_product_and_integrator_are_the_same_in_any_case_and_spacing() -> None:
    others = [go_live("A", product=" CAYENTA "), go_live("B", integrator="acme\u00a0")]
    assert judge(go_live("X", 10), others).is_new is False


def test_a_later_go_live_is_not_counted() -> None:
    assert judge(go_live("X"), [go_live("A", 1), go_live("B", 2)]).is_new is True


def test_ties_are_ordered_by_contract_date_then_external_id() -> None:
    early, late = dt.date(2024, 1, 1), dt.date(2026, 1, 1)
    settings = NewIntegrationSettings(first_utility=1)
    assert judge(go_live("M"), [go_live("Z", contract_date=early)], "utility", settings).is_new is False
    assert judge(go_live("M"), [go_live("A", contract_date=late)], "utility", settings).is_new is True
    assert judge(go_live("M"), [go_live("A")], "utility", settings).is_new is False
    assert judge(go_live("M"), [go_live("Z")], "utility", settings).is_new is True


def test_a_contract_date_that_would_change_the_answer_is_named_and_not_guessed() -> None:
    settings = NewIntegrationSettings(first_utility=1)
    own = go_live("M")
    unknown = go_live("A", contract_date=None)
    assert judge(own, [unknown], "utility", settings).lacking == ("contract_date",)
    assert judge(replace(own, contract_date=None), [go_live("A")], "utility", settings).is_new is None
    assert judge(own, [unknown], "utility").is_new is True
    assert judge(own, [unknown, go_live("B", -1)], "utility", settings).is_new is False
    assert judge(replace(own, contract_date=None), [go_live("B", 1)], "utility", settings).is_new is True


def test_a_state_that_would_change_the_answer_is_named_and_not_guessed() -> None:
    others = [go_live(f"B{place}") for place in range(3)]
    assert judge(go_live("X", 10, state=""), others, "tax").lacking == ("state",)
    assert judge(go_live("X", 10, state=""), others[:2], "tax").is_new is True


@pytest.mark.parametrize(
    ("fields", "lacking"),
    [
        ({"product": " "}, ("product",)),
        ({"integrator": ""}, ("integrator",)),
        ({"product": "", "integrator": ""}, ("product", "integrator")),
    ],
)
def test_without_the_facts_that_counting_needs_nothing_is_judged(
    fields: dict[str, object], lacking: tuple[str, ...]
) -> None:
    found = judge(go_live("X", **fields), [])  # type: ignore[arg-type]
    assert found.is_new is None
    assert found.lacking == lacking
    assert judge(replace(go_live("X"), date=None), []).lacking == ("go_live",)


def test_the_reason_names_the_billers_that_were_counted() -> None:
    found = judge(go_live("X", 10), [go_live("A", name="City of Bend"), go_live("B", 1, name="Town of Dale")])
    assert found.counted == ("City of Bend", "Town of Dale")
    assert "City of Bend and Town of Dale" in found.reason
    assert "utility counts the first 2" in found.reason


def test_the_last_day_of_the_calendar_can_be_judged() -> None:
    assert judge(GoLive("X", "P", "I", dt.date.max), [GoLive("A", "P", "I", dt.date.max)]).is_new is True


def twin(own: GoLive, all_: list[GoLive], vertical: str) -> bool:
    """The policy's words, counted by brute force over complete facts."""

    def key(one: GoLive) -> tuple[dt.date, dt.date, str]:
        assert one.date is not None
        assert one.contract_date is not None
        return one.date, one.contract_date, one.biller

    earlier = [
        one
        for one in all_
        if one.biller != own.biller
        and not one.is_cancelled
        and (one.product, one.integrator) == (own.product, own.integrator)
        and key(one) < key(own)
    ]
    limit = {"utility": 2, "tax": 3}.get(vertical, 2)
    is_new = len({one.biller for one in earlier}) < limit
    return is_new or (vertical == "tax" and not any(one.state == own.state for one in earlier))


def test_the_count_agrees_with_brute_force_over_random_portfolios() -> None:
    rng = random.Random(7)
    answers = []
    for _ in range(150):
        all_ = [
            GoLive(
                biller=f"B{rng.randrange(8)}",
                product=rng.choice(("P", "Q")),
                integrator=rng.choice(("I", "J")),
                date=DAY + dt.timedelta(days=rng.randrange(6)),
                contract_date=DAY - dt.timedelta(days=rng.randrange(3)),
                state=rng.choice(("TX", "OH", "CA")),
                is_cancelled=rng.random() < 0.1,
            )
            for _ in range(rng.randrange(1, 25))
        ]
        history = GoLiveHistory(all_)
        for own in all_:
            vertical = rng.choice(("utility", "tax", "insurance"))
            found = history.judge(own, vertical, NewIntegrationSettings()).is_new
            assert found == twin(own, all_, vertical)
            answers.append(found)
    assert answers.count(True) > 200
    assert answers.count(False) > 200


def test_a_portfolio_on_one_integration_is_judged_in_time_that_grows_with_its_size_only() -> None:
    all_ = [go_live(f"B{place:05d}", place % 50) for place in range(20_000)]
    history = GoLiveHistory(all_)
    new = [own.biller for own in all_ if history.judge(own, "utility", NewIntegrationSettings()).is_new]
    assert new == ["B00000", "B00050"]
