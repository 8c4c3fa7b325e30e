"""The board's health of a window, the form that is filled beforehand, the move to a TAM, who approves, and where windows end."""

from datetime import UTC, date, timedelta
from zoneinfo import ZoneInfo

import pytest

from pilotage.billers.models import Care, Phase
from pilotage.billers.operations import add_phase, set_target_go_live
from pilotage.core.errors import Refused
from pilotage.core.viewer import system
from pilotage.people.viewers import viewer_of
from pilotage.planner.golive_dates import window_ends_at
from pilotage.support.operations import close_case, open_case
from pilotage.transition import operations, queries
from pilotage.transition.evaluation import QUESTIONS, proposed_scores
from pilotage.transition.models import SupportWindow, WindowExtension
from pilotage.transition.queries.windows import NO_CASES
from pilotage.transition.window_days import days_left, last_day
from story import NOW

ZONES = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "Pacific/Honolulu",
)
GOOD = dict.fromkeys(QUESTIONS, 4)


@pytest.fixture
def tina(person):
    return person("tsm", name="Tina")


@pytest.fixture
def live(make_biller, pm, leader, tina):
    """A window of a biller that went live so many days ago; a minimum one unless its MRR says otherwise."""

    def make(name: str = "Hill Water", days_ago: int = 40, mrr: str = "4200") -> SupportWindow:
        biller = make_biller(name, mrr_amount=mrr)
        used = biller.integrations.everywhere().get()
        phase = add_phase(biller=biller, integration=used, by=pm, now=NOW)
        day = (NOW - timedelta(days=days_ago)).date()
        set_target_go_live(phase=phase, date=day, by=pm, now=NOW)
        decision = operations.work_out_decision(phase=phase, by=system(), now=NOW)
        operations.decide(decision=decision, choice="tsm", assignee=tina, by=leader, now=NOW)
        Phase.objects.everywhere().filter(pk=phase.pk).update(stage="transition", went_live_date=day)
        operations.open_window(phase=phase, go_live_date=day, by=pm, now=NOW)
        return SupportWindow.objects.everywhere().select_related("biller", "phase", "owner", "record").get(phase=phase)

    return make


@pytest.mark.parametrize(
    ("cases", "scores"),
    [
        ({}, {"cases": 5}),
        ({"open": 3, "oldest_days": 2}, {"cases": 4}),
        ({"open": 4}, {"cases": 3}),
        ({"open": 1, "high": 1}, {"cases": 2}),
        ({"open": 1, "overdue": 1}, {"cases": 2}),
        ({"open": 2, "critical": 1, "payment": 1}, {"cases": 1, "posting": 2}),
        ({"open": 1, "reconciliation": 1}, {"cases": 4, "reconciliation": 2}),
    ],
)
def test_only_what_facts_speak_for_is_filled_beforehand(cases, scores) -> None:
    assert {key: score for key, (score, _why) in proposed_scores(NO_CASES | cases).items()} == scores


def test_open_cases_are_counted_by_severity_and_age(live, pm, django_assert_num_queries) -> None:
    window, calm = live(), live("Oak Power")
    for severity, days in ((1, 12), (2, 3), (3, 1)):
        open_case(
            biller=window.biller, title=f"Late {severity}", severity=severity, category="payment", by=pm,
            now=NOW - timedelta(days=days),
        )  # fmt: skip
    done = open_case(biller=window.biller, title="Old", severity=1, by=pm, now=NOW - timedelta(days=30))
    close_case(case=done, outcome="Mended", by=viewer_of(window.owner, source="page"), now=NOW)
    with django_assert_num_queries(1):
        found = queries.cases_of([window.biller_id, calm.biller_id], NOW)
    assert found == {
        window.biller_id: NO_CASES | {"open": 3, "critical": 1, "high": 1, "payment": 3, "oldest_days": 12}
    }


def test_board_and_form_show_the_health(live, pm, tina, signed_in) -> None:
    window = live()
    open_case(biller=window.biller, title="Payments stop", severity=1, by=pm, now=NOW)
    browser = signed_in(tina)
    assert "1 open, 1 critical" in browser.get("/support-windows/").content.decode()
    page = browser.get(f"/support-windows/{window.pk}/evaluate/").content.decode()
    assert "1 case critical" in page and "Move to a TAM" in page


def test_a_move_to_a_tam_names_one_who_then_looks_after_the_biller(live, tina, person) -> None:
    window, by = live(), viewer_of(tina, source="page")
    given = {"window": window, "scores": GOOD, "comment": "", "outcome": "tam", "by": by, "now": NOW}
    for nobody in (None, person("cs_agent", name="Cara")):
        with pytest.raises(Refused, match="Name the TAM"):
            operations.evaluate_window(**given, handed_to=nobody)
    assert SupportWindow.objects.everywhere().get().state == "open"
    tam = person("tam", name="Tam")
    operations.evaluate_window(**given, handed_to=tam)
    held = SupportWindow.objects.everywhere().get()
    assert (held.state, held.handed_to) == ("closed", tam)
    cares = Care.objects.everywhere().filter(biller=window.biller)
    assert {care.role: care.user for care in cares if care.role in ("tam", "tsm")} == {"tam": tam}


def test_an_extension_says_who_approved_it(live, tina, leader) -> None:
    window = live()
    operations.evaluate_window(
        window=window, scores=GOOD | {"cases": 1}, comment="", outcome="extend", days=15, by=viewer_of(tina, source="page"),
        now=NOW,
    )  # fmt: skip
    operations.extend_window(window=window, days=15, reason="Their auditor asks", by=leader, now=NOW)
    approved = list(WindowExtension.objects.everywhere().order_by("pk").values_list("approved_by", flat=True))
    assert approved == [None, leader.user_id]


@pytest.mark.parametrize("zone", ZONES)
def test_a_window_ends_when_its_last_day_is_over_there(zone) -> None:
    """Every day of ten years in each zone, over clock changes, year ends and leap days, against the calendar of that place."""
    place, day = ZoneInfo(zone), date(2024, 1, 1)
    while day < date(2034, 1, 1):
        for length in (30, 90):
            ends_at = window_ends_at(day, zone, length)
            assert ends_at is not None
            last = date.fromordinal(day.toordinal() + length)
            before = (ends_at.astimezone(UTC) - timedelta(microseconds=1)).astimezone(place).date()
            assert (before, ends_at.astimezone(place).date()) == (last, date.fromordinal(last.toordinal() + 1))
            assert last_day(ends_at, zone) == last and days_left(ends_at, zone, ends_at - timedelta(seconds=1)) == 0
        day += timedelta(days=1)
