"""Reports: drafted from live data, written by a person, sent once, read by link, and never changed after."""

import io
from datetime import timedelta

import pypdf
import pytest
from django.conf import settings
from pptx import Presentation

from pilotage.core.errors import Forbidden, Refused, Stale
from pilotage.core.models import OutboxMessage
from pilotage.core.viewer import system
from pilotage.documents.models import ShareLink, ShareUse, StoredFile
from pilotage.documents.operations import path_of, revoke_link
from pilotage.documents.sharing import path_of_link
from pilotage.onboarding.operations import complete_plan_tasks, load_shipped_playbook, start_project
from pilotage.onboarding.queries import plan_of
from pilotage.raid.operations import raise_entry
from pilotage.reports import operations
from pilotage.reports.models import Report, ReportSeries
from story import NOW

LATER = NOW + timedelta(days=7)
GUEST = ("Gail Guest", "gail@example.com")


@pytest.fixture(autouse=True)
def files(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(settings, "FILES_ROOT", tmp_path / "files")


@pytest.fixture
def project(phase, pm):
    version = load_shipped_playbook(by=system(), now=NOW)
    return start_project(phase=phase, playbook_version=version, kickoff_date=NOW.date(), by=pm, now=NOW)


@pytest.fixture
def series(phase, project, pm) -> ReportSeries:
    return series_with(phase, "status", pm)


def series_with(phase, kind, by) -> ReportSeries:
    made = operations.ensure_series(phase=phase, kind=kind, by=by, now=NOW)
    schedule(made, by)
    return made


def schedule(series, by, cadence="", unread=False, readers=(GUEST,), now=NOW):
    return operations.change_schedule(
        series=series, cadence=cadence, weekday=4, hour=9, is_sent_unread=unread, readers=readers, by=by, now=now
    )


def words_of(data: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages).split())


def edit(report, by, **more):
    given = {"title": report.title, "texts": {}} | more
    return operations.edit_report(report=report, by=by, now=LATER, **given)


def test_a_sent_report_says_first_what_changed_since_the_one_before(series, project, pm, phase) -> None:
    first = operations.make_draft(series=series, by=pm, now=NOW)
    operations.send_report(report=first, by=pm, now=NOW)
    raise_entry(phase=phase, kind="risk", title="The vendor is late", likelihood=5, impact=5, by=pm, now=LATER)
    complete_plan_tasks(plan_tasks=plan_of(project)[:2], as_planned=True, by=pm, now=LATER)
    second = operations.make_draft(series=series, by=pm, now=LATER)
    assert "New: R1 The vendor is late (high)." in second.facts["changes"]
    assert "2 tasks were completed." in second.facts["changes"]
    assert (second.number, second.since, second.standing) == (2, NOW, "at_risk")


def test_facts_stay_as_of_their_moment_until_they_are_brought_up_and_texts_stay(series, phase, pm) -> None:
    draft = operations.make_draft(series=series, by=pm, now=NOW)
    edit(draft, pm, texts={"raid": "We meet the vendor on Monday.", "unknown": "x"}, left_out=["tests"])
    raise_entry(phase=phase, kind="risk", title="Vendor", likelihood=5, impact=5, by=pm, now=LATER)
    draft.refresh_from_db()
    assert draft.facts["raid"]["open"] == [] and draft.texts == {"raid": "We meet the vendor on Monday."}
    operations.refresh_facts(report=draft, by=pm, now=LATER)
    assert [one["title"] for one in draft.facts["raid"]["open"]] == ["Vendor"]
    assert draft.texts == {"raid": "We meet the vendor on Monday."} and draft.as_of == LATER


def test_there_is_one_draft_at_a_time(series, pm) -> None:
    draft = operations.make_draft(series=series, by=pm, now=NOW)
    assert operations.make_draft(series=series, by=pm, now=LATER).pk == draft.pk
    assert Report.objects.everywhere().count() == 1


def test_another_standing_needs_a_reason(series, pm) -> None:
    draft = operations.make_draft(series=series, by=pm, now=NOW)
    with pytest.raises(Refused, match="Say why") as refused:
        edit(draft, pm, standing="late")
    assert refused.value.field == "standing_reason"
    edit(draft, pm, standing="late", standing_reason="The bank told us so")
    operations.refresh_facts(report=draft, by=pm, now=LATER)
    assert (draft.standing, draft.standing_reason) == ("late", "The bank told us so")


def test_a_sent_report_stays_as_it_is_and_a_new_version_follows_it(series, pm) -> None:
    report = operations.make_draft(series=series, by=pm, now=NOW)
    operations.send_report(report=report, by=pm, now=NOW)
    for act in (
        lambda: edit(report, pm),
        lambda: operations.refresh_facts(report=report, by=pm, now=LATER),
        lambda: operations.send_report(report=report, by=pm, now=LATER),
        lambda: operations.discard_draft(report=report, by=pm, now=LATER),
    ):
        with pytest.raises(Refused, match="sent and stays"):
            act()
    second = operations.revise_report(report=report, by=pm, now=LATER)
    assert (second.number, second.version, second.facts) == (1, 2, report.facts)
    with pytest.raises(Refused, match="draft is open"):
        operations.revise_report(report=report, by=pm, now=LATER)


def test_each_reader_gets_a_link_of_their_own_whose_use_is_logged_and_that_can_be_ended(
    series, pm, client, time_machine
) -> None:
    time_machine.move_to(LATER)
    report = operations.make_draft(series=series, by=pm, now=LATER)
    edit(report, pm, texts={"next": "Please send the bank letter <b>today</b>."})
    operations.send_report(report=report, by=pm, now=LATER)
    (link,) = ShareLink.objects.everywhere()
    mail = OutboxMessage.objects.get(channel="mail").payload
    assert mail["to"] == [GUEST[1]] and path_of_link(link) in mail["text"]
    page = client.get(path_of_link(link)).content.decode()
    assert "Please send the bank letter &lt;b&gt;today&lt;/b&gt;." in page and "What changed since last time" in page
    pdf = b"".join(client.get(path_of_link(link, "pdf")).streaming_content)
    assert "Please send the bank letter <b>today</b>." in words_of(pdf)
    assert client.get(path_of_link(link, "pptx")).status_code == 404
    assert ShareUse.objects.everywhere().count() == 3
    revoke_link(link=link, by=pm, now=LATER)
    assert client.get(path_of_link(link, "pdf")).status_code == 410


def test_the_pdf_is_kept_as_it_was_sent(series, phase, pm) -> None:
    report = operations.make_draft(series=series, by=pm, now=NOW)
    operations.send_report(report=report, by=pm, now=NOW)
    (kept,) = StoredFile.objects.everywhere().filter(subject=report.record)
    said = words_of(path_of(kept.stored_name).read_bytes())
    assert (
        phase.biller.name in said
        and "Milestones" in said
        and said.index("What changed") < said.index("Dates and forecast")
    )


@pytest.mark.parametrize(("kind", "title"), [("kickoff", "Who works on it"), ("steering", "Decisions needed")])
def test_a_pack_opens_as_slides_with_a_title_on_each(kind, title, phase, project, pm) -> None:
    series = series_with(phase, kind, pm)
    for n in range(24):
        raise_entry(phase=phase, kind="decision", title=f"Decision {n}", impact=3, by=pm, now=NOW)
    report = operations.make_draft(series=series, by=pm, now=NOW)
    operations.send_report(report=report, by=pm, now=NOW)
    kept = StoredFile.objects.everywhere().get(subject=report.record, name__endswith=".pptx")
    deck = Presentation(path_of(kept.stored_name))
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    assert titles[0] == report.title and title in titles and all(titles)
    rows = [
        row.cells[1].text
        for slide in deck.slides
        for shape in slide.shapes
        if shape.has_table
        for row in shape.table.rows
    ]
    if kind == "steering":
        assert {f"Decision {n}" for n in range(24)} <= set(rows) and "Decisions needed (continued)" in titles


def test_a_report_goes_out_by_itself_once_for_each_slot(series, pm) -> None:
    schedule(series, pm, cadence="weekly", unread=True)
    friday = NOW + timedelta(days=4, hours=3)
    assert operations.run_due(by=system(), now=NOW) == 0
    assert [operations.run_due(by=system(), now=friday) for _ in range(2)] == [1, 0]
    assert operations.run_due(by=system(), now=friday + timedelta(days=3)) == 0
    assert operations.run_due(by=system(), now=friday + timedelta(days=7)) == 1
    sent = Report.objects.everywhere().order_by("number")
    assert [(one.number, one.state) for one in sent] == [(1, "sent"), (2, "sent")]
    assert OutboxMessage.objects.filter(channel="mail", payload__to=[GUEST[1]]).count() == 2


def test_a_draft_waits_for_words_where_somebody_wants_to_read_first(series, pm) -> None:
    from pilotage.notices.models import Notice

    schedule(series, pm, cadence="weekly")
    assert operations.run_due(by=system(), now=NOW + timedelta(days=5)) == 1
    (draft,) = Report.objects.everywhere()
    assert draft.state == "draft" and Notice.objects.get().user_id == pm.user_id


def test_what_cannot_be_is_refused(series, pm, viewer, phase) -> None:
    for readers, cadence, words in (
        ([("X", "no address")], "", "no e-mail"),
        ([], "weekly", "Nobody"),
        ([GUEST], "hourly", "how often"),
    ):
        with pytest.raises(Refused, match=words):
            schedule(series, pm, cadence=cadence, unread=True, readers=readers)
    draft = operations.make_draft(series=series, by=pm, now=NOW)
    with pytest.raises(Refused, match="card number"):
        edit(draft, pm, texts={"next": "4111 1111 1111 1111"})
    with pytest.raises(Stale):
        edit(draft, pm, texts={"next": "x"}, expect=draft.record.version + 5)
    with pytest.raises(Refused, match="Nobody would get it"):
        operations.send_report(report=draft, readers=[], by=pm, now=NOW)
    with pytest.raises(Forbidden):
        operations.make_draft(series=series, by=viewer("sme"), now=NOW)


def test_a_phase_without_a_project_can_be_told_about(phase, pm) -> None:
    series = series_with(phase, "status", pm)
    report = operations.make_draft(series=series, by=pm, now=NOW)
    assert operations.send_report(report=report, by=pm, now=NOW) == 1
