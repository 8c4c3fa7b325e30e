"""Signs that a biller is not going well: each has its evidence, on the list, on the decision's page and over the API."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from pilotage.billers.models import Phase
from pilotage.billers.operations import add_phase, set_target_go_live
from pilotage.core.viewer import system
from pilotage.meetings.models import Meeting
from pilotage.meetings.operations import schedule_meeting
from pilotage.onboarding.models import Project
from pilotage.onboarding.operations import load_shipped_playbook, start_project
from pilotage.people.operations import create_token
from pilotage.raid.models import RaidEntry
from pilotage.raid.operations import raise_entry
from pilotage.support.models import Case
from pilotage.support.operations import open_case
from pilotage.testing.models import TestCase
from pilotage.testing.operations import begin_plan, record_result
from pilotage.transition import operations, queries
from pilotage.transition.risk_signs import SignKind, in_short, slip_words, words_of_tests
from story import NOW

TODAY = date(2026, 11, 2)


@pytest.mark.parametrize(
    ("planned", "target", "words"),
    [
        (date(2026, 12, 1), date(2026, 12, 1), ""),
        (date(2026, 12, 2), date(2026, 12, 1), "The plan reaches go-live 1 day after the target"),
        (None, TODAY, ""),
        (None, date(2026, 11, 1), "The target passed 1 day ago"),
        (date(2026, 12, 11), date(2026, 11, 1), "The plan reaches go-live 40 days after the target"),
    ],
)
def test_a_plan_slips_from_the_day_after_the_target(planned, target, words) -> None:
    assert slip_words(planned, target, TODAY) == words


@pytest.mark.parametrize(
    ("failed", "ends_on", "target", "words"),
    [
        (0, None, date(2026, 11, 17), ""),
        (0, None, date(2026, 11, 16), "UAT is not signed, 14 days before go-live"),
        (0, TODAY, date(2027, 2, 1), ""),
        (0, date(2026, 11, 1), date(2027, 2, 1), "UAT is not signed; it was to end 1 day ago"),
        (1, None, date(2027, 2, 1), "UAT: 1 test failed"),
        (3, date(2026, 11, 1), date(2026, 11, 3), "UAT: 3 tests failed"),
    ],
)
def test_failed_tests_come_before_unsigned_ones(failed, ends_on, target, words) -> None:
    assert words_of_tests("UAT", failed, ends_on, target, TODAY) == words


@pytest.fixture
def ahead(make_biller, pm):
    def make(name: str, days: int = 60) -> Phase:
        phase = add_phase(biller=make_biller(name), by=pm, now=NOW)
        set_target_go_live(phase=phase, date=(NOW + timedelta(days=days)).date(), by=pm, now=NOW)
        operations.work_out_decision(phase=phase, by=system(), now=NOW)
        return Phase.objects.everywhere().select_related("biller").get(pk=phase.pk)

    return make


def give_all_signs(phase: Phase, pm, playbook) -> None:
    """One of each kind, beside a calm one of each that is no sign."""
    project = start_project(phase=phase, playbook_version=playbook, kickoff_date=TODAY, by=pm, now=NOW)
    Project.objects.everywhere().filter(pk=project.pk).update(
        planned_go_live_date=phase.target_go_live_date + timedelta(days=12)
    )
    for impact in (5, 1):
        raise_entry(phase=phase, kind="risk", title=f"Bank {impact}", impact=impact, likelihood=impact, by=pm, now=NOW)
    for severity in (1, 2):
        open_case(biller=phase.biller, title=f"Payments stop {severity}", severity=severity, by=pm, now=NOW)
    plan = begin_plan(phase=phase, kind="uat", by=pm, now=NOW)
    cases = list(TestCase.objects.everywhere().filter(plan=plan).order_by("position")[:2])
    record_result(case=cases[0], outcome="failed", note="Amount is wrong", by=pm, now=NOW)
    record_result(case=cases[1], outcome="passed", by=pm, now=NOW)
    for days in (-3, 3):
        at = NOW + timedelta(days=days)
        meeting = schedule_meeting(
            phase=phase, kind="steering", title=f"Steering {days}", starts_at=NOW + timedelta(days=1), by=pm, now=NOW
        )
        Meeting.objects.everywhere().filter(pk=meeting.pk).update(starts_at=at)


@pytest.fixture
def playbook(db):
    return load_shipped_playbook(by=system(), now=NOW)


def test_each_sign_has_its_evidence(ahead, pm, playbook) -> None:
    phase, calm = ahead("Ash Water"), ahead("Birch Power")
    give_all_signs(phase, pm, playbook)
    signs = queries.risk_signs([phase, calm], NOW)
    assert list(signs) == [phase.pk]
    assert [one.kind for one in signs[phase.pk]] == list(SignKind)
    words = [one.words for one in signs[phase.pk]]
    assert words[0] == "The plan reaches go-live 12 days after the target"
    assert words[1] == "Bank 5" and words[3:] == ["Payments stop 1", "Steering -3"]
    assert "1 test failed" in words[2]
    assert all(one.url.startswith("/") and one.url.count("/") > 2 for one in signs[phase.pk])
    assert in_short(signs[phase.pk])[0] == "Slip"


def test_what_is_over_is_no_sign(ahead, pm, playbook) -> None:
    phase = ahead("Ash Water")
    give_all_signs(phase, pm, playbook)
    Project.objects.everywhere().update(planned_go_live_date=phase.target_go_live_date)
    RaidEntry.objects.everywhere().update(state="closed", closed_at=NOW, outcome="Settled")
    Case.objects.everywhere().update(state="closed", closed_at=NOW, outcome="Mended")
    TestCase.objects.everywhere().update(outcome="passed")
    Meeting.objects.everywhere().update(state="cancelled")
    assert queries.risk_signs([phase], NOW) == {}
    assert not queries.pending(pm, view="risky", now=NOW).exists()


@pytest.mark.parametrize("kind", [None, *SignKind])
def test_the_filter_finds_the_same_billers_as_the_signs(ahead, pm, playbook, kind) -> None:
    """With each kind of sign alone, and with none."""
    phase, _calm = ahead("Ash Water"), ahead("Birch Power")
    if kind is not None:
        give_all_signs(phase, pm, playbook)
        if kind != SignKind.SLIP:
            Project.objects.everywhere().update(planned_go_live_date=None)
        if kind != SignKind.RAID:
            RaidEntry.objects.everywhere().update(rating="low")
        if kind != SignKind.CASES:
            Case.objects.everywhere().update(severity=3)
        if kind != SignKind.TESTS:
            TestCase.objects.everywhere().update(outcome="passed")
        if kind != SignKind.MEETINGS:
            Meeting.objects.everywhere().update(starts_at=NOW + timedelta(days=1))
    found = {one.pk for one in queries.pending(pm, view="risky", now=NOW)}
    assert found == set(queries.risk_signs(queries.pending(pm), NOW)) == ({phase.pk} if kind else set())


def test_more_billers_take_no_more_queries(ahead, pm, playbook, django_assert_num_queries) -> None:
    phases = [ahead(f"Biller {n}") for n in range(4)]
    for phase in phases:
        give_all_signs(phase, pm, playbook)
    with django_assert_num_queries(1):
        assert len(queries.risk_signs(phases, NOW)) == 4


def test_list_decision_page_and_api_show_them(ahead, pm, playbook, person, signed_in) -> None:
    phase = ahead("Ash Water", (timezone.now() - NOW).days + 60)
    give_all_signs(phase, pm, playbook)
    lea = person("cs_leader", name="Lea")
    browser = signed_in(lea)
    listed = browser.get("/transition/?view=risky").content.decode()
    one = browser.get(f"/transition/{phase.decision.pk}/").content.decode()
    for page in (listed, one):
        assert "Not going well" in page and "Bank 5" in page and "12 days after the target" in page
    _row, token = create_token(by=system(), now=timezone.now(), user=lea, name="t", scopes=["read"])
    client = Client(headers={"host": "localhost", "authorization": f"Bearer {token}"})
    answer = client.get(f"/api/v1/decisions/{phase.decision.pk}/risk-signs").json()
    assert {sign["kind"] for sign in answer["signs"]} >= {"slip", "raid", "tests", "cases", "meetings"}
