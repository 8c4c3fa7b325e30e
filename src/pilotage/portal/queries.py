"""What a biller's people may read: their billers, projects, tasks, files, comments, meetings and people at the provider."""

import uuid
from datetime import datetime
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, When

from pilotage.billers.models import Biller, Care, Phase
from pilotage.core.viewer import Viewer
from pilotage.documents.models import StoredFile
from pilotage.meetings.enums import MeetingState
from pilotage.meetings.models import Meeting
from pilotage.onboarding.models import PlanTask, Project
from pilotage.transition.models import SupportWindow
from pilotage.work.enums import FINISHED, Side, TaskState
from pilotage.work.models import Comment, Task

FILES_SHOWN = 20


def my_billers(viewer: Viewer) -> list[Biller]:
    """The billers whose portal this person may use, by name."""
    return list(Biller.objects.visible_to(viewer).order_by("name"))


def tasks_of_biller(viewer: Viewer) -> QuerySet[Task]:
    """Every task that a biller of this person owes; the only tasks that the portal opens."""
    return Task.objects.visible_to(viewer).filter(side=Side.BILLER).select_related("record", "owner", "biller", "plan")


def owed(viewer: Viewer, *, whose: str = "", text: str = "") -> QuerySet[Task]:
    """Open tasks of their side: blocked ones last, then by due date. `whose` is "mine" or empty; `text` is in the title."""
    found = tasks_of_biller(viewer).exclude(state__in=FINISHED).select_related("plan__project")
    if whose == "mine":
        found = found.filter(Q(owner_id=viewer.user_id) | Q(owner=None))
    if text:
        found = found.filter(title__icontains=text)
    is_blocked = Case(When(state=TaskState.BLOCKED, then=1), default=0, output_field=IntegerField())
    return found.order_by(is_blocked, "due_date", "pk")


def finished(viewer: Viewer) -> QuerySet[Task]:
    """Tasks of their side that are done or dropped, the newest first."""
    return (
        tasks_of_biller(viewer).filter(state__in=FINISHED).select_related("plan__project").order_by("-done_at", "-pk")
    )


def task_for(viewer: Viewer, pk: uuid.UUID) -> Task:
    """Raises `Task.DoesNotExist` for a task of the provider, of another biller, or of nobody alike."""
    return tasks_of_biller(viewer).select_related("plan__project").get(pk=pk)


def project_for(viewer: Viewer, pk: uuid.UUID) -> Project:
    """Raises `Project.DoesNotExist` when it isn't theirs."""
    return Project.objects.visible_to(viewer).select_related("record", "biller", "phase").get(pk=pk)


def phases_of(viewer: Viewer) -> list[Phase]:
    """Their go-lives in order, cancelled ones left out."""
    found = Phase.objects.visible_to(viewer).exclude(stage="cancelled").select_related("biller", "window")
    return list(found.order_by("biller__name", "number"))


def projects_of(viewer: Viewer) -> dict[uuid.UUID, Project]:
    """The newest project of each of their phases, by the phase's id."""
    found = Project.objects.visible_to(viewer).exclude(state="cancelled").order_by("kickoff_date")
    return {project.phase_id: project for project in found}


def plan_of(project: Project) -> list[PlanTask]:
    """The project's tasks in order, without those that were dropped."""
    found = PlanTask.objects.everywhere().filter(project=project).exclude(task__state=TaskState.DROPPED)
    return list(found.select_related("task__owner").order_by("position"))


def comments_on(subject_id: uuid.UUID, viewer: Viewer) -> QuerySet[Comment]:
    """What was said for the biller to read, the oldest first."""
    found = Comment.objects.visible_to(viewer).filter(subject_id=subject_id, is_internal=False, removed_at=None)
    return found.order_by("created_at", "pk")


def files_on(subject_id: uuid.UUID, viewer: Viewer) -> QuerySet[StoredFile]:
    """Files shared on one record, the newest first."""
    return shared_files(viewer).filter(subject_id=subject_id)


def shared_files(viewer: Viewer) -> QuerySet[StoredFile]:
    """Files that both sides see, the newest first."""
    found = StoredFile.objects.visible_to(viewer).filter(is_shared=True, removed_at=None)
    return found.select_related("uploaded_by").order_by("-uploaded_at")


def meetings_ahead(viewer: Viewer, now: datetime) -> list[Meeting]:
    """Meetings to which this person is invited and that have not begun."""
    found = Meeting.objects.visible_to(viewer).filter(
        state=MeetingState.SCHEDULED, starts_at__gte=now, attendances__user_id=viewer.user_id
    )
    return list(found.select_related("biller").distinct().order_by("starts_at")[:10])


def meetings_past(viewer: Viewer, now: datetime) -> QuerySet[Meeting]:
    """Meetings to which this person was invited and that have begun, the newest first; cancelled ones left out."""
    found = Meeting.objects.visible_to(viewer).filter(starts_at__lt=now, attendances__user_id=viewer.user_id)
    return found.exclude(state=MeetingState.CANCELLED).select_related("biller").distinct().order_by("-starts_at")


def people_for(billers: list[Biller]) -> list[Care]:
    """Who of the provider looks after these billers."""
    found = Care.objects.everywhere().filter(biller__in=billers).select_related("user", "biller")
    return list(found.order_by("biller__name", "role"))


def window_of(phase: Phase) -> SupportWindow | None:
    """The support window of a phase that was read with it."""
    return getattr(phase, "window", None)


def strip_of(phases: list[Phase], projects: dict[uuid.UUID, Project], tasks: list[Task], url: Any) -> dict[str, Any]:
    """The lifecycle strip of the portal: dates they know, and the first task they owe. `url(project)` gives its page."""
    first: dict[uuid.UUID, Task] = {}
    for task in tasks:
        plan = getattr(task, "plan", None)
        if plan is not None and task.state != TaskState.BLOCKED:
            first.setdefault(plan.project.phase_id, task)
    return {"phases": [_phase_strip(phase, projects.get(phase.pk), first.get(phase.pk), url) for phase in phases]}


def _phase_strip(phase: Phase, project: Project | None, task: Task | None, url: Any) -> dict[str, Any]:
    window = window_of(phase)
    steps: dict[str, Any] = {"contract": phase.biller.contract_date}
    if project is not None:
        steps["onboarding"] = project.kickoff_date
    if phase.went_live_date:
        steps["go_live"] = phase.went_live_date
    elif phase.target_go_live_date:
        steps["go_live"] = {"date": phase.target_go_live_date, "note": "target"}
    if window is not None:
        steps["steady"] = {"date": window.ends_at.date(), "note": "support window ends"}
    return {
        "name": f"{phase.biller.name}, {phase.name}",
        "url": url(project) if project is not None else None,
        "current": phase.stage,
        "steps": steps,
        "blocking": None,
        "next": {"text": task.title, "who": "you", "date": task.due_date, "url": f"/portal/tasks/{task.pk}/"}
        if task is not None
        else None,
    }
