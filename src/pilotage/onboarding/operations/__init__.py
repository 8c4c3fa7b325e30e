"""The only writers of playbooks, projects and plans."""

from pilotage.onboarding.operations.completing import (
    block_plan_task,
    complete_plan_task,
    complete_plan_tasks,
    drop_plan_task,
    reopen_plan_task,
    start_plan_task,
)
from pilotage.onboarding.operations.planning import apply_tier, change_plan_task, fix_date, replan
from pilotage.onboarding.operations.playbooks import load_shipped_playbook, publish_playbook_version
from pilotage.onboarding.operations.starting import start_project
from pilotage.onboarding.operations.states import cancel_project, finish_project, hold_project, resume_project

__all__ = [
    "apply_tier",
    "block_plan_task",
    "cancel_project",
    "change_plan_task",
    "complete_plan_task",
    "complete_plan_tasks",
    "drop_plan_task",
    "finish_project",
    "fix_date",
    "hold_project",
    "load_shipped_playbook",
    "publish_playbook_version",
    "reopen_plan_task",
    "replan",
    "resume_project",
    "start_plan_task",
    "start_project",
]
