"""Fits running plans to the support tier that was decided."""

from datetime import datetime
from typing import Any

from pilotage.billers.models import Phase
from pilotage.core.operations import Change, change
from pilotage.core.viewer import Viewer
from pilotage.onboarding import rules
from pilotage.onboarding.conditions import is_left_out
from pilotage.onboarding.enums import ProjectState
from pilotage.onboarding.models import PlanTask, Project
from pilotage.onboarding.operations.replanning import replan
from pilotage.work.enums import FINISHED, TaskState

TIER_APPLIED = "onboarding.tier_applied"


def apply_tier(*, phase: Phase, support: str, window_days: int, by: Viewer, now: datetime) -> None:
    """Fits the running plans of a phase to its support tier: tasks for other tiers are dropped, and come back if it changes.

    The support window in the plan gets the tier's length. Also: event `onboarding.tier_applied`; plans are worked out anew.
    """
    running = (
        Project.objects.everywhere().filter(phase=phase, state=ProjectState.ACTIVE).select_related("playbook_version")
    )
    with change(by=by, now=now) as c:
        for project in running:
            c.log(TIER_APPLIED, project, after={"tier": support, "window_days": window_days})
            _fit(c, project, support, window_days)
            replan(project=project, by=by, now=now)


def _fit(c: Change, project: Project, support: str, window_days: int) -> None:
    conditions: dict[str, str] = {}
    if project.playbook_version is not None:
        conditions = dict(project.playbook_version.tasks.exclude(condition="").values_list("code", "condition"))
    found = PlanTask.objects.everywhere().filter(project=project, code__in=conditions).select_related("task")
    for row in found:
        condition = conditions[row.code]
        if "tier" not in condition:
            continue
        fits = not is_left_out(condition, {**project.facts, "tier": support})
        changes: dict[str, Any] = {}
        if not fits and row.task.state not in FINISHED:
            changes = {"state": TaskState.DROPPED, "blocked_reason": ""}
        elif fits and row.task.state == TaskState.DROPPED:
            changes = {"state": TaskState.OPEN}
        if changes:
            c.save(row.task, note=f"support tier: {support}", **changes)
        if fits and window_days and "support window" in row.task.title.lower():
            c.save(row, duration_days=rules.window_working_days(window_days))
