"""A plan goes out as a file and comes back: the same file changes nothing, an edited one what it says, a wrong one nothing."""

import io
from dataclasses import replace
from datetime import date, timedelta

import openpyxl
import pytest
import time_machine
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pilotage.core.errors import Forbidden, Refused, Stale
from pilotage.core.models import Event
from pilotage.core.viewer import system
from pilotage.onboarding import operations
from pilotage.onboarding.exchange import FileRefused, read_plan_file
from pilotage.onboarding.exchange.mspdi_writing import write_mspdi
from pilotage.onboarding.exchange.workbook import write_workbook
from pilotage.onboarding.models import PlanTask
from pilotage.onboarding.plan_files import difference, document_of
from pilotage.planner.tasks import Link
from story import NOW

TODAY = NOW.date()


@pytest.fixture
def project(phase, pm, viewer):
    version = operations.load_shipped_playbook(by=system(), now=NOW)
    made = operations.start_project(
        phase=phase, playbook_version=version, kickoff_date=TODAY - timedelta(days=20), by=pm, now=NOW
    )
    rows = list(made.plan_tasks.select_related("task__biller", "project__record").order_by("position"))
    operations.complete_plan_task(plan_task=rows[0], on=TODAY - timedelta(days=10), by=pm, now=NOW)
    operations.edit_plan_task(plan_task=rows[1], fields={"percent_done": 40}, by=pm, now=NOW)
    operations.edit_plan_task(
        plan_task=rows[9], fields={"no_earlier_date": date(2027, 1, 4), "party": "bank"}, by=pm, now=NOW
    )
    operations.edit_plan_task(
        plan_task=rows[10], fields={"fixed_date": date(2027, 1, 6), "finish_by_date": date(2027, 2, 1)},
        links=[Link(rows[2].code, "SS", 2), Link(rows[3].code, "FF", -1)], by=pm, now=NOW,
    )  # fmt: skip
    operations.drop_plan_task(plan_task=rows[20], reason="Not sold", by=pm, now=NOW)
    return made


def edited(project, **changes):
    """The plan as a document, with rows changed by code: a dict of fields, or None to leave the row out."""
    plan = document_of(project)
    rows = [replace(row, **changes.get(row.code, {})) for row in plan.rows if changes.get(row.code, {}) is not None]
    return replace(plan, rows=tuple(rows))


def take(project, plan, by, **more):
    seen = difference(project, plan, TODAY).digest
    return operations.take_plan_file(project=project, plan=plan, seen=more.pop("seen", seen), by=by, now=NOW, **more)


@pytest.mark.parametrize(("write", "name"), [(write_mspdi, "plan.xml"), (write_workbook, "plan.xlsx")])
def test_a_plan_that_went_out_and_came_back_is_the_same(project, write, name, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(12):
        whole = document_of(project)
    back = read_plan_file(write(whole), name)
    assert back.rows == whole.rows
    found = difference(project, back, TODAY)
    assert found.is_nothing and not found.problems and found.same == len(whole.rows)


def test_what_the_file_has_otherwise_is_changed_and_dates_follow(project, pm, person) -> None:
    ann = person("im", name="Ann")
    codes = list(project.plan_tasks.order_by("position").values_list("code", flat=True))
    first, second, last = codes[4], codes[5], codes[-1]
    plan = edited(
        project,
        **{
            first: {"duration_days": 30, "title": "A longer name", "owner": ann.email.upper(), "part": "Plan B"},
            second: {"links": (Link(first, "SS", 3),), "actual_start_date": TODAY, "percent_done": 50},
        },
    )
    fresh = replace(
        plan.rows[-1], code="Z1", title="A fresh task", links=(Link(last, "FS", 2),), milestone="", fixed_date=None
    )
    before = project.plan_tasks.get(code=last).task.due_date
    done = take(project, replace(plan, rows=(*plan.rows, fresh)), pm)
    assert (len(done.added), len(done.changed), done.missing) == (1, 2, [])
    row = project.plan_tasks.get(code=first)
    assert (row.duration_days, row.part, row.task.title, row.task.owner) == (30, "Plan B", "A longer name", ann)
    row = project.plan_tasks.get(code=second)
    assert (row.percent_done, row.task.state, row.actual_start_date) == (50, "doing", TODAY)
    (link,) = row.waits_for.all()
    assert (link.predecessor.code, link.kind, link.lag_days) == (first, "SS", 3)
    made = project.plan_tasks.get(code="Z1")
    assert made.task.start_date > before and made.position == len(codes) + 1
    assert Event.objects.filter(kind="onboarding.plan_file_taken").count() == 1
    assert difference(project, document_of(project), TODAY).is_nothing


def test_what_the_file_says_is_done_is_done(project, pm) -> None:
    row = project.plan_tasks.exclude(task__state__in=["done", "dropped"]).order_by("position")[3]
    day = TODAY - timedelta(days=3)
    take(project, edited(project, **{row.code: {"actual_start_date": day, "actual_finish_date": day}}), pm)
    row = PlanTask.objects.everywhere().select_related("task").get(pk=row.pk)
    assert (row.actual_finish_date, row.task.state) == (day, "done")


def test_what_the_file_lacks_stays_unless_it_is_to_be_dropped(project, pm) -> None:
    row = project.plan_tasks.exclude(task__state__in=["done", "dropped"]).filter(followed_by=None).first()
    plan = edited(project, **{row.code: None})
    take(project, plan, pm)
    row.task.refresh_from_db()
    assert row.task.state == "open"
    take(project, plan, pm, drop_missing=True)
    row.task.refresh_from_db()
    assert row.task.state == "dropped"


def test_what_cannot_be_is_refused_and_nothing_is_taken(project, pm, viewer) -> None:
    rows = list(project.plan_tasks.order_by("position").values_list("code", flat=True))
    done, other = rows[0], rows[6]
    events = Event.objects.count()
    cases = {
        "Nobody here has the address": {other: {"owner": "stranger@example.com"}},
        "is ahead": {other: {"actual_start_date": TODAY + timedelta(days=1)}},
        "It is done here since": {done: {"actual_finish_date": None}},
        "These are history": {done: {"duration_days": 9}},
        "It is dropped here": {rows[20]: {"is_dropped": False}},
    }
    for words, changes in cases.items():
        with pytest.raises(Refused, match=words):
            take(project, edited(project, **changes, **{rows[7]: {"duration_days": 44}}), pm)
    with pytest.raises(Stale):
        take(project, edited(project, **{other: {"duration_days": 9}}), pm, seen="another")
    with pytest.raises(Forbidden):
        take(project, edited(project, **{other: {"duration_days": 9}}), viewer("tsm"))
    assert Event.objects.exclude(kind__startswith="people.").count() <= events + 1
    assert project.plan_tasks.get(code=rows[7]).duration_days != 44


@pytest.fixture
def browser(signed_in, person, tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "FILES_ROOT", tmp_path / "files")
    with time_machine.travel(NOW, tick=False):
        yield signed_in(person("pm", name="Pat"))


def test_a_workbook_is_edited_looked_at_and_taken_on_the_pages(browser, project) -> None:
    response = browser.get(f"/projects/{project.pk}/plan.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    sheet = book.active
    column = [cell.value for cell in sheet[1]].index("duration_days") + 1
    sheet.cell(12, column).value = 77
    file = io.BytesIO()
    book.save(file)
    sent = browser.post(
        f"/projects/{project.pk}/plan-file/", {"file": SimpleUploadedFile("plan.xlsx", file.getvalue())}
    )
    page = browser.get(sent.url).content.decode()
    assert "Working days" in page and "77" in page and "Take it" in page
    seen = page.split('name="seen" value="')[1].split('"')[0]
    assert browser.post(sent.url, {"seen": seen}).url == f"/projects/{project.pk}/"
    assert project.plan_tasks.filter(duration_days=77).count() == 1
    again = browser.post(sent.url, {"seen": seen})
    assert "The plan changed while you looked" in again.content.decode()


def test_a_hostile_file_is_refused_on_the_page_with_its_place(browser, project) -> None:
    bomb = b'<?xml version="1.0"?>\n<!DOCTYPE x [<!ENTITY a "ha">]><Project>&a;</Project>'
    page = browser.post(f"/projects/{project.pk}/plan-file/", {"file": SimpleUploadedFile("plan.xml", bomb)})
    assert page.status_code == 422 and "Line 2: The file declares a document type" in page.content.decode()


def test_ms_project_xml_is_offered_on_the_page_of_the_plan(browser, project) -> None:
    assert f"/projects/{project.pk}/plan.xml" in browser.get(f"/projects/{project.pk}/").content.decode()
    response = browser.get(f"/projects/{project.pk}/plan.xml")
    assert response["Content-Type"] == "application/xml" and b"<Tasks>" in response.content
    assert browser.get(f"/projects/{project.pk}/plan.exe").status_code == 404


def asked(browser, address) -> int:
    """How many queries a page or a file needs; the fewest of three, for settings that are kept for seconds may be read in one."""
    taken = []
    for _ in range(3):
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(address).status_code == 200
        taken.append(len(queries))
    return min(taken)


def test_files_and_their_preview_ask_as_often_with_twice_the_tasks(browser, project, pm) -> None:
    address, data = f"/projects/{project.pk}/", write_workbook(document_of(project))
    sent = browser.post(f"{address}plan-file/", {"file": SimpleUploadedFile("plan.xlsx", data)})
    pages = [f"{address}plan.xml", f"{address}plan.xlsx", sent["Location"]]
    few = [asked(browser, page) for page in pages]
    plan = document_of(project)
    more = [replace(row, code=f"{row.code}b", links=(), actual_start_date=None, actual_finish_date=None, is_dropped=False)
            for row in plan.rows if not row.spans]  # fmt: skip
    take(project, replace(plan, rows=(*plan.rows, *more)), pm)
    assert project.plan_tasks.everywhere().count() > len(plan.rows) + 50
    assert [asked(browser, page) for page in pages] == few and max(few) <= 15


def test_columns_that_a_table_lacks_leave_the_plan_as_it_is(project, pm) -> None:
    codes = list(project.plan_tasks.order_by("position").values_list("code", flat=True))
    held = {row.code: row for row in document_of(project).rows}
    lines = [f'{code},"{held[code].title}{" now" if code == codes[30] else ""}"' for code in codes]
    plan = read_plan_file("\n".join(["id,task", *lines]).encode(), "names.csv")
    found = difference(project, plan, TODAY)
    assert [(one.row.code, list(one.fields)) for one in found.changed] == [(codes[30], ["title"])]
    assert not found.problems
    take(project, plan, pm)
    after = {row.code: row for row in document_of(project).rows}
    assert after.pop(codes[30]).links == held.pop(codes[30]).links and after == held


def test_links_are_read_under_the_name_that_playbook_files_give_them_too(project) -> None:
    with pytest.raises(FileRefused, match="circle"):
        read_plan_file(b"id,task,depends_on\nA,First,B\nB,Second,A\n", "plan.csv")
    (_first, second) = read_plan_file(b"id,task,depends_on,role\nA,First,,PM\nB,Second,A SS+2,OS\n", "plan.csv").rows
    assert (second.links, second.roles) == ((Link("A", "SS", 2),), ("OS",))


def test_ms_projects_own_format_says_what_to_do() -> None:
    with pytest.raises(FileRefused, match="as XML"):
        read_plan_file(b"\xd0\xcf\x11\xe0", "plan.mpp")
