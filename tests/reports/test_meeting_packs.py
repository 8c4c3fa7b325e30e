"""Packs of meetings: made from the meeting's page, with the client's production cases, linked both ways."""

import io
from datetime import timedelta

import pytest
from django.test import Client
from pptx import Presentation

from pilotage.billers.operations import assign_care
from pilotage.core.errors import Refused
from pilotage.meetings import operations as meetings
from pilotage.meetings.proposing import proposals
from pilotage.meetings.queries import items_of
from pilotage.reports import operations
from pilotage.reports.client_content import PARTS
from pilotage.reports.content import paper_of, sections_of
from pilotage.reports.enums import Section
from pilotage.reports.models import Report
from pilotage.reports.slides import pptx_of
from pilotage.support.operations import close_case, open_case, triage_case, write_notes
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


def test_a_clients_pack_is_made_of_what_happened_since_the_last_meeting(
    case, biller, phase, pm, leader, person
) -> None:
    """PM and TSM parts; cases opened, noted and closed since; actions done and open; nothing that was told already."""
    for role, name in (("pm", "Petra"), ("tsm", "Tess")):
        assign_care(biller=biller, user=person(role, name=name), role=role, by=pm, now=NOW)
    held = meetings.schedule_meeting(
        phase=phase,
        kind="client",
        starts_at=NOW + timedelta(days=7),
        attendees=[("Cy", "cy@example.com")],
        by=pm,
        now=NOW,
    )
    write_notes(case=case, notes="Old news", by=pm, now=NOW + timedelta(days=1))
    came = {one.pk: True for one in held.attendances.everywhere()}
    meetings.hold_meeting(meeting=held, attended=came, minutes="Met", by=pm, now=held.starts_at)
    later = held.starts_at + timedelta(days=3)
    meetings.add_action(meeting=held, title="Send the file", due_date=later.date(), owner=None, by=pm, now=later)
    write_notes(case=case, notes="The bank resends on Friday", by=pm, now=later)
    other = open_case(biller=biller, phase=phase, title="Wrong logo", severity=4, by=pm, now=later)
    close_case(case=other, outcome="Replaced", by=leader, now=later)
    series = operations.ensure_series(phase=phase, kind="client", by=pm, now=later)
    made = operations.make_draft(series=series, by=pm, now=later + timedelta(days=4))
    news = [(one["code"], one["words"]) for one in made.facts["case_news"]]
    assert news == [("C-1", "Notes written anew"), ("C-2", "Opened"), ("C-2", "Closed: Replaced")]
    assert made.since == held.starts_at and made.facts["cases"]["open"][0]["notes"] == "The bank resends on Friday"
    assert [(one["title"], one["is_done"]) for one in made.facts["actions"]] == [("Send the file", False)]
    titles = [part.title for _key, part in sections_of(made)]
    assert titles.index("The project manager's part") < titles.index("The transition success manager's part")
    said = dict(sections_of(made))
    assert [list(said[key].lines) for key in ("pm_part", "tsm_part")] == [
        ["Presented by Petra."],
        ["Presented by Tess."],
    ]
    deck = Presentation(io.BytesIO(pptx_of(paper_of(made, provider="P"))))
    words = " ".join(shape.text_frame.text for slide in deck.slides for shape in slide.shapes if shape.has_text_frame)
    assert "Presented by Tess." in words and "Resolution notes" in words
    short = Presentation(io.BytesIO(pptx_of(paper_of(made, provider="P"), is_short=True)))
    titles = [slide.shapes.title.text_frame.text for slide in short.slides]
    assert titles[-1] == "Nothing new" and "Next steps" not in titles and len(titles) < len(deck.slides)


def test_cycles_without_any_figure_are_not_told_one_by_one() -> None:
    bare = {"cycle": 2, "unmet": [], "missing": [f"C{n}" for n in range(9)]}
    some = {"cycle": 1, "unmet": ["Returns: 9 of 90"], "missing": ["Calls"]}
    part = PARTS[Section.CYCLES]("Cycles", "", {"cycles": [some, bare]})
    assert [row[0] for row in part.tables[0].rows] == ["Cycle 1"] and part.lines == ["No figures yet of cycle 2."]
    assert PARTS[Section.CYCLES]("Cycles", "", {"cycles": [bare]}).none == "No figures of these cycles are known."
