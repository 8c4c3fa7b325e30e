"""The only writers of standings and case reports; and what events of phased billers bring about."""

from pilotage.phased.operations.case_reporting import share_case_report, write_case_report, write_case_template
from pilotage.phased.operations.saying import say_phased
from pilotage.phased.operations.sharing import raise_stale_notes, settle_work, share_case, share_work

__all__ = [
    "raise_stale_notes",
    "say_phased",
    "settle_work",
    "share_case",
    "share_case_report",
    "share_work",
    "write_case_report",
    "write_case_template",
]
