"""The lifecycle strip: where each phase of a biller stands, what blocks it, who acts next and by when."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.urls import reverse

from pilotage.billers.enums import Stage
from pilotage.billers.models import Care, Phase
from pilotage.golive.gates import read_gates
from pilotage.golive.queries import approvals_of
from pilotage.onboarding.models import Project
from pilotage.transition.models import SupportWindow
from pilotage.work.enums import FINISHED, TaskState
from pilotage.work.models import Task

NEAR_DAYS = 14


def strip_of(
    phases: Sequence[Phase],
    cares: Sequence[Care],
    projects: dict[Any, Project],
    windows: dict[Any, SupportWindow],
    now: datetime,
) -> dict[str, Any]:
    """The strip of a biller's phases, for `{% lifecycle %}`."""
    names = {care.role: care.user.name for care in cares}
    shown = [phase for phase in phases if phase.stage != Stage.CANCELLED]
    return {"phases": [_phase(phase, names, projects.get(phase.pk), windows.get(phase.pk), now) for phase in shown]}


def _phase(
    phase: Phase, names: dict[str, str], project: Project | None, window: SupportWindow | None, now: datetime
) -> dict[str, Any]:
    return {
        "name": phase.name,
        "url": reverse("golive:readiness", args=[phase.pk]),
        "current": phase.stage,
        "steps": _steps(phase, project, window),
        **_what_next(phase, names, project, window, now),
    }


def _steps(phase: Phase, project: Project | None, window: SupportWindow | None) -> dict[str, Any]:
    steps: dict[str, Any] = {"contract": phase.biller.contract_date}
    if project is not None:
        steps["onboarding"] = {"date": project.kickoff_date, "note": "kickoff", "url": f"/projects/{project.pk}/"}
    if phase.went_live_date is not None:
        note = "before Pilotage" if phase.is_live_before_pilotage else ""
        steps["go_live"] = {"date": phase.went_live_date, "note": note}
    elif phase.target_go_live_date is not None:
        steps["go_live"] = {"date": phase.target_go_live_date, "note": "target"}
    if window is not None:
        url = f"/support-windows/{window.pk}/"
        steps["transition"] = {"date": window.ends_at.date(), "note": "ends", "url": url}
        if window.closed_at is not None:
            steps["steady"] = window.closed_at.date()
    return steps


def _what_next(
    phase: Phase, names: dict[str, str], project: Project | None, window: SupportWindow | None, now: datetime
) -> dict[str, Any]:
    pm = names.get("pm") or "a PM"
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
    return _on_the_way(phase, names, project, now)


def _on_the_way(phase: Phase, names: dict[str, str], project: Project, now: datetime) -> dict[str, Any]:
    blocked = _first(project, state=TaskState.BLOCKED)
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
    if days_left is not None and days_left <= NEAR_DAYS:
        near = _near(phase, now)
        return {"blocking": blocking or near["blocking"], "next": near["next"] or _next_task(project)}
    return {"blocking": blocking, "next": _next_task(project)}


def _near(phase: Phase, now: datetime) -> dict[str, Any]:
    gates = [gate for gate in read_gates(phase, now=now) if gate.state == "blocked"]
    url = f"/go-lives/{phase.pk}/"
    if gates:
        first = gates[0]
        more = f" (and {len(gates) - 1} more gates)" if len(gates) > 1 else ""
        step = {"text": first.missing[0], "who": first.who, "date": phase.target_go_live_date, "url": first.url}
        return {"blocking": {"text": f"{first.label}: blocked{more}", "url": url}, "next": step}
    signed = {one.side for one in approvals_of(phase.pk)}
    who = "a client services leader" if "project" in signed else "the PM or IM"
    return {
        "blocking": None,
        "next": {"text": "Approve the go-live", "who": who, "date": phase.target_go_live_date, "url": url},
    }


def _next_task(project: Project) -> dict[str, Any] | None:
    task = _first(project)
    if task is None:
        return None
    who = task.owner.name if task.owner else task.owner_role or "nobody yet"
    return {"text": task.title, "who": who, "date": task.due_date, "url": f"/tasks/{task.pk}/"}


def _first(project: Project, **more: Any) -> Task | None:
    found = Task.objects.everywhere().filter(subject=project.pk, **more).exclude(state__in=FINISHED)
    task: Task | None = found.select_related("owner").order_by("due_date", "pk").first()
    return task


def _days(day: date | None, now: datetime) -> int | None:
    return None if day is None else (day - now.date()).days
