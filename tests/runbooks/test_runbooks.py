"""Runbooks: written in versions, read by staff and billers, started on a project as a playbook."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pilotage.core.errors import Forbidden, Refused, Stale
from pilotage.core.models import Event
from pilotage.core.viewer import system
from pilotage.notices.models import Notice
from pilotage.onboarding import jobs as onboarding_jobs
from pilotage.onboarding import operations as onboarding
from pilotage.onboarding.models import PlaybookVersion, ProjectMerge
from pilotage.runbooks import operations, queries
from pilotage.runbooks.jobs import reviews
from pilotage.runbooks.models import Runbook, RunbookVersion
from pilotage.runbooks.rules import blocks, next_number
from story import NOW


@pytest.fixture
def shipped(db) -> Runbook:
    return operations.load_shipped_runbooks(by=system(), now=NOW)


@pytest.fixture
def draft(pm) -> RunbookVersion:
    made = operations.begin_runbook(name="Bank letters", by=pm, now=NOW)
    operations.save_section(version=made, chapter="Ask", heading="Whom", body="The finance lead.", by=pm, now=NOW)
    return made


@pytest.fixture
def browser(person, signed_in) -> Client:
    return signed_in(person("pm", name="Pat"))


def words_of(runbook: Runbook, number: str, viewer) -> str:
    version = next(one for one in queries.versions_of(viewer, runbook) if one.number == number)
    return "\n".join(f"{one.chapter}|{one.heading}|{one.body}" for one in queries.sections_of(viewer, version))


def test_the_transition_ships_with_its_three_versions_and_what_each_brought(shipped, pm) -> None:
    log = [(one.number, one.version_date) for one in queries.versions_of(pm, shipped)]
    assert log == [("1.2", date(2025, 5, 1)), ("1.1", date(2025, 4, 1)), ("1.0", date(2024, 8, 1))]
    first, second, third = (words_of(shipped, number, pm) for number in ("1.0", "1.1", "1.2"))
    assert "Integration Summary is complete" in first and "After go-live" in first
    assert "Phased approach" not in first and "Phased approach" in second and "TAM" not in second
    assert "TAM" in third and "Part 1: with a TSM or TAM" in third and "Part 2: without a TSM" in third
    assert operations.load_shipped_runbooks(by=system(), now=NOW) == shipped and Runbook.objects.count() == 1


def test_a_runbook_is_written_published_and_written_on(draft, pm) -> None:
    done = operations.publish_runbook(version=draft, number="1.0", description="First", by=pm, now=NOW)
    assert done.is_published and done.version_date == date(2026, 11, 2) and done.author == pm.name
    assert Event.objects.filter(kind="runbooks.version_published").count() == 1
    second = operations.begin_draft(runbook=draft.runbook, by=pm, now=NOW)
    assert second.number == "1.1" and second.sections.get().body == "The finance lead."
    assert operations.begin_draft(runbook=draft.runbook, by=pm, now=NOW) == second
    section = second.sections.get()
    operations.save_section(
        version=second, section=section, seen=1, chapter="Ask", heading="Whom", body="The treasurer.", by=pm, now=NOW
    )
    with pytest.raises(Stale):
        operations.save_section(
            version=second, section=section, seen=1, chapter="Ask", heading="Whom", body="Nobody.", by=pm, now=NOW
        )
    assert second.sections.get().body == "The treasurer." and draft.sections.get().body == "The finance lead."


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"description": " "}, "Say what changed"),
        ({"number": "1.0"}, "There is a version 1.0"),
        ({"number": ""}, "already"),
    ],
)
def test_what_can_not_be_published_is_refused_and_nothing_changes(draft, pm, given, words) -> None:
    operations.publish_runbook(version=draft, number="1.0", description="First", by=pm, now=NOW)
    second = operations.begin_draft(runbook=draft.runbook, by=pm, now=NOW)
    with pytest.raises(Refused, match=words):
        operations.publish_runbook(version=second, by=pm, now=NOW, **({"number": "2", "description": "More"} | given))
    second.refresh_from_db()
    assert not second.is_published


def test_a_published_version_never_changes_and_the_only_version_stays(draft, pm, viewer) -> None:
    with pytest.raises(Refused, match="only version"):
        operations.discard_draft(version=draft, by=pm, now=NOW)
    with pytest.raises(Forbidden):
        operations.begin_draft(runbook=draft.runbook, by=viewer("csm"), now=NOW)
    section = draft.sections.get()
    operations.publish_runbook(version=draft, number="1.0", description="First", by=pm, now=NOW)
    with pytest.raises(Refused, match="never changes"):
        operations.remove_section(section=section, by=pm, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        RunbookVersion.objects.filter(pk=draft.pk).update(description="")


def test_the_owner_is_told_once_of_a_review_that_is_due(draft, pm, person) -> None:
    owner = person("tsm_manager", name="Tara")
    operations.change_runbook(runbook=draft.runbook, owner=owner, review_date=date(2026, 11, 1), by=pm, now=NOW)
    for _ in range(2):
        assert reviews(by=system(), now=NOW) == 1
    assert Notice.objects.filter(user=owner, kind="runbook_review").count() == 1


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("One\ntwo\n\nThree", [("p", ("One two",)), ("p", ("Three",))]),
        ("Ask:\n- one\n  more\n- two", [("p", ("Ask:",)), ("ul", ("one more", "two"))]),
        ("1. one\n2. two", [("ol", ("one", "two"))]),
        ("<b>x</b>", [("p", ("<b>x</b>",))]),
    ],
)
def test_a_text_is_paragraphs_and_lists(text, found) -> None:
    assert [(one.kind, one.lines) for one in blocks(text)] == found


def test_numbers_count_on() -> None:
    assert [next_number(one) for one in ("1.0", "1.9", "2", "May")] == ["1.1", "1.10", "3", "1.0"]


def test_staff_read_search_and_see_the_change_log(shipped, browser) -> None:
    assert "Transition to client services" in browser.get("/runbooks/?q=phased+approach").content.decode()
    assert "Nothing fits" in browser.get("/runbooks/?q=zebra").content.decode()
    page = browser.get(f"/runbooks/{shipped.pk}/").content.decode()
    assert "A technical account manager (TAM) can take the place of a TSM" in page and "Not for billers" in page
    old = browser.get(f"/runbooks/{shipped.pk}/?version=1.0").content.decode()
    assert "From one phase to the next" not in old and "From one phase to the next" in page


def test_billers_read_shared_ones_without_internal_sections_and_drafts(
    shipped, draft, clerk, biller, signed_in
) -> None:
    portal = signed_in(clerk(biller))
    words = portal.get("/portal/runbooks/").content.decode()
    assert "Transition to client services" in words and "Bank letters" not in words
    page = portal.get(f"/portal/runbooks/{shipped.pk}/").content.decode()
    assert (
        "What a TSM or TAM does" in page
        and "The tiers in figures" not in page
        and "monthly recurring revenue" not in page
    )
    assert "Nothing fits" in portal.get("/portal/runbooks/?q=recurring").content.decode()
    assert portal.get(f"/portal/runbooks/{draft.runbook_id}/").status_code == 404
    assert portal.get(f"/runbooks/{shipped.pk}/").status_code == 404


def test_a_runbook_is_written_by_page(browser, pm) -> None:
    assert browser.post("/runbooks/new/", {"name": "Devices", "is_shared": "on"}).status_code == 302
    version = RunbookVersion.objects.get()
    given = {"chapter": "Order", "heading": "From whom", "body": "Ask.\n\n- one\n- two", "steps": "CO02, CO03"}
    assert browser.post(f"/runbook-versions/{version.pk}/sections/new/", given).status_code == 302
    section = version.sections.get()
    assert section.steps == ["CO02", "CO03"]
    late = browser.post(f"/runbook-sections/{section.pk}/", given | {"seen": "9", "heading": "Mine"})
    assert late.status_code == 409 and "Mine" in late.content.decode()
    told = {"number": "1.0", "description": "First", "on": "2026-11-01"}
    assert browser.post(f"/runbook-versions/{version.pk}/publish/", told).status_code == 302
    assert "<li>two</li>" in browser.get(f"/runbooks/{version.runbook_id}/").content.decode()


def test_its_process_is_started_on_a_running_project(shipped, browser, phase, pm) -> None:
    plan = onboarding.load_shipped_playbook(by=system(), now=NOW)
    project = onboarding.start_project(
        phase=phase, playbook_version=plan, kickoff_date=date(2026, 11, 2), by=pm, now=NOW
    )
    part = PlaybookVersion.objects.get(playbook__slug=shipped.playbook)
    page = browser.get(f"/runbooks/{shipped.pk}/").content.decode()
    assert f"/settings/playbooks/{part.pk}/carry/" in page and "TR03 Kickoff with the TSM or TAM" in page
    url = f"/settings/playbooks/{part.pk}/carry/"
    assert project.name in browser.get(url).content.decode()
    browser.post(url, {"selected": [str(project.pk)]})
    row = ProjectMerge.objects.everywhere().get()
    given = {
        "arguments": {"carrying": str(row.carrying_id)},
        "progress": lambda done, total: None,
        "by": pm,
        "now": NOW,
    }
    onboarding_jobs.look(**given)
    onboarding.agree(carrying=row.carrying, merges=[row.pk], by=pm, now=NOW)
    onboarding_jobs.carry(**given)
    codes = set(project.plan_tasks.values_list("code", flat=True))
    assert {"TR01", "TR03", "TR09"} <= codes and project.parts.get().version == part


def test_the_list_has_the_same_queries_with_more_runbooks(shipped, browser, pm) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as found:
            assert browser.get("/runbooks/").status_code == 200
        return len(found)

    first = count()
    for n in range(2):
        operations.begin_runbook(name=f"More {n}", by=pm, now=NOW)
    assert count() <= first <= 15
