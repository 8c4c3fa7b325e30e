"""Questions about projects, plans and playbooks."""

import uuid
from datetime import date
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, When

from pilotage.billers.models import Care
from pilotage.core.viewer import Viewer
from pilotage.onboarding import rules
from pilotage.onboarding.enums import ProjectState
from pilotage.onboarding.models import Baseline, Dependency, Hold, PlanTask, Playbook, PlaybookVersion, Project
from pilotage.onboarding.working_days import keeping_own_days
from pilotage.work.enums import FINISHED, TaskState

RUNNING = (ProjectState.ACTIVE, ProjectState.ON_HOLD)
SORTS = {
    "name": ("name", "pk"),
    "kickoff": ("kickoff_date", "pk"),
    "": (Case(When(state__in=RUNNING, then=0), default=1), F("planned_go_live_date").asc(nulls_last=True), "pk"),
    "go_live": (F("planned_go_live_date").asc(nulls_last=True), "pk"),
    "target": (F("phase__target_go_live_date").asc(nulls_last=True), "pk"),
    "-name": ("-name", "pk"),
    "-kickoff": ("-kickoff_date", "pk"),
    "-go_live": (F("planned_go_live_date").desc(nulls_last=True), "pk"),
    "-target": (F("phase__target_go_live_date").desc(nulls_last=True), "pk"),
}


def projects(viewer: Viewer, asked: dict[str, Any], *, today: date, sort: str = "") -> QuerySet[Project]:
    """Projects with biller, phase and who looks after them, those that run first, by planned go-live.

    `asked`: q, state, stage, who (user id, in any role), biller (id), risk: `late` (planned after its target), `overdue` (tasks
    past their day), `conflict` (a fixed date that can't hold), `any` of them.
    """
    found = Project.objects.visible_to(viewer).select_related("biller", "phase")
    if text := asked.get("q"):
        found = found.filter(Q(name__icontains=text) | Q(biller__name__icontains=text) | Q(external_id__iexact=text))
    plain = {"state": "state", "stage": "phase__stage", "biller": "biller"}
    found = found.filter(**{column: asked[name] for name, column in plain.items() if asked.get(name)})
    if asked.get("who"):
        cares = Care.objects.everywhere().filter(user=asked["who"])
        found = found.filter(biller__in=cares.values("biller"))
    if asked.get("risk"):
        found = found.filter(_at_risk(asked["risk"], today), state=ProjectState.ACTIVE)
    carers = Care.objects.everywhere().filter(role__in=["pm", "im"]).select_related("user")
    found = found.prefetch_related(Prefetch("biller__cares", queryset=carers, to_attr="builders"))
    return found.order_by(*SORTS.get(sort, SORTS[""]))


def _at_risk(risk: str, today: date) -> Q:
    plans = PlanTask.objects.everywhere().filter(project=OuterRef("pk"))
    kinds = {
        "late": Q(phase__went_live_date=None, planned_go_live_date__gt=F("phase__target_go_live_date")),
        "overdue": Q(Exists(plans.filter(task__due_date__lt=today).exclude(task__state__in=FINISHED))),
        "conflict": Q(Exists(plans.exclude(conflict=""))),
    }
    if risk in kinds:
        return kinds[risk]
    return kinds["late"] | kinds["overdue"] | kinds["conflict"]


def project_for(viewer: Viewer, pk: uuid.UUID) -> Project:
    """Raises `Project.DoesNotExist` when the viewer doesn't see it."""
    found = Project.objects.visible_to(viewer).select_related(
        "record", "biller", "phase__integration__product", "playbook_version__playbook"
    )
    project: Project = keeping_own_days(found).get(pk=pk)
    project.phase.biller = project.biller  # the head of the page asks the phase
    return project


def plan_of(project: Project, *, with_notes: bool = False) -> list[PlanTask]:
    """All tasks of a plan in order, with owners; their notes are long, and only files hold them."""
    left = ("made_as", "documents") if with_notes else ("notes", "made_as", "documents")
    found = PlanTask.objects.everywhere().filter(project=project)
    return list(found.select_related("task__owner").defer(*left).order_by("position"))


def neighbours_of(plan_task: PlanTask) -> tuple[list[PlanTask], list[PlanTask]]:
    """What a task waits for, and what waits for it, both without dropped tasks."""
    found = PlanTask.objects.everywhere().exclude(task__state=TaskState.DROPPED).select_related("task__owner")
    before = found.filter(followed_by__successor=plan_task).order_by("position")
    after = found.filter(waits_for__predecessor=plan_task).order_by("position")
    return list(before), list(after)


def links_of(project: Project) -> list[Dependency]:
    """Which task waits for which."""
    return list(Dependency.objects.everywhere().filter(project=project))


def baselines_of(project: Project) -> list[Baseline]:
    """The baselines of a project, the first one first; what they hold is read when it is asked for."""
    return list(
        Baseline.objects.everywhere()
        .filter(project=project)
        .select_related("taken_by")
        .defer("plan")
        .order_by("taken_at", "pk")
    )


def open_hold_of(plan_task: PlanTask) -> Hold | None:
    """The hold that a task is in."""
    held: Hold | None = Hold.objects.everywhere().filter(plan_task=plan_task, until_date=None).first()
    return held


def projects_of_phase(phase_id: uuid.UUID) -> QuerySet[Project]:
    """The projects of a phase, the newest first."""
    return Project.objects.everywhere().filter(phase_id=phase_id).order_by("-kickoff_date", "-pk")


def milestones_of(project: Project) -> list[dict[str, Any]]:
    """Milestones in plan order: `{name, done, total, open_titles, done_on, date, is_required}`."""
    rows = list(
        PlanTask.objects.everywhere()
        .filter(project=project)
        .exclude(milestone="")
        .exclude(task__state=TaskState.DROPPED)
        .select_related("task")
        .order_by("position")
    )
    return milestones(rows)


def milestones_of_phase(phase_id: uuid.UUID) -> tuple[Project | None, list[dict[str, Any]]]:
    """For readiness: the newest project of a phase that wasn't cancelled, with its `milestones_of`. One query, two for an empty plan."""
    newest = projects_of_phase(phase_id).exclude(state=ProjectState.CANCELLED)
    rows = list(
        PlanTask.objects.everywhere()
        .filter(project=Subquery(newest.values("pk")[:1]))
        .exclude(milestone="")
        .exclude(task__state=TaskState.DROPPED)
        .select_related("task", "project")
        .order_by("position")
    )
    return (rows[0].project if rows else newest.first()), milestones(rows)


def milestones(rows: list[PlanTask]) -> list[dict[str, Any]]:
    """As `milestones_of`, from plan tasks that were read already; those without a milestone are ignored."""
    named = [row for row in rows if row.milestone and row.task.state != TaskState.DROPPED]
    names = list(dict.fromkeys(row.milestone for row in named))
    required = set(rules.required_milestones(names))
    found = []
    for name in names:
        mine = [row for row in named if row.milestone == name]
        open_rows = [row for row in mine if row.task.state not in FINISHED]
        finished = [row.actual_finish_date for row in mine if row.actual_finish_date]
        due = [row.task.due_date for row in mine if row.task.due_date]
        found.append(
            {
                "name": name,
                "done": len(mine) - len(open_rows),
                "total": len(mine),
                "open_titles": [row.task.title for row in open_rows],
                "open_rows": open_rows,
                "done_on": max(finished, default=None) if not open_rows else None,
                "date": max(due, default=None),
                "is_required": name in required,
                "is_done": not open_rows,
            }
        )
    return found


def playbooks() -> list[Playbook]:
    """All playbooks with their versions."""
    return list(Playbook.objects.prefetch_related("versions").order_by("name"))


def published_versions() -> list[PlaybookVersion]:
    """The newest published version of each whole playbook, by name."""
    found: dict[Any, PlaybookVersion] = {}
    rows = (
        PlaybookVersion.objects.filter(is_published=True, playbook__is_part=False)
        .select_related("playbook")
        .order_by("playbook__name", "-number")
    )
    for row in rows:
        found.setdefault(row.playbook_id, row)
    return list(found.values())


def version_by_slug(slug: str) -> PlaybookVersion | None:
    """The newest published version of the playbook with this slug."""
    return PlaybookVersion.objects.filter(playbook__slug=slug, is_published=True).order_by("-number").first()
