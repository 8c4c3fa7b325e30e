"""The playbook that ships with the product: the 90-day plan, as a plan file inside the package."""

from importlib.resources import files

from pilotage.planner.planfile import PlanFile, parse_plan

SLUG = "go-live-90-days"
NAME = "Go-live in 90 days"
DESCRIPTION = "From handoff by sales to handoff to client services, with the transition set by the support tier."


def shipped_plan() -> PlanFile:
    """The tasks of the shipped playbook."""
    return parse_plan((files("pilotage.onboarding") / "data" / "plan-90-days.csv").read_bytes())
