"""Pages of the Integration Summary."""

from pilotage.summaries.views.fields import field
from pilotage.summaries.views.summary import ask, begin, refresh, summary

__all__ = ["ask", "begin", "field", "refresh", "summary"]
