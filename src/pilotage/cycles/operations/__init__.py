"""The only writers of bill cycles, parts of go-lives, penalty protections and AutoPay moves."""

from pilotage.cycles.operations.autopay import begin_move, change_move, check_accounts, take_figures
from pilotage.cycles.operations.cycles import add_cycle, change_cycle, fix_dates, retire_cycle
from pilotage.cycles.operations.parts import change_part, move_part, plan_part
from pilotage.cycles.operations.protecting import (
    agree_protection,
    change_protection,
    close_protection,
    remind_of_ends,
    reopen_protection,
)

__all__ = [
    "add_cycle",
    "agree_protection",
    "begin_move",
    "change_cycle",
    "change_move",
    "change_part",
    "change_protection",
    "check_accounts",
    "close_protection",
    "fix_dates",
    "move_part",
    "plan_part",
    "remind_of_ends",
    "reopen_protection",
    "retire_cycle",
    "take_figures",
]
