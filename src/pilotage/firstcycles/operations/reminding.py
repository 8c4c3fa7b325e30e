"""Reminds people of figures that are missing once a cycle is over."""

from datetime import datetime, timedelta

from django.urls import reverse

from pilotage.billers.models import Care
from pilotage.core.viewer import Viewer
from pilotage.firstcycles.queries import board_of, live_phases
from pilotage.notices.operations import tell
from pilotage.people.enums import Role
from pilotage.people.models import User

#: The TSM or TAM watches the first cycles; the IM takes part (R21).
WATCHERS = (Role.TSM, Role.TAM, Role.IM)
#: So long after a cycle's last day its figures are there.
GRACE = timedelta(days=2)


def remind_of_figures(*, by: Viewer, now: datetime) -> int:
    """Tells the TSM, TAM and IM of billers that went live lately of each cycle that is over and has no figures, once.

    Returns how many notices.
    """
    told = 0
    for phase in live_phases(by, now=now).select_related("biller", "record"):
        late = [
            one
            for one in board_of(phase, now)
            if one.planned is not None
            and now.date() > one.planned.ends_on + GRACE
            and (one.row is None or one.row.figures() is None)
        ]
        if not late:
            continue
        cares = Care.objects.everywhere().filter(biller=phase.biller_id, role__in=WATCHERS).select_related("user")
        people: list[User | None] = [care.user for care in cares]
        for one in late:
            told += tell(
                users=people, kind="cycle_figures_missing", record=phase.record, by=by, now=now,
                text=f"Bill cycle {one.number} of {phase} is over and has no figures.",
                url=reverse("firstcycles:board", args=[phase.pk]), key=f"first_cycle:{phase.pk}:{one.number}",
            )  # fmt: skip
    return told
