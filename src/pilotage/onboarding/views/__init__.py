"""Pages of projects, plans and playbooks."""

from pilotage.onboarding.views.adding import task_add
from pilotage.onboarding.views.board import board, task_place
from pilotage.onboarding.views.calendar import calendar
from pilotage.onboarding.views.carrying import (
    carry_into,
    carrying,
    carrying_again,
    carrying_agree,
    merge_view,
    project_playbook,
)
from pilotage.onboarding.views.drafts import (
    draft_begin,
    draft_discard,
    draft_file,
    draft_publish,
    line_edit,
    line_move,
    line_new,
    playbook_build,
)
from pilotage.onboarding.views.editing import plan_edit, tasks_edit
from pilotage.onboarding.views.exchanging import plan_file, plan_file_new, plan_file_preview
from pilotage.onboarding.views.finding import all_tasks
from pilotage.onboarding.views.holding import hold_edit, task_hold, task_release
from pilotage.onboarding.views.plan_list import project, task_row
from pilotage.onboarding.views.playbooks import playbook, playbook_compare, playbook_file, playbook_new, playbooks
from pilotage.onboarding.views.projects import project_list, project_move
from pilotage.onboarding.views.replanning import project_replan
from pilotage.onboarding.views.shifting import task_shift
from pilotage.onboarding.views.slips import baseline_edit, baseline_remove, baselines, compare_baselines, why
from pilotage.onboarding.views.starting import project_start
from pilotage.onboarding.views.tasks import task_complete, task_fix, tasks_bulk
from pilotage.onboarding.views.timelines import all_timeline, timeline
from pilotage.onboarding.views.workload import workload

__all__ = [
    "all_tasks",
    "all_timeline",
    "baseline_edit",
    "baseline_remove",
    "baselines",
    "board",
    "calendar",
    "carry_into",
    "carrying",
    "carrying_again",
    "carrying_agree",
    "compare_baselines",
    "draft_begin",
    "draft_discard",
    "draft_file",
    "draft_publish",
    "hold_edit",
    "line_edit",
    "line_move",
    "line_new",
    "merge_view",
    "plan_edit",
    "plan_file",
    "plan_file_new",
    "plan_file_preview",
    "playbook",
    "playbook_build",
    "playbook_compare",
    "playbook_file",
    "playbook_new",
    "playbooks",
    "project",
    "project_list",
    "project_move",
    "project_playbook",
    "project_replan",
    "project_start",
    "task_add",
    "task_complete",
    "task_fix",
    "task_hold",
    "task_place",
    "task_release",
    "task_row",
    "task_shift",
    "tasks_bulk",
    "tasks_edit",
    "timeline",
    "why",
    "workload",
]
