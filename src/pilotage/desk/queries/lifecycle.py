"""The lifecycle strip: where each phase of a biller stands, what blocks it, who acts next and by when."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, Subquery, UUIDField
from django.urls import reverse

from pilotage.billers.enums import Stage
from pilotage.billers.models import Care, Phase
from pilotage.core.viewer import Viewer
from pilotage.forecasts.queries import newest_chance
from pilotage.golive.gates import read_gates
from pilotage.golive.queries import approvals_of
from pilotage.onboarding.models import Project
from pilotage.summaries.models import IntegrationSummary
from pilotage.transition.models import SupportWindow
from pilotage.work.enums import FINISHED, TaskState
from pilotage.work.models import Task

NEAR_DAYS = 14
Tasks = dict[Any, Task]
KEY = UUIDField()


def phases_of(viewer: Viewer, biller_id: uuid.UUID) -> list[Phase]:
    """A biller's phases in order with biller, integration, decision, window and `summary_id`: one query."""
    summaries = IntegrationSummary.objects.everywhere().filter(phase=OuterRef("pk")).order_by("-pk")
    found = Phase.objects.visible_to(viewer).filter(biller=biller_id)
    related = ("biller__record", "integration__product", "decision__assignee", "window__owner")
    return list(
        found.select_related(*related)
        .annotate(summary_id=Subquery(summaries.values("pk")[:1], output_field=KEY))
        .order_by("number")
    )


def projects_of(biller_id: uuid.UUID) -> tuple[dict[Any, Project], Tasks]:
    """A biller's projects by phase, and the tasks that their `first_blocked` and `first_open` name: two queries."""
    waiting = Task.objects.everywhere().filter(subject=OuterRef("pk")).exclude(state__in=FINISHED)
    ordered = waiting.order_by("due_date", "pk").values("pk")
    rows = (
        Project.objects.everywhere()
        .filter(biller=biller_id)
        .exclude(state="cancelled")
        .order_by("kickoff_date")
        .annotate(
            first_blocked=Subquery(ordered.filter(state=TaskState.BLOCKED)[:1], output_field=KEY),
            first_open=Subquery(ordered[:1], output_field=KEY),
            chance=newest_chance("pk"),
        )
    )
    projects = {one.phase_id: one for one in rows}
    keys = {key for one in projects.values() for key in (one.first_blocked, one.first_open) if key}
    tasks = Task.objects.everywhere().filter(pk__in=keys).select_related("owner") if keys else Task.objects.none()
    return projects, {one.pk: one for one in tasks}


def strip_of(
    phases: Sequence[Phase], cares: Sequence[Care], projects: dict[Any, Project], tasks: Tasks, now: datetime
) -> dict[str, Any]:
    """The strip of a biller's phases, for `{% lifecycle %}`; asks the database nothing.

    What a near go-live still needs takes many queries: the page asks for it apart, at `ask_url`.
    """
    names = {care.role: care.user.name for care in cares}
    shown = [phase for phase in phases if phase.stage != Stage.CANCELLED]
    return {"phases": [_phase(phase, names, projects.get(phase.pk), tasks, now) for phase in shown]}


def next_of(phase: Phase, cares: Sequence[Care], now: datetime) -> dict[str, Any]:
    """What blocks one phase and who acts next, with the gates of a near go-live read."""
    names = {care.role: care.user.name for care in cares}
    projects, tasks = projects_of(phase.biller_id)
    found = _what_next(phase, names, projects.get(phase.pk), tasks, now)
    if found.pop("ask_url", None):
        near = _near(phase, now)
        found = {"blocking": found["blocking"] or near["blocking"], "next": near["next"]}
    return found


def _phase(phase: Phase, names: dict[str, str], project: Project | None, tasks: Tasks, now: datetime) -> dict[str, Any]:
    return {
        "name": phase.name,
        "url": reverse("golive:readiness", args=[phase.pk]),
        "current": phase.stage,
        "steps": _steps(phase, project, _window(phase)),
        **_what_next(phase, names, project, tasks, now),
    }


def _window(phase: Phase) -> SupportWindow | None:
    return getattr(phase, "window", None)


def _steps(phase: Phase, project: Project | None, window: SupportWindow | None) -> dict[str, Any]:
    steps: dict[str, Any] = {"contract": phase.biller.contract_date}
    if project is not None:
        steps["onboarding"] = {"date": project.kickoff_date, "note": "kickoff", "url": f"/projects/{project.pk}/"}
    if phase.went_live_date is not None:
        note = "before Pilotage" if phase.is_live_before_pilotage else ""
        steps["go_live"] = {"date": phase.went_live_date, "note": note}
    elif phase.target_go_live_date is not None:
        steps["go_live"] = {"date": phase.target_go_live_date, **_how_sure(project)}
    if window is not None:
        url = f"/support-windows/{window.pk}/"
        steps["transition"] = {"date": window.ends_at.date(), "note": "ends", "url": url}
        if window.closed_at is not None:
            steps["steady"] = window.closed_at.date()
    return steps


def _how_sure(project: Project | None) -> dict[str, Any]:
    """That it is a target, and the forecast chance to make it where one is known."""
    chance = getattr(project, "chance", None)
    if project is None or chance is None:
        return {"note": "target"}
    return {"note": f"target, {chance:.0%} sure", "url": f"/forecasts/{project.pk}/"}


def _what_next(
    phase: Phase, names: dict[str, str], project: Project | None, tasks: Tasks, now: datetime
) -> dict[str, Any]:
    pm, window = names.get("pm") or "a PM", _window(phase)
    if phase.stage in (Stage.TRANSITION, Stage.STEADY):
        if window is None or window.state == "closed":
            return {"blocking": None, "next": None}
        who = window.owner.name if window.owner else "a leader"
        step = {
            "text": "Evaluate the support window",
            "who": who,
            "date": window.ends_at.date(),
            "url": f"/support-windows/{window.pk}/",
        }
        return {"blocking": None, "next": step}
    if phase.integration_id is None:
        url = reverse("billers:phase_edit", args=[phase.pk])
        return {
            "blocking": {"text": "Its integration is not known", "url": url},
            "next": {"text": "Name CIS product and integrator", "who": pm, "date": None, "url": url},
        }
    if phase.target_go_live_date is None:
        url = reverse("billers:phase_target", args=[phase.pk])
        return {"blocking": None, "next": {"text": "Set the target go-live", "who": pm, "date": None, "url": url}}
    if project is None:
        url = reverse("onboarding:start", args=[phase.pk])
        return {"blocking": None, "next": {"text": "Start the project", "who": pm, "date": None, "url": url}}
    return _on_the_way(phase, names, project, tasks, now)


def _on_the_way(phase: Phase, names: dict[str, str], project: Project, tasks: Tasks, now: datetime) -> dict[str, Any]:
    blocked = tasks.get(getattr(project, "first_blocked", None))
    blocking = None
    if blocked is not None:
        blocking = {"text": f"{blocked.title}: {blocked.blocked_reason}", "url": f"/tasks/{blocked.pk}/"}
    days_left = _days(phase.target_go_live_date, now)
    if phase.stage == Stage.GO_LIVE:
        step = {
            "text": "Go live",
            "who": names.get("pm", "the PM"),
            "date": phase.target_go_live_date,
            "url": f"/go-lives/{phase.pk}/",
        }
        return {"blocking": blocking, "next": step}
    found: dict[str, Any] = {"blocking": blocking, "next": _next_task(tasks.get(getattr(project, "first_open", None)))}
    if days_left is not None and days_left <= NEAR_DAYS:
        found["ask_url"] = reverse("desk:phase_next", args=[phase.pk])
    return found


def _near(phase: Phase, now: datetime) -> dict[str, Any]:
    gates = [gate for gate in read_gates(phase, now=now) if gate.state == "blocked"]
    url = f"/go-lives/{phase.pk}/"
    if gates:
        first = gates[0]
        left = len(gates) - 1
        more = f" (and {left} more {'gate' if left == 1 else 'gates'})" if left else ""
        step = {"text": first.missing[0], "who": first.who, "date": phase.target_go_live_date, "url": first.url}
        return {"blocking": {"text": f"{first.label}: blocked{more}", "url": url}, "next": step}
    signed = {one.side for one in approvals_of(phase.pk)}
    who = "a client services leader" if "project" in signed else "the PM or IM"
    return {
        "blocking": None,
        "next": {"text": "Approve the go-live", "who": who, "date": phase.target_go_live_date, "url": url},
    }


def _next_task(task: Task | None) -> dict[str, Any] | None:
    if task is None:
        return None
    who = task.owner.name if task.owner else task.owner_role or "nobody yet"
    return {"text": task.title, "who": who, "date": task.due_date, "url": f"/tasks/{task.pk}/"}


def _days(day: date | None, now: datetime) -> int | None:
    return None if day is None else (day - now.date()).days
