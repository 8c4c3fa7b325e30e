"""Papers: titled parts with texts, figures and tables, printed as PDF. The compiler is loaded when the first one is made."""

from pilotage.core.papers.paper import Paper, Part, Table
from pilotage.core.papers.printing import pdf_of

__all__ = ["Paper", "Part", "Table", "pdf_of"]
