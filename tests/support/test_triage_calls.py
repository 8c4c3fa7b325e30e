"""Triage calls: Tuesdays and Thursdays at ten Eastern, a leader present, each case leaving with its way."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from icalendar import Calendar

from pilotage.core.errors import Refused
from pilotage.core.models import OutboxMessage
from pilotage.core.viewer import system
from pilotage.notices.models import Notice
from pilotage.people.viewers import viewer_of
from pilotage.support import operations, queries, rules
from pilotage.support.call_files import call_file
from pilotage.support.models import Case, TriageAttendance, TriageCall, TriageOutcome
from story import NOW

EASTERN = ZoneInfo("America/New_York")


@pytest.fixture
def lea(person):
    return person("cs_leader", name="Lea")


@pytest.fixture
def tina(person):
    return person("tsm", name="Tina")


@pytest.fixture
def calls(lea, tina) -> list[TriageCall]:
    operations.make_calls(by=system(), now=NOW)
    return list(TriageCall.objects.order_by("starts_at"))


@pytest.fixture
def case(biller, phase, pm) -> Case:
    return operations.open_case(biller=biller, phase=phase, title="Payments missing", severity=1, by=pm, now=NOW)


@pytest.fixture
def way(tina):
    return {"path": "tracker", "path_words": "PAY-1 is looked at", "owner": tina, "due_date": date(2026, 11, 6)}


def begun(call):
    return call.starts_at + timedelta(minutes=20)


def attended(call, *people):
    return set(TriageAttendance.objects.filter(call=call, user__in=people).values_list("pk", flat=True))


@pytest.mark.parametrize(
    ("roles", "leads"),
    [(["tsm_manager"], True), (["cs_leader"], True), (["tsm", "cs_leader"], True), (["tsm"], False), (["admin"], False), ([], False)],
)  # fmt: skip
def test_who_leads(roles, leads) -> None:
    assert rules.is_leader(roles) is leads


def test_calls_are_at_ten_eastern_on_both_sides_of_the_change_of_the_clock_and_not_on_holidays(calls) -> None:
    local = [call.starts_at.astimezone(EASTERN) for call in calls]
    assert {(one.weekday(), one.time()) for one in local} == {(1, time(10)), (3, time(10))}
    assert date(2026, 11, 26) not in {call.slot_date for call in calls} and len(calls) == 15
    operations.make_calls(by=system(), now=datetime(2027, 2, 10, tzinfo=EASTERN))
    spring = {
        c.slot_date: c.starts_at.hour for c in TriageCall.objects.filter(slot_date__range=("2027-03-11", "2027-03-16"))
    }
    assert spring == {date(2027, 3, 11): 15, date(2027, 3, 16): 14}


def test_running_the_job_again_makes_and_invites_nobody_twice(calls, lea, tina) -> None:
    mails = OutboxMessage.objects.count()
    assert operations.make_calls(by=system(), now=NOW) == 0
    assert OutboxMessage.objects.count() == mails == 2 * 2
    assert {row.user.name for row in queries.attendances_of(calls[0])} == {"Lea", "Tina"}
    assert not queries.attendances_of(calls[4])


def test_a_case_leaves_with_its_way_an_owner_and_a_day(calls, case, way, pm) -> None:
    call = calls[0]
    with pytest.raises(Refused):
        operations.triage_in_call(call=call, case=case, by=pm, now=NOW, **way)
    with pytest.raises(Refused) as refused:
        operations.triage_in_call(call=call, case=case, by=pm, now=begun(call), **(way | {"due_date": None}))
    assert refused.value.field == "due_date"
    operations.triage_in_call(call=call, case=case, by=pm, now=begun(call), **way)
    operations.triage_in_call(call=call, case=case, by=pm, now=begun(call), **(way | {"path": "sme"}))
    outcome = TriageOutcome.objects.everywhere().get()
    assert (outcome.path, outcome.owner, outcome.due_date) == ("sme", way["owner"], date(2026, 11, 6))
    assert Case.objects.everywhere().get().path == "sme"
    assert not queries.agenda(pm, begun(call)).exists()


def test_without_a_leader_a_call_is_not_minuted_and_nothing_is_kept(calls, case, way, pm, lea, tina) -> None:
    call, after = calls[0], begun(calls[0])
    operations.triage_in_call(call=call, case=case, by=pm, now=after, **way)
    with pytest.raises(Refused) as refused:
        operations.hold_call(call=call, attended=attended(call, tina), by=pm, now=after)
    assert refused.value.field == "attended"
    call.refresh_from_db()
    assert call.state == "scheduled" and not Notice.objects.filter(kind="triage_minutes").exists()
    assert operations.hold_call(call=call, attended=attended(call, tina, lea), by=pm, now=after) == 2
    call.refresh_from_db()
    assert call.state == "held" and call.left_count == 0


def test_minutes_go_by_mail_to_who_came_with_how_each_case_left(calls, case, way, pm, lea, person) -> None:
    call, after = calls[0], begun(calls[0])
    absent = person("im", name="Ian")
    operations.invite_to_call(call=call, people=[absent], by=pm, now=NOW)
    operations.triage_in_call(call=call, case=case, by=pm, now=after, **way)
    operations.hold_call(call=call, attended=attended(call, lea), minutes="Short", by=pm, now=after)
    mails = [one.payload for one in OutboxMessage.objects.filter(channel="mail") if "Minutes of" in one.payload["text"]]
    assert [mail["to"] for mail in mails] == [[lea.email]]
    for part in ("Short", "Payments missing", "PAY-1 is looked at", "Tina"):
        assert part in mails[0]["text"]


def test_a_call_with_nothing_decided_needs_words_and_one_ahead_has_no_minutes(calls, pm, lea) -> None:
    for words, now in (("", begun(calls[0])), ("All quiet", NOW)):
        with pytest.raises(Refused):
            operations.hold_call(call=calls[0], attended=attended(calls[0], lea), minutes=words, by=pm, now=now)
    operations.hold_call(
        call=calls[0], attended=attended(calls[0], lea), minutes="All quiet", by=pm, now=begun(calls[0])
    )


def test_a_cancelled_call_leaves_calendars_and_stays_cancelled(calls, pm, lea) -> None:
    call = calls[0]
    before = Calendar.from_ical(call_file(call, now=NOW)).events[0]
    operations.cancel_call(call=call, reason="Storm", by=pm, now=NOW)
    call.refresh_from_db()
    file = Calendar.from_ical(call_file(call, now=NOW))
    assert file["METHOD"] == "CANCEL" and file.events[0]["UID"] == before["UID"] and file.events[0]["SEQUENCE"] == 1
    assert operations.make_calls(by=system(), now=NOW) == 0


def test_a_call_whose_time_has_passed_waits_to_be_recorded_and_its_leaders_are_told_once(calls, pm, lea, tina) -> None:
    call, over = calls[0], calls[0].ends_at
    assert [call.standing(at) for at in (NOW, call.starts_at, over - timedelta(seconds=1), over)] == [
        "scheduled", "running", "running", "to_record",
    ]  # fmt: skip
    assert operations.remind_of_calls(by=system(), now=over - timedelta(seconds=1)) == 0
    assert operations.remind_of_calls(by=system(), now=over) == 1
    assert operations.remind_of_calls(by=system(), now=over + timedelta(hours=1)) == 0
    assert [one.user for one in Notice.objects.filter(kind="triage_to_record")] == [lea]
    with pytest.raises(Refused):
        operations.cancel_call(call=call, reason="Too late", by=pm, now=call.starts_at)


def test_a_missed_call_says_why_and_can_still_get_its_minutes(calls, case, pm, lea) -> None:
    call, over = calls[0], calls[0].ends_at
    for reason, at in (("", over), ("A storm", over - timedelta(seconds=1))):
        with pytest.raises(Refused):
            operations.miss_call(call=call, reason=reason, by=pm, now=at)
    mails = OutboxMessage.objects.count()
    operations.miss_call(call=call, reason="A storm", by=pm, now=over)
    call.refresh_from_db()
    assert (call.standing(over), call.minutes, OutboxMessage.objects.count()) == ("missed", "A storm", mails)
    assert queries.agenda(pm, over).exists() and operations.remind_of_calls(by=system(), now=over) == 0
    with pytest.raises(Refused):
        operations.miss_call(call=call, reason="Twice", by=pm, now=over)
    operations.hold_call(call=call, attended=attended(call, lea), minutes="It was held after all", by=pm, now=over)
    call.refresh_from_db()
    assert call.state == "held"


def test_the_pages_ask_for_calls_that_are_not_recorded(calls, lea, signed_in) -> None:
    browser: Client = signed_in(lea)
    TriageCall.objects.update(starts_at=datetime.now().astimezone() + timedelta(days=2))
    TriageCall.objects.filter(pk=calls[0].pk).update(starts_at=datetime.now().astimezone() - timedelta(hours=2))
    here = f"/cases/calls/{calls[0].pk}/"
    listed, page = browser.get("/cases/calls/").content.decode(), browser.get(here).content.decode()
    assert "1 call is over and not recorded" in listed and "To be recorded" in listed
    assert "To be recorded" in page and "It was missed" in page and "Cancel…" not in page
    done = browser.post(f"{here}miss/", {"reason": "A storm"}, follow=True).content.decode()
    assert "Why it was missed" in done and "A storm" in done and "It was held after all" in done
    assert "over and not recorded" not in browser.get("/cases/calls/").content.decode()


def test_the_pages_of_a_call(calls, case, way, lea, tina, signed_in, biller) -> None:
    browser: Client = signed_in(lea)
    here = f"/cases/calls/{calls[0].pk}/"
    page = browser.get(here).content.decode()
    for part in ("Payments missing", "Hill Water", "Lea", "leader", "Critical"):
        assert part in page
    assert "Triage call of" in browser.get("/cases/calls/").content.decode()
    assert browser.get(f"{here}calendar.ics")["Content-Type"].startswith("text/calendar")
    TriageCall.objects.update(starts_at=datetime.now().astimezone() - timedelta(minutes=5))
    given = {**way, "owner": tina.pk, "due_date": "2030-01-01"}
    url = f"/cases/{case.pk}/triage/?call={calls[0].pk}"
    assert browser.post(url, given | {"due_date": ""}).status_code == 422
    assert browser.post(url, given)["Location"] == here
    wrong = browser.post(f"{here}minutes/", {"attended": list(attended(calls[0], tina)), "minutes": "x"})
    assert wrong.status_code == 422 and "a triage call needs one" in wrong.content.decode()
    done = browser.post(f"{here}minutes/", {"attended": list(attended(calls[0], lea)), "minutes": "x"}, follow=True)
    assert "Leader on the call:" in done.content.decode()


def test_the_page_warns_when_no_leader_is_invited(tina, signed_in) -> None:
    operations.make_calls(by=system(), now=NOW)
    call = TriageCall.objects.order_by("starts_at").first()
    assert "No leader of the TSM team" in signed_in(tina).get(f"/cases/calls/{call.pk}/").content.decode()


def test_only_those_who_write_cases_minute_calls(calls, lea, viewer, person) -> None:
    from pilotage.core.errors import Forbidden

    with pytest.raises(Forbidden):
        operations.hold_call(
            call=calls[0], attended=attended(calls[0], lea), minutes="x", by=viewer_of(person("marketing"), source="page"),
            now=begun(calls[0]),
        )  # fmt: skip
