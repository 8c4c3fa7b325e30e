"""Packs of meetings: made from the meeting's page, with the client's production cases, linked both ways."""

from datetime import timedelta

import pytest
from django.test import Client

from pilotage.core.errors import Refused
from pilotage.meetings import operations as meetings
from pilotage.meetings.proposing import proposals
from pilotage.meetings.queries import items_of
from pilotage.reports import operations
from pilotage.reports.models import Report
from pilotage.support.operations import open_case, triage_case
from story import NOW


@pytest.fixture
def meeting(phase, pm):
    return meetings.schedule_meeting(
        phase=phase,
        kind="client",
        starts_at=NOW + timedelta(days=2000),
        attendees=[("Cy", "cy@example.com")],
        by=pm,
        now=NOW,
    )


@pytest.fixture
def case(biller, phase, pm, person):
    made = open_case(biller=biller, phase=phase, title="Payments missing", severity=1, by=pm, now=NOW)
    tina = person("tsm", name="Tina")
    triage_case(case=made, path="tracker", path_words="PAY-1 is looked at", owner=tina, by=pm, now=NOW)
    return made


def test_a_pack_is_made_from_the_meeting_and_stands_on_both_pages(meeting, case, phase, person, signed_in) -> None:
    browser: Client = signed_in(person("pm", name="Dana"))
    answer = browser.post(f"/phases/{phase.pk}/reports/client/draft/", {"to": str(meeting.pk)})
    made = Report.objects.everywhere().get()
    assert answer["Location"] == f"/reports/{made.pk}/edit/" and made.meeting_id == meeting.pk
    page = browser.get(f"/reports/{made.pk}/").content.decode()
    for part in ("Production cases", "Payments missing", "PAY-1 is looked at", "Tina", meeting.title):
        assert part in page
    assert made.title in browser.get(f"/meetings/{meeting.pk}/").content.decode()
    slides = browser.get(f"/reports/{made.pk}/report.pptx")
    assert slides.status_code == 200


def test_a_pack_of_another_phases_meeting_is_refused(meeting, make_biller, pm) -> None:
    from pilotage.billers.operations import add_phase

    other = add_phase(by=pm, now=NOW, biller=make_biller("Dale Power"), integration=None)
    series = operations.ensure_series(phase=other, kind="client", by=pm, now=NOW)
    with pytest.raises(Refused):
        operations.make_draft(series=series, meeting=meeting, by=pm, now=NOW)


def test_open_cases_are_proposed_in_the_tsms_part_of_the_clients_meeting(meeting, case, pm) -> None:
    found = [one for _label, rows in proposals(meeting, pm, NOW) for one in rows]
    assert [(one.title, one.part, one.presenter) for one in found] == [("Payments missing", "tsm", "Tina")]
    meetings.take_proposals(meeting=meeting, keys=[found[0].key], by=pm, now=NOW)
    assert [one.about_id for one in items_of(meeting.pk)] == [case.pk]
