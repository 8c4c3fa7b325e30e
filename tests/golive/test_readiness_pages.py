"""Readiness as people use it: read, sign, waive, go live; and who comes second is told."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from pilotage.billers.models import Phase
from pilotage.core.viewer import system
from pilotage.golive import operations
from pilotage.golive.models import Approval, Waiver
from pilotage.summaries import operations as summaries
from pilotage.summaries.queries import summary_of

LATER = datetime(2027, 2, 12, 15, 0, tzinfo=ZoneInfo("UTC"))
DAY = datetime(2027, 2, 15, 20, 0, tzinfo=ZoneInfo("UTC"))


@pytest.fixture(autouse=True)
def _later():
    with time_machine.travel(LATER, tick=False) as clock:
        yield clock


@pytest.fixture
def pages(signed_in, people):
    return {word: signed_in(user) for word, user in people.items()}


def test_each_gate_says_what_it_read_and_what_is_missing(pages, phase) -> None:
    shown = pages["pm"].get(f"/go-lives/{phase.pk}/").content.decode()
    for words in ("No project was started for this phase.", "The Integration Summary is not begun."):
        assert words in shown, words
    has_button = f"/go-lives/{phase.pk}/approve/" in shown
    assert not has_button


def test_two_sign_by_their_buttons_and_the_phase_goes_live(pages, ready_phase, people, signed_in, _later) -> None:
    here = f"/go-lives/{ready_phase.pk}/"
    for who in ("pm", "cs_leader"):
        is_offered = f"{here}approve/" in pages[who].get(here).content.decode()
        assert is_offered
        pages[who].post(f"{here}approve/", {"version": Phase.objects.everywhere().get().record.version})
    assert Approval.objects.everywhere().count() == 2
    _later.move_to(DAY)
    pages = {"pm": signed_in(people["pm"])}
    shown = pages["pm"].get(f"{here}live/")
    assert shown.status_code == 200
    done = pages["pm"].post(
        f"{here}live/", {"on": "2027-02-15", "version": Phase.objects.everywhere().get().record.version}
    )
    assert done.status_code == 302, done.content.decode()[:2000]
    assert Phase.objects.everywhere().get().went_live_date == date(2027, 2, 15)


def test_who_may_not_sign_is_told_and_nothing_is_signed(pages, ready_phase) -> None:
    answer = pages["tsm"].post(f"/go-lives/{ready_phase.pk}/approve/")
    assert answer.status_code == 403 and not Approval.objects.everywhere().exists()


def test_a_leader_waives_with_a_reason_and_an_end(pages, ready_phase, by) -> None:
    summaries.clear_field(summary=summary_of(ready_phase.pk), key="ivr", by=by["im"], now=LATER)
    address = f"/go-lives/{ready_phase.pk}/waive/"
    without = pages["cs_leader"].post(address, {"gate": "summary", "expires": "2027-02-20", "reason": " "})
    assert without.status_code == 422 and not Waiver.objects.everywhere().exists()
    given = {"gate": "summary", "expires": "2027-02-20", "reason": "IVR follows in March"}
    assert pages["cs_leader"].post(address, given).status_code == 302
    shown = pages["pm"].get(f"/go-lives/{ready_phase.pk}/").content.decode()
    is_said = "IVR follows in March" in shown
    assert is_said
    refused = pages["cs_leader"].post(f"/go-lives/{ready_phase.pk}/approve/", follow=True)
    assert not Approval.objects.everywhere().filter(side="client_services").exists(), refused.status_code


def test_a_signature_given_on_an_old_page_is_refused_when_the_phase_moved_on(pages, ready_phase) -> None:
    seen = Phase.objects.everywhere().get().record.version
    from pilotage.billers.operations import set_target_go_live

    set_target_go_live(phase=ready_phase, date=date(2027, 3, 1), reason="They asked", by=system(), now=LATER)
    pages["pm"].post(f"/go-lives/{ready_phase.pk}/approve/", {"version": seen})
    assert not Approval.objects.everywhere().exists()


def test_a_signature_is_taken_back_with_a_reason(pages, ready_phase, by) -> None:
    operations.approve(phase=ready_phase, by=by["pm"], now=LATER)
    row = Approval.objects.everywhere().get()
    assert pages["pm"].post(f"/approvals/{row.pk}/withdraw/", {"reason": ""}).status_code == 422
    assert pages["pm"].post(f"/approvals/{row.pk}/withdraw/", {"reason": "Wrong phase"}).status_code == 302
    row.refresh_from_db()
    assert row.withdrawn_at is not None


@pytest.mark.parametrize(("view", "is_there"), [("ahead", True), ("waiting", False), ("done", False)])
def test_the_list_by_where_go_lives_stand(pages, ready_phase, view, is_there) -> None:
    found = f"/go-lives/{ready_phase.pk}/" in pages["pm"].get(f"/go-lives/?view={view}").content.decode()
    assert found is is_there
