"""The only writers of reports and their schedules."""

from pilotage.reports.operations.exporting import EXPORT, ask_for_documents, export_documents
from pilotage.reports.operations.scheduling import change_schedule, ensure_series, run_due, schedule_reports
from pilotage.reports.operations.sending import send_report
from pilotage.reports.operations.writing import discard_draft, edit_report, make_draft, refresh_facts, revise_report

__all__ = [
    "EXPORT",
    "ask_for_documents",
    "change_schedule",
    "discard_draft",
    "edit_report",
    "ensure_series",
    "export_documents",
    "make_draft",
    "refresh_facts",
    "revise_report",
    "run_due",
    "schedule_reports",
    "send_report",
]
