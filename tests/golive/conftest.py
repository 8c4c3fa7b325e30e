"""A phase whose every gate passes, and the people who sign."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from pilotage.billers import operations as billers
from pilotage.billers.models import Phase
from pilotage.core.viewer import system
from pilotage.meetings.models import Attendance
from pilotage.meetings.operations import hold_meeting
from pilotage.onboarding.operations import complete_plan_task, load_shipped_playbook, start_project
from pilotage.onboarding.queries import milestones_of
from pilotage.people.viewers import viewer_of
from pilotage.summaries import operations as summaries
from pilotage.summaries.queries import completeness, summary_of
from pilotage.transition import operations as transition
from story import NOW, TARGET

LATER = datetime(2027, 2, 12, 15, 0, tzinfo=ZoneInfo("UTC"))


@pytest.fixture
def people(person):
    return {word: person(word, name=word) for word in ("pm", "im", "cs_leader", "tsm")} | {
        "other_leader": person("cs_leader", name="other leader")
    }


@pytest.fixture
def by(people):
    return {word: viewer_of(user, source="page") for word, user in people.items()}


@pytest.fixture
def ready_phase(phase, biller, people, by) -> Phase:
    """A phase whose every gate passes, in the way that people do it."""
    for role in ("pm", "im"):
        billers.assign_care(biller=biller, user=people[role], role=role, by=system(), now=NOW)
    billers.add_invoice_type(biller=biller, name="Water", by=by["pm"], now=NOW)
    version = load_shipped_playbook(by=system(), now=NOW)
    project = start_project(phase=phase, playbook_version=version, kickoff_date=date(2026, 11, 2), by=by["pm"], now=NOW)
    billers.set_target_go_live(phase=phase, date=TARGET, by=by["pm"], now=NOW)
    decision = transition.work_out_decision(phase=phase, by=system(), now=NOW)
    transition.decide(decision=decision, choice="tsm", assignee=people["tsm"], by=by["cs_leader"], now=NOW)
    for meeting in transition.propose_meetings(phase=phase, by=by["pm"], now=NOW):
        came = {row.pk: True for row in Attendance.objects.everywhere().filter(meeting=meeting)}
        hold_meeting(meeting=meeting, minutes="All agreed", attended=came, by=by["pm"], now=LATER)
    summary = summary_of(phase.pk)
    for one in completeness(summary)["missing"]:
        summaries.mark_not_applicable(summary=summary, key=one["key"], reason="Not sold", by=by["im"], now=NOW)
    for one in milestones_of(project):
        if one["is_required"]:
            for row in one["open_rows"]:
                complete_plan_task(plan_task=row, by=by["pm"], now=LATER)
    return Phase.objects.everywhere().get(pk=phase.pk)
