"""A project's documents from live data: RAID log, schedule, test plan and results, scope plan, notes."""

from collections.abc import Callable, Iterable
from datetime import date, datetime

from pilotage.billers.models import Phase
from pilotage.documents.sheets import Row, Sheet
from pilotage.meetings.enums import MeetingState
from pilotage.meetings.queries import meetings_of
from pilotage.onboarding.enums import ProjectState
from pilotage.onboarding.link_text import links_in_words
from pilotage.onboarding.models import Dependency, Project
from pilotage.onboarding.queries import plan_of, projects_of_phase
from pilotage.planner.tasks import Link
from pilotage.raid.models import RaidEntry
from pilotage.scope.writing import scope_sheet
from pilotage.testing.models import TestCase, TestPlan, TestResult
from pilotage.testing.papers import CASE_HEADERS, HEADERS, SHOWN, defects_and_signatures
from pilotage.work.models import Comment


def sheets_of(phase: Phase, today: date) -> list[Sheet]:
    """Every document that there is something to say in, as it stands on a day."""
    project = projects_of_phase(phase.pk).exclude(state=ProjectState.CANCELLED).first()
    found = [*(make(phase, project) for make in MAKERS), scope_sheet(phase, today)]
    return [sheet for sheet in found if sheet is not None and sheet.rows]


def raid_log(phase: Phase, project: Project | None) -> Sheet | None:
    """The whole log, closed entries too."""
    found = RaidEntry.objects.everywhere().filter(phase=phase).select_related("owner").order_by("kind", "number")
    headers = (
        "code", "kind", "title", "description", "state", "rating", "score", "likelihood", "impact", "party", "owner", "trigger",
        "response", "response_text", "strikes_on", "due_date", "review_date", "raised_at", "closed_at", "outcome",
    )  # fmt: skip
    rows = [
        (
            one.code, one.kind, one.title, one.description, one.state, one.rating, one.score, one.likelihood, one.impact,
            one.party, one.owner.name if one.owner else "", one.trigger, one.response, one.response_text, one.strikes_on,
            one.due_date, one.review_date, one.raised_at, one.closed_at, one.outcome,
        )
        for one in found
    ]  # fmt: skip
    shown = (
        ("code", 0.7), ("kind", 1.2), ("title", 3.5), ("state", 1), ("rating", 1), ("owner", 1.6), ("response_text", 3.5),
        ("due_date", 1.6), ("outcome", 2.5),
    )  # fmt: skip
    return Sheet("raid_log", "RAID log", headers, rows, shown)


def project_schedule(phase: Phase, project: Project | None) -> Sheet | None:
    """Every task with its dates, links and what happened."""
    if project is None:
        return None
    plan = plan_of(project)
    codes = {row.pk: row.code for row in plan}
    waits: dict[object, list[Link]] = {}
    for link in Dependency.objects.everywhere().filter(project=project).order_by("pk"):
        waits.setdefault(link.successor_id, []).append(Link(codes[link.predecessor_id], link.kind, link.lag_days))
    headers = (
        "id", "phase", "task", "roles", "owner", "state", "percent_done", "duration_days", "waits_for", "start", "due",
        "actual_start", "done_on", "planned_start", "planned_due", "fixed_start", "no_earlier_than", "finish_by", "float_days",
        "critical", "milestone", "conflict",
    )  # fmt: skip
    rows = [
        (
            row.code, row.part, row.task.title, ";".join(row.roles), row.task.owner.name if row.task.owner else "", row.task.state,
            row.percent_done, row.duration_days, links_in_words(waits.get(row.pk, ())), row.task.start_date, row.task.due_date,
            row.actual_start_date, row.actual_finish_date, row.baseline_start_date, row.baseline_finish_date, row.fixed_date,
            row.no_earlier_date, row.finish_by_date, row.float_days, row.is_critical, row.milestone, row.conflict,
        )
        for row in plan
    ]  # fmt: skip
    shown = (
        ("id", 0.8), ("task", 4), ("roles", 1), ("owner", 1.6), ("state", 1), ("waits_for", 1.6), ("start", 1.5), ("due", 1.5),
        ("done_on", 1.5), ("milestone", 2),
    )  # fmt: skip
    return Sheet("project_schedule", "Schedule", headers, rows, shown)


def uat_plan(phase: Phase, project: Project | None) -> Sheet | None:
    """The cases of every test plan, without results."""
    rows = [_case(one) for one in _cases(phase)]
    shown = (
        ("plan", 2),
        ("code", 0.8),
        ("area", 1.4),
        ("case", 3.5),
        ("expected", 3.5),
        ("channel", 1.1),
        ("event", 1),
    )
    return Sheet("uat_plan", "Test plan", CASE_HEADERS, rows, shown)


def uat_results(phase: Phase, project: Project | None) -> Sheet | None:
    """Every case with its newest result, then defects and signatures."""
    newest: dict[int, TestResult] = {}
    for one in TestResult.objects.everywhere().filter(plan__phase=phase).order_by("made_at", "pk"):
        newest[one.case_id] = one
    rows = []
    for case in _cases(phase):
        result = newest.get(case.pk)
        rows.append(
            (
                *_case(case), case.outcome or "untested", case.tested_at, result.remark if result else "",
                result.made_by_name if result else "",
            )
        )  # fmt: skip
    if not newest:
        return None
    more = defects_and_signatures(list(TestPlan.objects.everywhere().filter(phase=phase)))
    return Sheet("uat_results", "Test results", HEADERS, rows, (("plan", 2), *SHOWN), more=more)


def project_notes(phase: Phase, project: Project | None) -> Sheet | None:
    """What was said about the project and its tasks, and the minutes of its meetings, by time."""
    rows: list[tuple[datetime, Row]] = []
    for one in meetings_of(phase.pk).filter(state=MeetingState.HELD):
        rows.append((one.starts_at, (one.starts_at, "minutes", "", one.title, one.minutes, "shared")))
    if project is not None:
        subjects = [project.pk, *(row.pk for row in plan_of(project))]
        found = Comment.objects.everywhere().filter(subject__in=subjects, removed_at=None).select_related("subject")
        for said in found:
            who = "internal" if said.is_internal else "shared"
            rows.append(
                (said.created_at, (said.created_at, "comment", said.author_name, said.subject.title, said.text, who))
            )
    ordered = [row for _at, row in sorted(rows, key=lambda pair: pair[0])]
    headers = ("at", "kind", "by", "about", "text", "seen_by")
    shown = (("at", 1.5), ("kind", 0.9), ("by", 1.5), ("about", 2.5), ("text", 6))
    return Sheet("project_notes", "Notes", headers, ordered, shown)


#: Higher apps or newer ones add theirs; each answers None where there is nothing to say.
MAKERS: list[Callable[[Phase, Project | None], Sheet | None]] = [
    raid_log,
    project_schedule,
    uat_plan,
    uat_results,
    project_notes,
]


def _cases(phase: Phase) -> Iterable[TestCase]:
    found = TestCase.objects.everywhere().filter(plan__phase=phase).select_related("plan", "tester")
    return found.order_by("plan__kind", "plan_id", "position", "pk")


def _case(one: TestCase) -> tuple[object, ...]:
    return (
        one.plan.name, one.code, one.area, one.title, one.steps, one.expected, one.cycle, one.bill_type, one.channel, one.event,
        one.tester.name if one.tester else "", one.is_required,
    )  # fmt: skip
