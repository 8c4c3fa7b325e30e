"""The only writers of daily checks."""

from pilotage.daily.operations.files import has_arrived, look_into_folders, receive_file
from pilotage.daily.operations.running import begin_due_days, carry_out, run_now
from pilotage.daily.operations.setting_up import change_by_values, change_check, pause_check, resume_check, set_up_check

__all__ = [
    "begin_due_days",
    "carry_out",
    "change_by_values",
    "change_check",
    "has_arrived",
    "look_into_folders",
    "pause_check",
    "receive_file",
    "resume_check",
    "run_now",
    "set_up_check",
]
