"""Pages of reports."""

from pilotage.reports.views.phases import draft, make_documents, of_phase, schedule
from pilotage.reports.views.reports import discard, edit, refresh, report, report_file, report_list, revise, send

__all__ = [
    "discard",
    "draft",
    "edit",
    "make_documents",
    "of_phase",
    "refresh",
    "report",
    "report_file",
    "report_list",
    "revise",
    "schedule",
    "send",
]
