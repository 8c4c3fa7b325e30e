"""What may be chosen beside the proposal, what is less than it, and who takes the biller by default."""

import pytest

from pilotage.transition.choosing import NoChoice, Terms, chosen_terms, is_step_down, proposed_choice

SUCCESS_90 = Terms("transition_success", 90, 2)
SUCCESS_30 = Terms("transition_success", 30, 1)
LIGHT_30 = Terms("transition_success_light", 30, 1)
HELP_DESK = Terms("help_desk", 0, 0)
MISSING = Terms("facts_missing", None, None)


@pytest.mark.parametrize(
    ("proposed", "chosen", "is_less"),
    [
        (SUCCESS_90, SUCCESS_90, False),
        (SUCCESS_90, Terms("transition_success", 89, 2), True),
        (SUCCESS_90, Terms("transition_success", 91, 2), False),
        (SUCCESS_90, Terms("transition_success", 90, 1), True),
        (SUCCESS_90, Terms("transition_success", 90, 3), False),
        (SUCCESS_90, Terms("transition_success", 120, 1), True),
        (SUCCESS_30, LIGHT_30, True),
        (LIGHT_30, SUCCESS_30, False),
        (LIGHT_30, HELP_DESK, True),
        (HELP_DESK, LIGHT_30, False),
        (HELP_DESK, HELP_DESK, False),
        (MISSING, HELP_DESK, False),
        (MISSING, SUCCESS_90, False),
    ],
)
def test_less_than_proposed_is_a_step_down(proposed, chosen, is_less) -> None:
    assert is_step_down(proposed, chosen) is is_less


@pytest.mark.parametrize(
    ("proposed", "choice", "asked", "chosen"),
    [
        (SUCCESS_90, "tsm", (None, None, None), SUCCESS_90),
        (SUCCESS_90, "tam", (None, None, None), SUCCESS_90),
        (SUCCESS_90, "help_desk", (None, 30, 2), HELP_DESK),
        (LIGHT_30, "tsm", ("transition_success", 45, 3), Terms("transition_success", 45, 3)),
        (HELP_DESK, "tsm", (None, None, None), SUCCESS_30),
        (MISSING, "tam", (None, None, None), SUCCESS_30),
        (MISSING, "tsm", (None, 1, 0), Terms("transition_success", 1, 0)),
        (SUCCESS_90, "tsm", (None, 365, 20), Terms("transition_success", 365, 20)),
    ],
)
def test_what_is_not_said_is_as_proposed(proposed, choice, asked, chosen) -> None:
    assert chosen_terms(proposed, choice, *asked) == chosen


@pytest.mark.parametrize(
    ("choice", "asked", "field"),
    [
        ("nobody", (None, None, None), "choice"),
        ("tsm", ("help_desk", None, None), "support"),
        ("tsm", (None, 0, None), "window_days"),
        ("tsm", (None, 366, None), "window_days"),
        ("tsm", (None, None, -1), "meetings"),
        ("tsm", (None, None, 21), "meetings"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(choice, asked, field) -> None:
    with pytest.raises(NoChoice) as refused:
        chosen_terms(SUCCESS_90, choice, *asked)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("support", "is_enterprise", "choice"),
    [
        ("help_desk", False, "help_desk"),
        ("help_desk", True, "tsm"),
        ("transition_success_light", False, "tsm"),
        ("facts_missing", False, "tsm"),
    ],
)
def test_an_enterprise_prompts_a_tsm(support, is_enterprise, choice) -> None:
    assert proposed_choice(support, is_enterprise=is_enterprise) == choice
