"""Unmet criteria of the first bill cycles stand beside the evaluation of a window, and hold none open by themselves (R8)."""

from datetime import timedelta

import pytest
from test_windows import window_of

from pilotage.firstcycles.operations import keep_figures
from pilotage.people.viewers import viewer_of
from pilotage.transition import operations
from pilotage.transition.evaluation import QUESTIONS, proposed_scores
from pilotage.transition.models import SupportWindow
from pilotage.transition.queries.windows import NO_CASES, window_facts
from pilotage.transition.window_days import start_of
from story import NOW, TARGET

LATER = NOW + timedelta(days=(TARGET - NOW.date()).days + 40)


@pytest.fixture
def tina(person):
    return person("tsm", name="Tina")


def unmet(window: SupportWindow, pm, oldest_days: int = 4) -> None:
    as_of = TARGET + timedelta(days=25)
    keep_figures(
        phase=window.phase, number=1, as_of=as_of, taken=1000, posted=900, by=pm, now=LATER,
        oldest_unposted_on=as_of - timedelta(days=oldest_days),
    )  # fmt: skip


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
    assert held.state == "closed" and row.facts["first_cycles"][0]["codes"] == ["posted", "oldest_unposted"]


def test_what_may_still_come_in_time_fills_no_score_beforehand(phase, biller, pm, leader, tina) -> None:
    window = window_of(phase, biller, pm, leader, tina)
    window.phase.refresh_from_db()
    unmet(window, pm, oldest_days=3)
    on_its_day = start_of(TARGET + timedelta(days=26), window.biller.time_zone) - timedelta(hours=1)
    told = window_facts(window, on_its_day)["first_cycles"][0]
    assert told["unmet"] == [] and told["not_due"][0].startswith(
        "Payments posted: 900 of 1,000 (90.0 %); in time until"
    )
    assert "posting" not in proposed_scores(dict(NO_CASES), [told])
    past = window_facts(window, on_its_day + timedelta(days=1))["first_cycles"][0]
    assert past["unmet"] == [] and past["not_due"] == [] and "Payments posted" in past["missing"]
