"""Values in cells: states, money, people, progress, icons."""

from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.template import Context, Template, TemplateSyntaxError

from pilotage.ui.components import figures, icons, people, states

TAGS = "{% load ui %}{% select_row v v %}{% copy v v %}{% note v %}{% sort_header v v %}{% money 1 v %}"


@pytest.mark.parametrize("state", sorted(states.STATES))
def test_every_known_state_has_a_word_a_colour_and_a_shape(state: str) -> None:
    shown = states.state(state)
    word, tone = states.STATES[state]
    assert f"ui-tone-{tone.name}" in shown
    assert f"#{tone.shape}" in shown and tone.shape in icons.known_icons()
    assert f"<span>{word}</span>" in shown


@pytest.mark.parametrize("written", ["ON_TRACK", "on-track", "On track", " on track "])
def test_a_state_is_found_however_it_is_written(written: str) -> None:
    assert states.state(written) == states.state("on track")


def test_an_unknown_state_is_shown_quietly_in_its_own_words() -> None:
    shown = states.state("half_done")
    assert "Half done" in shown and "ui-tone-quiet" in shown


def test_other_words_keep_the_states_colour_and_other_colours_bring_their_own_shape() -> None:
    assert "Waits for UAT" in states.state("blocked", "Waits for UAT")
    assert "ui-tone-bad" in states.state("blocked", "Waits for UAT")
    assert "#circle-check" in states.state("anything", tone="good")


def test_text_from_people_cannot_become_markup() -> None:
    evil = '<b onclick="x">'
    row = SimpleNamespace(name=evil, email=evil)
    drawn = [
        states.state(evil), people.person(row, evil), figures.progress(1, 2, evil), icons.icon("bell", evil),
        Template(TAGS).render(
            Context({"v": evil})
        ),
    ]  # fmt: skip
    assert not [text for text in drawn if "<b " in text or 'onclick="' in text]


@pytest.mark.parametrize(
    ("amount", "currency", "words"),
    [
        (Decimal("12450"), "USD", "$12,450.00"),
        (Decimal("-3.5"), "USD", "−$3.50"),
        (Decimal("0"), "USD", "$0.00"),
        (Decimal("1234567.89"), "CAD", "CAD\u00a01,234,567.89"),
    ],
)
def test_money_has_separators_cents_and_its_currency(amount: Decimal, currency: str, words: str) -> None:
    assert figures.money_text(amount, currency) == words


def test_money_that_is_not_known_is_a_dash_and_not_zero() -> None:
    assert "–" in figures.money(None) and "0" not in figures.money(None)


def test_progress_tells_its_figures_and_shows_no_bar_for_nothing() -> None:
    assert "12 of 40" in figures.progress(12, 40) and 'max="40"' in figures.progress(12, 40)
    assert "<progress" not in figures.progress(0, 0)


def test_a_person_is_initials_and_a_name_and_nobody_is_said() -> None:
    shown = people.person(SimpleNamespace(name="Dana de Silva", email="d@example.com"), role="IM")
    assert ">DS<" in shown and "Dana de Silva" in shown and "IM" in shown
    assert "no TSM yet" in people.person(None, nobody="no TSM yet")


def test_an_icon_is_hidden_from_screen_readers_unless_it_is_named() -> None:
    assert 'aria-hidden="true"' in icons.icon("bell")
    assert 'aria-label="Notices"' in icons.icon("bell", "Notices") and "aria-hidden" not in icons.icon(
        "bell", "Notices"
    )


def test_a_template_with_an_unknown_icon_does_not_compile() -> None:
    with pytest.raises(TemplateSyntaxError, match="no-such-icon"):
        Template('{% load ui %}{% icon "no-such-icon" %}')
