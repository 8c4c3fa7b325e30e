"""The sample's proposal of who takes which go-live: worked out, and waiting for a leader's yes."""

from datetime import datetime

from pilotage.assignment.operations import ask_for_assignment, work_out_assignment
from pilotage.people.queries import users_with_role
from pilotage.people.viewers import viewer_of


def propose_takers(*, now: datetime) -> None:
    """One run over everything that is pending."""
    leader = users_with_role("cs_leader").first()
    if leader is None:
        return
    by = viewer_of(leader, source="import")
    run = ask_for_assignment(asked={"seconds": 2}, name="Before the weekly review", by=by, now=now)
    work_out_assignment(run=run, by=by, now=now)
