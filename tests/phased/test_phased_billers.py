"""A person says that a biller is phased; then cases bring work by the RACI, and one list holds everything open."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pilotage.billers import operations as billers
from pilotage.billers.models import Phase
from pilotage.core.errors import Forbidden, Refused
from pilotage.core.models import Event
from pilotage.core.viewer import system
from pilotage.people.viewers import viewer_of
from pilotage.phased import operations, queries, reactions
from pilotage.raci.models import Duty
from pilotage.raid.operations import raise_entry
from pilotage.support import operations as support
from pilotage.support.models import Case
from pilotage.work.operations import create_task
from story import NOW


@pytest.fixture
def two_phases(biller, phase):
    """One phase is live since September, one lies ahead."""
    ahead = billers.add_phase(by=system(), now=NOW, biller=biller)
    Phase.objects.everywhere().filter(pk=phase.pk).update(stage="transition", went_live_date=date(2026, 9, 1))
    return Phase.objects.everywhere().select_related("biller", "record").get(pk=phase.pk), ahead


@pytest.fixture
def confirmed(two_phases, biller, pm):
    return operations.say_phased(biller=biller, is_phased=True, by=pm, now=NOW)


def heard(kind: str, record_id) -> None:
    """The worker hears of the newest event of this kind."""
    event = Event.objects.filter(kind=kind, record_id=record_id).order_by("-seq").first()
    for run in {
        "support.case_created": [reactions.bring_to_triage],
        "support.triaged": [reactions.follow_the_way],
        "support.tracked": [reactions.settle_the_tracker],
        "support.noted": [reactions.settle_the_notes],
        "support.closed": [reactions.tell_of_the_end],
    }[kind]:
        run(event, by=system(), now=NOW)
        run(event, by=system(), now=NOW)  # reactions run at least once


def owed(**asked) -> list[int]:
    return sorted(Duty.objects.everywhere().filter(settled_at=None, **asked).values_list("number", flat=True))


def test_confirming_keeps_the_signs_marks_the_phases_and_shares_the_first_work_out(
    confirmed, two_phases, biller
) -> None:
    assert [one["sign"] for one in confirmed.signs] == ["steering", "raid", "revenue", "project", "archived"]
    assert set(Phase.objects.everywhere().filter(biller=biller).values_list("is_phased", flat=True)) == {True}
    assert owed() == [1, 2, 6] and owed(phase=two_phases[0]) == [1, 2, 6]
    assert Event.objects.filter(kind="phased.confirmed", record_id=confirmed.pk).count() == 1


def test_taking_back_needs_a_reason_and_ends_the_sharing(confirmed, biller, pm, phase) -> None:
    with pytest.raises(Refused, match="Say why"):
        operations.say_phased(biller=biller, is_phased=False, by=pm, now=NOW)
    operations.say_phased(biller=biller, is_phased=False, reason="All is live", by=pm, now=NOW)
    before = Duty.objects.everywhere().count()
    case = support.open_case(biller=biller, phase=phase, title="Late", severity=2, by=pm, now=NOW)
    heard("support.case_created", case.pk)
    assert Duty.objects.everywhere().count() == before
    assert set(Phase.objects.everywhere().filter(biller=biller).values_list("is_phased", flat=True)) == {False}


def test_it_is_said_once_by_those_who_may_and_where_something_is_live(biller, phase, pm, viewer, two_phases) -> None:
    with pytest.raises(Forbidden):
        operations.say_phased(biller=biller, is_phased=True, by=viewer("marketing"), now=NOW)
    operations.say_phased(biller=biller, is_phased=True, by=pm, now=NOW)
    with pytest.raises(Refused, match="said so already"):
        operations.say_phased(biller=biller, is_phased=True, by=viewer("tsm"), now=NOW)


def test_before_anything_is_live_there_is_no_front_to_share(biller, phase, pm) -> None:
    with pytest.raises(Refused, match="Nothing of this biller is live yet"):
        operations.say_phased(biller=biller, is_phased=True, by=pm, now=NOW)


def test_a_case_goes_its_way_and_each_step_settles_what_was_owed(confirmed, biller, phase, pm, person) -> None:
    tess = person("tsm", name="Tess")
    tsm = viewer_of(tess, source="page")
    case = support.open_case(biller=biller, phase=phase, title="Late", severity=2, by=pm, now=NOW)
    heard("support.case_created", case.pk)
    assert owed(subject=case.pk) == [3]
    support.triage_case(case=case, path="tracker", path_words="PAY", owner=tess, by=tsm, now=NOW)
    heard("support.triaged", case.pk)
    assert owed(subject=case.pk) == [4]
    support.link_tracker(case=case, key="PAY-1", by=tsm, now=NOW)
    heard("support.tracked", case.pk)
    assert owed(subject=case.pk) == []
    later = NOW + timedelta(days=3)
    assert [operations.raise_stale_notes(by=system(), now=later) for _ in range(2)] == [1, 0]
    assert owed(subject=case.pk) == [5]
    support.write_notes(case=case, notes="Found", by=tsm, now=later)
    heard("support.noted", case.pk)
    assert owed(subject=case.pk) == []
    support.close_case(case=case, outcome="Mended", by=tsm, now=later)
    heard("support.closed", case.pk)
    news = Duty.objects.everywhere().get(subject=case.pk, number=9)
    assert news.settled_at is not None and {s.letter for s in news.shares.everywhere()} == {"I"}


def test_a_biller_that_nobody_confirmed_gets_no_duties(two_phases, biller, pm) -> None:
    case = support.open_case(biller=biller, title="Late", severity=2, by=pm, now=NOW)
    heard("support.case_created", case.pk)
    assert not Duty.objects.everywhere().exists()


def fill(biller, phase, pm, n: int = 1) -> None:
    for i in range(n):
        support.open_case(biller=biller, phase=phase, title=f"Case {i}", severity=1, by=pm, now=NOW)
        create_task(subject=biller.record, biller=biller, title=f"Task {i}", due_date=date(2026, 11, 1), by=pm, now=NOW)
        raise_entry(phase=phase, kind="issue", title=f"Issue {i}", impact=5, party="biller", by=pm, now=NOW)


def test_everything_open_stands_in_one_list_most_urgent_first(two_phases, biller, phase, pm) -> None:
    fill(biller, phase, pm)
    today = date(2026, 11, 2)
    found = queries.front(pm, biller, {}, today=today)
    assert [str(one.kind) for one in found] == ["case", "raid", "task"]
    assert [one.title for one in queries.front(pm, biller, {"due": "overdue"}, today=today)] == ["Task 0"]
    assert [one.title for one in queries.front(pm, biller, {"side": "biller"}, today=today)] == ["Issue 0"]
    assert [one.title for one in queries.front(pm, biller, {"q": "c-1"}, today=today)] == ["Case 0"]
    assert [one.title for one in queries.front(pm, biller, {"kind": "task"}, today=today, sort="-due")] == ["Task 0"]
    Case.objects.everywhere().update(state="closed", closed_at=NOW, outcome="Done")
    assert "case" not in {str(one.kind) for one in queries.front(pm, biller, {}, today=today)}


def _asked(browser, address) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(address).status_code == 200
    return len(asked)


def test_the_pages_lead_from_the_signs_to_the_list_and_ask_as_often_for_many(
    two_phases, biller, phase, person, signed_in
) -> None:
    pat = person("pm", name="Pat")
    browser, pm = signed_in(pat), viewer_of(pat, source="page")
    assert biller.name in browser.get("/phased/").content.decode()
    shown = browser.get(f"/billers/{biller.pk}/phased/").content.decode()
    assert "Steering meetings are still regular" in shown and "Confirm phased" in shown
    answer = browser.post(f"/billers/{biller.pk}/phased/say/", {"reason": "Two fronts"})
    assert answer["Location"] == f"/billers/{biller.pk}/open/"
    counted = []
    for n in (1, 8):
        fill(biller, phase, pm, n)
        for address in (f"/billers/{biller.pk}/open/", f"/billers/{biller.pk}/phased/", "/phased/"):
            browser.get(address)
            counted.append(min(_asked(browser, address) for _ in range(2)))  # settings are read again after seconds
    assert counted[:3] == counted[3:] and max(counted) <= 15
    text = b"".join(browser.get(f"/billers/{biller.pk}/open/?as=csv")).decode()
    assert "Issue 7" in text and "http" in text
    assert "phased" in b"".join(browser.get("/phased/?as=csv")).decode()
    assert browser.get(f"/phases/{phase.pk}/open/")["Location"] == f"/billers/{biller.pk}/open/"
