"""Plans as files of other programs: MS Project XML and XLSX, written and read without loss of what a plan holds. Plain Python."""

from pilotage.onboarding.exchange.document import FileRefused, PlanDocument, PlanRow, Problem
from pilotage.onboarding.exchange.reading import read_plan_file

__all__ = ["FileRefused", "PlanDocument", "PlanRow", "Problem", "read_plan_file"]
