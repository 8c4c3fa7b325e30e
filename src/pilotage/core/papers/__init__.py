"""Papers: titled parts with texts, figures and tables, as PDF and DOCX. The compiler is loaded when the first one is printed."""

from pilotage.core.papers.docx import docx_of
from pilotage.core.papers.paper import ACCENT, Logo, Paper, Part, Table
from pilotage.core.papers.printing import pdf_of

__all__ = ["ACCENT", "Logo", "Paper", "Part", "Table", "docx_of", "pdf_of"]
