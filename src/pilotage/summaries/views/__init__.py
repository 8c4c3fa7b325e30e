"""Pages of the Integration Summary."""

from pilotage.summaries.views.all import ask_for, compare, import_file, pdf, summary_list
from pilotage.summaries.views.fields import field
from pilotage.summaries.views.summary import ask, begin, refresh, summary

__all__ = ["ask", "ask_for", "begin", "compare", "field", "import_file", "pdf", "refresh", "summary", "summary_list"]
