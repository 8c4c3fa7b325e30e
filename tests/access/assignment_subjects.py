"""Assignment runs of the access world: one to accept, one that was accepted; what their requests send."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from pilotage.assignment import operations as assignment
from pilotage.assignment.models import AssignmentRun
from pilotage.billers import operations as billers
from pilotage.billers.models import Integration
from pilotage.core.viewer import system
from pilotage.staffing.operations import add_capacity
from pilotage.transition import operations as transition

if TYPE_CHECKING:
    from access.world import World


def keep_assignments(world: World) -> None:
    """Both hold proposals for all that is pending."""
    now, pm, leader = world.now, world.viewer("signing_pm"), world.viewer("signing_leader")
    for role in ("tsm", "tam"):
        add_capacity(user=world.users[role], from_date=now.date(), points=60, by=pm, now=now)
    used = (
        Integration.objects.everywhere().select_related("biller__record").get(pk=world.things["integration"]["other"])
    )
    phase = billers.add_phase(by=pm, now=now, biller=used.biller, integration=used, name="Assigned")
    billers.set_target_go_live(phase=phase, date=(now + timedelta(days=120)).date(), by=pm, now=now)
    decision = transition.work_out_decision(phase=phase, by=system(), now=now)
    made: dict[str, Any] = {}
    for word in ("taken_run", "assignment_run"):
        made[word] = assignment.ask_for_assignment(asked={"seconds": 1}, by=leader, now=now)
        assignment.work_out_assignment(run=made[word], by=leader, now=now)
        if word == "taken_run":
            assignment.accept_proposals(run=made[word], needs=[str(decision.pk)], by=leader, now=now)
    for which in ("own", "other"):
        world.keep(which, **made)


def _needs(world: World, which: str, person: str) -> list[str]:
    """What the run proposes without a reason of its own."""
    run = AssignmentRun.objects.filter(pk=world.key("assignment_run", which, person)).first()
    rows = run.found["proposals"] if run else []
    return [row["need"] for row in rows if row["user"] and not row["differs"]]


PAGES: dict[str, Any] = {
    "transition/assignment/ask/": {"no form": True, "roles": ["tsm"], "seconds": "1"},
    "transition/assignment/<uuid:pk>/again/": {"no form": True},
    "transition/assignment/<uuid:pk>/undo/": {"no form": True},
    "transition/assignment/<uuid:pk>/accept/": lambda world, which, person: {
        "no form": True, "selected": _needs(world, which, person),
    },
}  # fmt: skip
API: dict[str, Any] = {
    "POST api/v1/assignment-runs": lambda *_: {"roles": ["tsm"], "seconds": 1},
    "POST api/v1/assignment-runs/<uuidstr:pk>/withdrawals": lambda *_: {},
    "POST api/v1/assignment-runs/<uuidstr:pk>/acceptances": lambda world, which, person: {
        "needs": _needs(world, which, person) or ["01900000-0000-7000-8000-000000000000"],
    },
}  # fmt: skip
