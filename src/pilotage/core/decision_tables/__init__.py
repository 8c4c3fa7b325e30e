"""Decision tables as data: read strictly, judged exactly, checked for gaps and overlaps. Plain Python."""

from pilotage.core.decision_tables.checking import Finding, check
from pilotage.core.decision_tables.facts import Fact, FactProblem
from pilotage.core.decision_tables.reading import TableError, read_table
from pilotage.core.decision_tables.table import Decision, DecisionTable, Row
from pilotage.core.decision_tables.versions import BeforeFirstVersion, TableVersion, VersionedTable

__all__ = [
    "BeforeFirstVersion",
    "Decision",
    "DecisionTable",
    "Fact",
    "FactProblem",
    "Finding",
    "Row",
    "TableError",
    "TableVersion",
    "VersionedTable",
    "check",
    "read_table",
]
