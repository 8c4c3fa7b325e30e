"""Pages of projects and playbooks."""

from pilotage.onboarding.views.playbooks import playbook, playbook_file, playbook_new, playbooks
from pilotage.onboarding.views.projects import project, project_list, project_move, timeline
from pilotage.onboarding.views.starting import project_start
from pilotage.onboarding.views.tasks import task_complete, task_fix, tasks_bulk

__all__ = [
    "playbook",
    "playbook_file",
    "playbook_new",
    "playbooks",
    "project",
    "project_list",
    "project_move",
    "project_start",
    "task_complete",
    "task_fix",
    "tasks_bulk",
    "timeline",
]
