"""Pages of daily checks."""

from pilotage.daily.views.boards import board, check_list
from pilotage.daily.views.checks import check, check_edit, check_new, check_pause, check_run, file_new
from pilotage.daily.views.days import day

__all__ = [
    "board",
    "check",
    "check_edit",
    "check_list",
    "check_new",
    "check_pause",
    "check_run",
    "day",
    "file_new",
]
