"""Jobs over weeks to people over weeks, for the least cost: never over anybody's room, with a bound that says how good it is."""

from pilotage.planner.assigning.answer import Answer, assign_spans
from pilotage.planner.assigning.problem import LEVELS, UNFILLED, Problem, problem_of, total
from pilotage.planner.assigning.search import instead

__all__ = ["LEVELS", "UNFILLED", "Answer", "Problem", "assign_spans", "instead", "problem_of", "total"]
