"""The only writers of playbooks, projects and plans."""

from pilotage.onboarding.operations.adding import add_plan_task
from pilotage.onboarding.operations.baselines import remove_baseline, rename_baseline, take_baseline
from pilotage.onboarding.operations.bulk import edit_plan_tasks, undo_edit
from pilotage.onboarding.operations.carrying import agree, begin_carrying, choose_for_merge, look_again
from pilotage.onboarding.operations.completing import (
    block_plan_task,
    complete_plan_task,
    complete_plan_tasks,
    drop_plan_task,
    reopen_plan_task,
    start_plan_task,
)
from pilotage.onboarding.operations.drafts import (
    add_line,
    begin_draft,
    begin_playbook,
    change_line,
    discard_draft,
    move_line,
    publish_draft,
    remove_line,
    replace_draft,
)
from pilotage.onboarding.operations.editing import EDITABLE, change_plan_task, edit_plan_task, fix_date
from pilotage.onboarding.operations.exchanging import take_plan_file
from pilotage.onboarding.operations.holding import change_hold, hold_plan_task, release_plan_task
from pilotage.onboarding.operations.past import record_past_project
from pilotage.onboarding.operations.placing import set_plan_task_owner, set_plan_task_part, set_plan_task_state
from pilotage.onboarding.operations.playbooks import load_shipped_playbook, publish_playbook_version
from pilotage.onboarding.operations.rehearsing import rehearse
from pilotage.onboarding.operations.replanning import bring_up_to_date, replan
from pilotage.onboarding.operations.starting import start_project
from pilotage.onboarding.operations.states import cancel_project, finish_project, hold_project, resume_project
from pilotage.onboarding.operations.tiers import apply_tier

__all__ = [
    "EDITABLE",
    "add_line",
    "add_plan_task",
    "agree",
    "apply_tier",
    "begin_carrying",
    "begin_draft",
    "begin_playbook",
    "block_plan_task",
    "bring_up_to_date",
    "cancel_project",
    "change_hold",
    "change_line",
    "change_plan_task",
    "choose_for_merge",
    "complete_plan_task",
    "complete_plan_tasks",
    "discard_draft",
    "drop_plan_task",
    "edit_plan_task",
    "edit_plan_tasks",
    "finish_project",
    "fix_date",
    "hold_plan_task",
    "hold_project",
    "load_shipped_playbook",
    "look_again",
    "move_line",
    "publish_draft",
    "publish_playbook_version",
    "record_past_project",
    "rehearse",
    "release_plan_task",
    "remove_baseline",
    "remove_line",
    "rename_baseline",
    "reopen_plan_task",
    "replace_draft",
    "replan",
    "resume_project",
    "set_plan_task_owner",
    "set_plan_task_part",
    "set_plan_task_state",
    "start_plan_task",
    "start_project",
    "take_baseline",
    "take_plan_file",
    "undo_edit",
]
