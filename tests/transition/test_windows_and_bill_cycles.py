"""Unmet criteria of the first bill cycles stand beside the evaluation of a window, and hold none open by themselves (R8)."""

from datetime import timedelta

import pytest
from test_windows import window_of

from pilotage.firstcycles.operations import keep_figures
from pilotage.people.viewers import viewer_of
from pilotage.transition import operations
from pilotage.transition.evaluation import QUESTIONS
from pilotage.transition.models import SupportWindow
from story import NOW, TARGET

LATER = NOW + timedelta(days=(TARGET - NOW.date()).days + 40)


@pytest.fixture
def tina(person):
    return person("tsm", name="Tina")


def unmet(window: SupportWindow, pm) -> None:
    keep_figures(
        phase=window.phase, number=1, as_of=TARGET + timedelta(days=25), taken=1000, posted=900, by=pm, now=LATER
    )


def test_the_form_shows_what_is_unmet_and_fills_the_score_that_it_speaks_for(
    phase, biller, pm, leader, tina, signed_in
) -> None:
    window = window_of(phase, biller, pm, leader, tina)
    window.phase.refresh_from_db()
    unmet(window, pm)
    page = signed_in(tina).get(f"/support-windows/{window.pk}/evaluate/").content.decode()
    assert "900 of 1,000 (90.0 %)" in page and f"{QUESTIONS['posting']}: <strong>2</strong> (bill cycle 1" in page
    assert (
        "Unmet criteria keep no window open" in signed_in(tina).get(f"/support-windows/{window.pk}/").content.decode()
    )


@pytest.mark.parametrize("mrr", ["4200", "12000"])
def test_a_window_with_unmet_criteria_closes_at_its_end_all_the_same(phase, biller, pm, leader, tina, mrr) -> None:
    window = window_of(phase, biller, pm, leader, tina, mrr=mrr)
    window.phase.refresh_from_db()
    unmet(window, pm)
    end = window.ends_at + timedelta(hours=1)
    row = operations.evaluate_window(
        window=window, scores=dict.fromkeys(QUESTIONS, 4), comment="", outcome="close", by=viewer_of(tina, source="page"),
        now=end,
    )  # fmt: skip
    held = SupportWindow.objects.everywhere().get()
    assert held.state == "closed" and row.facts["first_cycles"][0]["codes"] == ["posted"]
