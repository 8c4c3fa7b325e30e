"""The only writers of reports and their schedules."""

from pilotage.reports.operations.scheduling import change_schedule, ensure_series, run_due
from pilotage.reports.operations.sending import send_report
from pilotage.reports.operations.writing import discard_draft, edit_report, make_draft, refresh_facts, revise_report

__all__ = [
    "change_schedule",
    "discard_draft",
    "edit_report",
    "ensure_series",
    "make_draft",
    "refresh_facts",
    "revise_report",
    "run_due",
    "send_report",
]
