"""The pages of reports: from a phase to a draft, its words, its readers, and out."""

import pytest
import time_machine
from django.conf import settings

from pilotage.core.viewer import system
from pilotage.documents.models import ShareLink
from pilotage.onboarding.operations import load_shipped_playbook, start_project
from pilotage.reports.models import Report
from story import NOW


@pytest.fixture(autouse=True)
def at_now(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "FILES_ROOT", tmp_path / "files")
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def browser(phase, pm, person, signed_in):
    start_project(
        phase=phase,
        playbook_version=load_shipped_playbook(by=system(), now=NOW),
        kickoff_date=NOW.date(),
        by=pm,
        now=NOW,
    )
    return signed_in(person("pm", name="Pat"))


def test_a_status_report_is_written_and_sent_from_the_project(browser, phase) -> None:
    project = phase.projects.get()
    assert f"/phases/{phase.pk}/reports/" in browser.get(f"/projects/{project.pk}/").content.decode()
    assert "No report was made yet" in browser.get(f"/phases/{phase.pk}/reports/").content.decode()
    made = browser.post(f"/phases/{phase.pk}/reports/status/draft/")
    there = made.url.removesuffix("edit/")
    assert there != made.url, "Who makes a draft wants to write in it."
    page = browser.get(there).content.decode()
    assert page.index("What changed since last time") < page.index("Dates and forecast") < page.index("Next steps")
    sending = browser.get(f"{there}send/").content.decode()
    assert "Nobody reads these reports yet." in sending
    given = {
        "cadence": "weekly",
        "weekday": "4",
        "hour": "9",
        "is_sent_unread": "no",
        "guests": "Gail <gail@example.com>",
        "version": "1",
    }
    scheduled = browser.post(f"/phases/{phase.pk}/reports/status/schedule/", given)
    assert scheduled.status_code == 302, scheduled.content.decode()
    report = Report.objects.everywhere().get()
    words = {
        "title": "Week 45",
        "text_next": "Bank letter, please.",
        "left_out": ["tests"],
        "version": report.record.version,
    }
    assert browser.post(f"{there}edit/", words).status_code == 302
    page = browser.get(there).content.decode()
    assert "Bank letter, please." in page and 'id="tests"' not in page
    reader = report.series.readers.get()
    version = Report.objects.everywhere().get().record.version
    assert browser.post(f"{there}send/", {"readers": [reader.pk], "version": version}).status_code == 302
    assert ShareLink.objects.everywhere().get().email == "gail@example.com"
    assert "Gail" in browser.get(there).content.decode()
    assert browser.get(f"{there}report.pdf")["Content-Type"] == "application/pdf"
    assert browser.get(f"{there}report.pptx").status_code == 404
    assert (
        "Every week, Friday at 09:00, as a draft for Pat"
        in browser.get(f"/phases/{phase.pk}/reports/").content.decode()
    )


def test_the_list_of_reports_asks_as_much_for_three_as_for_one(browser, phase, django_assert_num_queries) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for kind in ("status", "steering", "kickoff"):
        browser.post(f"/phases/{phase.pk}/reports/{kind}/draft/")
        browser.get("/reports/")
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert browser.get("/reports/").status_code == 200
        counts.append(len(found))
    assert counts[0] == counts[2] <= 15


def test_a_wrong_address_of_a_reader_is_told_beside_the_field(browser, phase) -> None:
    given = {
        "cadence": "",
        "weekday": "4",
        "hour": "9",
        "is_sent_unread": "no",
        "guests": "Gail at home",
        "version": "0",
    }
    page = browser.post(f"/phases/{phase.pk}/reports/status/schedule/", given)
    assert page.status_code == 422 and "is no e-mail address" in page.content.decode()
