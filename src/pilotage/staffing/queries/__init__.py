"""Questions about people's work, and about runs."""

from pilotage.staffing.queries.ahead import HEAT_WEEKS, Ahead, ahead, demands, offers_by_user
from pilotage.staffing.queries.runs import run_for, runs

__all__ = [
    "HEAT_WEEKS", "Ahead", "ahead",  "demands", "offers_by_user", "run_for", "runs",
]  # fmt: skip
