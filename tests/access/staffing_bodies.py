"""What the requests of the access table send to staffing and forecasts."""

from typing import Any

from access.world import World
from pilotage.staffing.models import Run


def staffing_needs(world: World, which: str, person: str) -> dict[str, Any]:
    """The proposals of the run, all ticked."""
    run = Run.objects.filter(pk=world.key("staffing_run", which, person)).first()
    return {"no form": True, "selected": [row["need"] for row in run.found["proposals"]] if run else []}


STAFFING: dict[str, Any] = {
    "forecasts/again/": {"no form": True},
    "forecasts/<uuid:pk>/again/": {"no form": True},
    "staffing/runs/assign/": {"no form": True, "roles": ["im"], "scope": "open"},
    "staffing/runs/level/": {"no form": True, "who": "assigned", "seconds": "1"},
    "staffing/runs/<uuid:pk>/again/": {"no form": True},
    "staffing/runs/<uuid:pk>/repeat/": {"no form": True},
    "staffing/runs/<uuid:pk>/undo/": {"no form": True},
    "staffing/runs/<uuid:pk>/accept/": staffing_needs,
    "staffing/people/<int:pk>/capacity/": {
        "no form": True,
        "from_date": "2030-03-04",
        "points": "9",
        "days_a_week": "5",
        "at_once": "3",
    },
    "staffing/people/<int:pk>/skills/": {"no form": True, "other": "Fresh product"},
    "staffing/capacities/<int:pk>/remove/": {"no form": True},
}
