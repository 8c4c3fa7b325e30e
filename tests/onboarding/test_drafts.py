"""Building a playbook in the product: drafts, their lines, files there and back, and what a start reads and asks."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from pilotage.core.errors import Forbidden, Refused, Stale
from pilotage.core.models import Event
from pilotage.onboarding import operations, playbook_queries
from pilotage.onboarding.composing import Told
from pilotage.onboarding.lines import Line, line_of_row, lines_of_file, read_links
from pilotage.onboarding.models import Dependency, PlanTask, Playbook, PlaybookVersion, Project
from pilotage.planner.planfile import parse_plan
from story import NOW

HEAD = "id,phase,task,role,duration_days,depends_on,milestone,notes,condition,parent,documents,parameter,needed_by\n"
KICKOFF = date(2026, 11, 2)


@pytest.fixture
def draft(pm, db) -> PlaybookVersion:
    return operations.begin_playbook(name="Own plan", by=pm, now=NOW)


@pytest.fixture
def browser(person, signed_in) -> Client:
    return signed_in(person("pm", name="Pat"))


def add(draft, pm, code, *after, **more):
    line = Line(code=code, title=more.pop("title", f"Do {code}"), links=read_links(after), **more)
    return operations.add_line(version=draft, line=line, by=pm, now=NOW)


def test_a_draft_is_built_and_published_and_a_project_starts_from_it(draft, phase, pm) -> None:
    add(draft, pm, "B", "T001 SS+2", condition="tier = help_desk", documents=("Letter",))
    add(draft, pm, "C", "B")
    with pytest.raises(Refused, match="Say what changed"):
        operations.publish_draft(version=draft, note=" ", by=pm, now=NOW)
    operations.publish_draft(version=draft, note="First", by=pm, now=NOW)
    assert Event.objects.filter(kind="onboarding.playbook_version_published").exists()
    told = Told({"tier": "transition_success"}, {}, {})
    made = operations.start_project(
        phase=phase, playbook_version=draft, kickoff_date=KICKOFF, told=told, by=pm, now=NOW
    )
    assert (
        set(made.plan_tasks.values_list("code", flat=True)) == {"T001", "C"}
        and made.facts["tier"] == "transition_success"
    )
    link = Dependency.objects.everywhere().get(project=made)
    assert (link.predecessor.code, link.successor.code, link.kind, link.lag_days) == ("T001", "C", "SS", 2)
    assert PlanTask.objects.everywhere().get(project=made, code="C").made_as["links"] == ["T001 SS+2"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"code": "T001"}, "is taken"),
        ({"after": ("T009",)}, "There is no task T009"),
        ({"after": ("#M9",)}, "No task has the milestone M9"),
        ({"condition": "tier = gold"}, "“gold” is no tier"),
        ({"parent": "T009"}, "no other task"),
    ],
)
def test_a_line_that_can_not_stand_is_refused_and_nothing_changes(draft, pm, change, words) -> None:
    given = {"code": "B", "after": ()} | change
    with pytest.raises(Refused, match=words):
        add(draft, pm, given.pop("code"), *given.pop("after"), **given)
    assert draft.tasks.count() == 1


def test_two_who_change_one_line_are_told_of_each_other_and_other_lines_are_free(draft, pm) -> None:
    first, other = draft.tasks.get(), add(draft, pm, "B")
    mine, theirs = line_of_row(first), line_of_row(other)
    operations.change_line(row=first, line=_titled(mine, "Mine"), seen=1, by=pm, now=NOW)
    with pytest.raises(Stale):
        operations.change_line(row=first, line=_titled(mine, "Late"), seen=1, by=pm, now=NOW)
    operations.change_line(row=other, line=_titled(theirs, "Theirs"), seen=1, by=pm, now=NOW)
    assert list(draft.tasks.values_list("title", flat=True)) == ["Mine", "Theirs"]


def _titled(line: Line, title: str) -> Line:
    from dataclasses import replace

    return replace(line, title=title)


def test_a_new_id_is_followed_and_a_line_taken_out_leaves_no_gap(draft, pm) -> None:
    middle, last = add(draft, pm, "B", "T001"), add(draft, pm, "C", "B")
    operations.change_line(row=middle, line=_coded(middle, "B2"), seen=1, by=pm, now=NOW)
    last.refresh_from_db()
    assert last.depends_on == ["B2"]
    middle.refresh_from_db()
    operations.remove_line(row=middle, by=pm, now=NOW)
    last.refresh_from_db()
    assert last.depends_on == ["T001"]


def _coded(row, code: str) -> Line:
    from dataclasses import replace

    return replace(line_of_row(row), code=code)


def test_a_published_version_never_changes(draft, pm) -> None:
    operations.publish_draft(version=draft, note="First", by=pm, now=NOW)
    row = draft.tasks.get()
    for act in (
        lambda: operations.change_line(row=row, line=_titled(line_of_row(row), "New"), seen=1, by=pm, now=NOW),
        lambda: add(draft, pm, "B"),
        lambda: operations.remove_line(row=row, by=pm, now=NOW),
        lambda: operations.discard_draft(version=draft, by=pm, now=NOW),
    ):
        with pytest.raises(Refused, match="never changes"):
            act()


def test_the_next_version_begins_as_a_copy_and_there_is_one_draft(draft, pm) -> None:
    add(draft, pm, "B", "T001 FF-1", milestone="M1 Done", needed_by=())
    operations.publish_draft(version=draft, note="First", by=pm, now=NOW)
    second = operations.begin_draft(playbook=draft.playbook, by=pm, now=NOW)
    assert second.number == 2 and operations.begin_draft(playbook=draft.playbook, by=pm, now=NOW) == second
    assert [line_of_row(row) for row in second.tasks.all()] == [line_of_row(row) for row in draft.tasks.all()]
    plan = parse_plan((HEAD + "A,,Other,,1,,,,,,,,\n").encode())
    with pytest.raises(Refused, match="is building a draft"):
        operations.publish_playbook_version(plan=plan, name="Own plan", by=pm, now=NOW)


def test_who_may_not_plan_builds_nothing(draft, viewer) -> None:
    with pytest.raises(Forbidden):
        operations.publish_draft(version=draft, note="x", by=viewer("csm"), now=NOW)


@pytest.mark.parametrize("slug", ["go-live-90-days", "part-autopay", "part-ivr", "part-counter", "part-transition"])
def test_a_file_read_in_again_is_the_same_playbook(version, browser, slug) -> None:
    held = playbook_queries.versions_of(Playbook.objects.get(slug=slug))[0]
    page = browser.get(f"/settings/playbooks/{held.pk}/file/")
    again = lines_of_file(parse_plan(b"".join(page.streaming_content) if page.streaming else page.content))
    assert again == [line_of_row(row) for row in held.tasks.all()]


def test_a_draft_takes_its_tasks_from_a_file_or_says_which_row_is_wrong(draft, browser) -> None:
    url = f"/settings/playbooks/{draft.pk}/from-file/"

    def send(body: str):
        return browser.post(url, {"file": SimpleUploadedFile("plan.csv", (HEAD + body).encode())})

    bad = send("A,,One,,1,,,,tier = gold,,,,\n")
    assert (
        bad.status_code == 422 and "Row 2 (A)" in bad.content.decode() and "“gold” is no tier" in bad.content.decode()
    )
    assert draft.tasks.get().code == "T001"
    assert (
        send(
            "A,1 Start,One,IM,2,,,,,,Plan;Map,,\nB,1 Start,Two,IM,1,A SS+1,M1 Done,,phased = yes,A,,b_days,\n"
        ).status_code
        == 302
    )
    assert [row.code for row in draft.tasks.all()] == ["A", "B"] and draft.tasks.get(code="A").documents == [
        "Plan",
        "Map",
    ]


def test_versions_stand_side_by_side(draft, pm, browser) -> None:
    add(draft, pm, "B", "T001", title="Collect files")
    operations.publish_draft(version=draft, note="First", by=pm, now=NOW)
    second = operations.begin_draft(playbook=draft.playbook, by=pm, now=NOW)
    row = second.tasks.get(code="B")
    operations.change_line(row=row, line=_titled(line_of_row(row), "Collect and check files"), seen=1, by=pm, now=NOW)
    add(second, pm, "N", title="Brand new")
    operations.remove_line(row=second.tasks.get(code="T001"), by=pm, now=NOW)
    words = browser.get(f"/settings/playbooks/{second.pk}/compare/").content.decode()
    for expected in ("Collect files", "Collect and check files", "Brand new", "First task", "Waits for"):
        assert expected in words


def test_the_start_asks_what_is_not_known_and_shows_what_is_left_out_and_why(version, phase, browser) -> None:
    url = f"/phases/{phase.pk}/start/"
    page = browser.get(url).content.decode()
    assert "Products the biller buys" in page and 'name="fact_vertical"' not in page and "from the biller" in page
    given = {
        "playbook": version.pk, "kickoff_date": "2026-11-02", "fact_products": ["autopay"], "fact_source_system": "modern",
        "days_token_transfer_days": "12",
    }  # fmt: skip
    shown = browser.post(url, given | {"do": "preview"}).content.decode()
    assert "1 task is left out" in shown and "AutoPay: token transfer agreed" in shown
    assert "Source system is One current system" in shown
    assert browser.post(url, given).status_code == 302
    project = Project.objects.everywhere().get()
    codes = set(project.plan_tasks.values_list("code", flat=True))
    assert {"AP01", "AP07"} <= codes and "AP03" not in codes and "IV01" not in codes
    assert project.facts["products"] == ["autopay"] and project.parts.get().version.playbook.slug == "part-autopay"


def test_the_next_project_of_the_biller_is_asked_nothing_twice(version, phase, pm, browser) -> None:
    told = Told({"fee_model": "service", "source_system": "legacy", "products": ["ivr"]}, {}, {})
    operations.start_project(phase=phase, playbook_version=version, kickoff_date=KICKOFF, told=told, by=pm, now=NOW)
    page = browser.get(f"/phases/{phase.pk}/start/").content.decode()
    assert 'value="legacy" selected' in page and "As in the project" in page


def test_the_list_has_the_same_queries_with_more_playbooks(version, pm, browser, django_assert_num_queries) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert browser.get("/settings/playbooks/").status_code == 200
        return len(found)

    first = count()
    operations.begin_playbook(name="One more", by=pm, now=NOW)
    operations.begin_playbook(name="And more", by=pm, now=NOW)
    assert count() <= first <= 15
