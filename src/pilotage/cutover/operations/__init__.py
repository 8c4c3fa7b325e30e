"""The only writers of cut-over plans, steps, triggers and logs."""

from pilotage.cutover.operations.planning import (
    add_step,
    add_trigger,
    begin_plan,
    change_plan,
    change_step,
    copy_plan,
    remove_step,
    remove_trigger,
    review_plan,
)
from pilotage.cutover.operations.running import (
    back_out,
    decide,
    end_plan,
    move_step,
    pull_trigger,
    start_plan,
    write_entry,
)

__all__ = [
    "add_step",
    "add_trigger",
    "back_out",
    "begin_plan",
    "change_plan",
    "change_step",
    "copy_plan",
    "decide",
    "end_plan",
    "move_step",
    "pull_trigger",
    "remove_step",
    "remove_trigger",
    "review_plan",
    "start_plan",
    "write_entry",
]
