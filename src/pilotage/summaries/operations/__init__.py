"""The only writers of Integration Summaries."""

from pilotage.summaries.operations.asking import ask_for_fields
from pilotage.summaries.operations.filling import clear_field, fill_field, fill_fields, mark_not_applicable
from pilotage.summaries.operations.importing import import_fields
from pilotage.summaries.operations.linking import put_links
from pilotage.summaries.operations.making import ensure_summary, refresh_summary

__all__ = [
    "ask_for_fields",
    "clear_field",
    "ensure_summary",
    "fill_field",
    "fill_fields",
    "import_fields",
    "mark_not_applicable",
    "put_links",
    "refresh_summary",
]
