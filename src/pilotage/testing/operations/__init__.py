"""The only writers of test plans, results, defects and signatures."""

from pilotage.testing.operations.defects import change_defect, move_defect, raise_defect
from pilotage.testing.operations.importing import take_results
from pilotage.testing.operations.planning import (
    add_case,
    assign_cases,
    begin_plan,
    change_case,
    change_plan,
    mark_not_needed,
    remove_case,
    spread_cases,
)
from pilotage.testing.operations.running import record_failure, record_result, record_results
from pilotage.testing.operations.signing import sign_plan, withdraw_sign_off

__all__ = [
    "add_case",
    "assign_cases",
    "begin_plan",
    "change_case",
    "change_defect",
    "change_plan",
    "mark_not_needed",
    "move_defect",
    "raise_defect",
    "record_failure",
    "record_result",
    "record_results",
    "remove_case",
    "sign_plan",
    "spread_cases",
    "take_results",
    "withdraw_sign_off",
]
