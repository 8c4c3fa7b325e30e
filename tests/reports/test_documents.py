"""A project's documents: made as XLSX and PDF, kept in versions, linked in the Integration Summary by themselves."""

import io
from datetime import timedelta

import openpyxl
import pypdf
import pytest
from django.conf import settings

from pilotage.core.viewer import system
from pilotage.documents.models import StoredFile
from pilotage.documents.operations import path_of
from pilotage.onboarding.operations import load_shipped_playbook, start_project
from pilotage.raid.operations import raise_entry
from pilotage.reports.operations import export_documents
from pilotage.scope import operations as scope
from pilotage.summaries import operations as summaries
from pilotage.summaries.models import SummaryField
from pilotage.testing import operations as testing
from pilotage.work.operations import add_comment
from story import NOW

LATER = NOW + timedelta(days=1)


@pytest.fixture(autouse=True)
def files(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(settings, "FILES_ROOT", tmp_path / "files")


@pytest.fixture
def project(phase, pm):
    version = load_shipped_playbook(by=system(), now=NOW)
    return start_project(phase=phase, playbook_version=version, kickoff_date=NOW.date(), by=pm, now=NOW)


def kept(phase, series, ending):
    return (
        StoredFile.objects.everywhere()
        .filter(subject_id=phase.pk, series=series, name__endswith=ending)
        .order_by("number")
    )


def rows_of(file) -> list[dict[str, object]]:
    sheet = openpyxl.load_workbook(io.BytesIO(path_of(file.stored_name).read_bytes())).active
    headers, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(headers, row, strict=True)) for row in rows]


def test_documents_are_made_and_a_new_version_only_where_something_new_is_said(phase, project, pm) -> None:
    raise_entry(phase=phase, kind="risk", title="=The vendor is late", likelihood=5, impact=5, by=pm, now=NOW)
    assert export_documents(phase=phase, by=pm, now=NOW) == ["raid_log", "project_schedule"]
    assert export_documents(phase=phase, by=pm, now=LATER) == []
    raise_entry(phase=phase, kind="issue", title="Bank letter", impact=3, by=pm, now=LATER)
    assert export_documents(phase=phase, by=pm, now=LATER) == ["raid_log"]
    assert [file.number for file in kept(phase, "raid_log", ".xlsx")] == [1, 2]
    titles = [row["title"] for row in rows_of(kept(phase, "raid_log", ".xlsx").last())]
    assert titles == ["Bank letter", "'=The vendor is late"]
    said = pypdf.PdfReader(path_of(kept(phase, "raid_log", ".pdf").last().stored_name)).pages[0].extract_text()
    assert "Bank letter" in said and "RAID log" in said


def test_the_schedule_has_every_task_with_its_links(phase, project, pm) -> None:
    export_documents(phase=phase, by=pm, now=NOW)
    rows = rows_of(kept(phase, "project_schedule", ".xlsx").get())
    assert len(rows) == project.plan_tasks.count()
    waiting = project.dependencies.select_related("predecessor", "successor").first()
    row = next(row for row in rows if row["id"] == waiting.successor.code)
    assert waiting.predecessor.code in row["waits_for"]


def test_test_results_and_notes_are_documents_too(phase, project, pm) -> None:
    plan = testing.begin_plan(phase=phase, kind="uat", with_library=False, by=pm, now=NOW)
    case = testing.add_case(plan=plan, title="Pay by web", by=pm, now=NOW)
    assert "uat_plan" in export_documents(phase=phase, by=pm, now=NOW)
    testing.record_result(case=case, outcome="passed", note="Receipt 12", by=pm, now=NOW)
    testing.raise_defect(plan=plan, title="Cents are lost", severity="minor", by=pm, now=NOW)
    add_comment(
        subject=project.record,
        biller=phase.biller,
        text="They close at noon on Fridays.",
        is_internal=False,
        by=pm,
        now=NOW,
    )
    assert export_documents(phase=phase, by=pm, now=LATER) == ["uat_results", "project_notes"]
    (row,) = rows_of(kept(phase, "uat_results", ".xlsx").get())
    assert (row["case"], row["result"], row["note"]) == ("Pay by web", "passed", "Receipt 12")
    said = pypdf.PdfReader(path_of(kept(phase, "uat_results", ".pdf").get().stored_name)).pages[0].extract_text()
    assert "Cents are lost" in said
    assert [row["text"] for row in rows_of(kept(phase, "project_notes", ".xlsx").get())] == [
        "They close at noon on Fridays."
    ]


def test_the_scope_plan_is_a_document_of_the_project(phase, project, pm) -> None:
    promise = scope.add_promise(phase=phase, title="Wallets from day one", source="sales", by=pm, now=NOW)
    line = scope.add_line(phase=phase, title="Two wallets", promises=[promise], by=pm, now=NOW)
    scope.link_line(line=line, step="kpi", text="A tenth of payments by wallet", by=pm, now=NOW)
    assert "scope_plan" in export_documents(phase=phase, by=pm, now=NOW)
    (row,) = rows_of(kept(phase, "scope_plan", ".xlsx").get())
    assert (row["promise"], row["line"], row["kpi"]) == (
        "Wallets from day one",
        "Two wallets",
        "A tenth of payments by wallet",
    )
    scope.keep_scope_plan(phase=phase, by=pm, now=LATER)
    assert kept(phase, "scope_plan", ".pdf").get().number == 1, "What says the same is the same version, whoever asks."
    summary = summaries.ensure_summary(phase=phase, by=pm, now=LATER)
    assert value_of(summary, "scope_plan").value == f"/records/{phase.pk}/documents/scope_plan/"


@pytest.fixture
def summary(phase, project, pm):
    return summaries.ensure_summary(phase=phase, by=pm, now=NOW)


def value_of(summary, key):
    return SummaryField.objects.everywhere().get(summary=summary, key=key)


def test_links_stand_in_the_integration_summary_without_typing(phase, summary, pm) -> None:
    assert value_of(summary, "project_schedule").value.startswith("/projects/")
    export_documents(phase=phase, by=pm, now=LATER)
    row = value_of(summary, "project_schedule")
    assert (row.value, row.source) == (
        f"/records/{phase.pk}/documents/project_schedule/",
        "the documents of the project",
    )
    summaries.refresh_summary(summary=summary, by=pm, now=LATER)
    assert value_of(summary, "project_schedule").value == row.value


def test_a_link_that_a_person_wrote_stays(phase, summary, pm) -> None:
    summaries.fill_field(summary=summary, key="project_schedule", value="https://box.example.com/plan", by=pm, now=NOW)
    export_documents(phase=phase, by=pm, now=LATER)
    assert value_of(summary, "project_schedule").value == "https://box.example.com/plan"


def test_a_document_is_read_on_its_page_by_staff_alone(phase, project, pm, signed_in, person, clerk, biller) -> None:
    export_documents(phase=phase, by=pm, now=NOW)
    address = f"/records/{phase.pk}/documents/project_schedule/"
    page = signed_in(person("tsm")).get(address).content.decode()
    assert "Schedule, " in page and ".pdf" in page
    assert signed_in(person("tsm")).get(f"/records/{phase.pk}/documents/nothing/").status_code == 404


def test_the_worker_makes_them_when_asked_from_the_page(phase, project, pm, signed_in, person) -> None:
    from django_tasks_db.models import DBTaskResult

    from pilotage.core.jobs import perform

    browser = signed_in(person("pm"))
    assert browser.post(f"/phases/{phase.pk}/documents/make/").status_code == 302
    asked = DBTaskResult.objects.get()
    perform(asked.args_kwargs["kwargs"], progress=lambda done, total: None, now=LATER)
    page = browser.get(f"/phases/{phase.pk}/reports/").content.decode()
    assert f"/records/{phase.pk}/documents/project_schedule/" in page
