"""Asks who should take which biller, and works it out. A run keeps its inputs."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from pilotage.assignment.enums import TAKER_NAMES, AssignState
from pilotage.assignment.gathering import inputs
from pilotage.assignment.models import AssignmentRun
from pilotage.assignment.permissions import require_decider
from pilotage.assignment.solving import answer
from pilotage.core.errors import Refused
from pilotage.core.jobs import Progress, enqueue
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.planner.errors import PlanError
from pilotage.staffing.rules import fingerprint
from pilotage.transition import policy
from pilotage.work.texts import no_card

WORK_OUT: Final = "assignment.work_out"
WORKED_OUT = "assignment.worked_out"
MOST_SECONDS, MOST_DAYS = 60, 730


def ask_for_assignment(
    *, asked: Mapping[str, Any], name: str = "", came_from: AssignmentRun | None = None, by: Viewer, now: datetime
) -> AssignmentRun:
    """A question, worked out in the background; nobody is assigned by it.

    `asked`: roles (tsm, tam), without (ids of people left out), within (days until the go-live, None for all), seconds to search,
    locks (decision → person). Refuses no role and numbers out of range. Also: event `assignment.run_created`, the job
    `assignment.work_out`.
    """
    require_decider(by)
    chosen = _cleaned(asked)
    title = " ".join(name.split())[:120] or _("Assignment of %(day)s") % {"day": f"{now:%-d %b %Y, %H:%M}"}
    no_card(title, field="name")
    with change(by=by, now=now) as c:
        run = c.create(
            AssignmentRun, event="assignment.run_created", name=title, asked=chosen, asked_by_id=by.user_id,
            asked_at=now, came_from=came_from,
        )  # fmt: skip
        run.job_id = enqueue(WORK_OUT, {"run": str(run.pk)}, by=by, now=now)
        run.save(update_fields=["job_id"])
        return run


def work_out_assignment(
    *, run: AssignmentRun, tell_progress: Progress = lambda done, total: None, by: Viewer, now: datetime
) -> bool:
    """Gathers the inputs and works the answer out. False when it was there already; what can't be worked out keeps the reason.

    Also: event `assignment.worked_out`, with the fingerprint alone.
    """
    held = AssignmentRun.objects.get(pk=run.pk)
    if held.state != AssignState.WAITING:
        return False
    given = inputs(by, held.asked, today=policy.today(now))
    tell_progress(1, 3)
    problem, found = "", None
    try:
        found = answer(given)
    except PlanError as refused:
        problem = str(refused)[:500]
    tell_progress(2, 3)
    with change(by=by, now=now) as c:
        row = AssignmentRun.objects.select_for_update(of=("self",)).select_related("record").get(pk=run.pk)
        if row.state != AssignState.WAITING:
            return False
        row.given, row.found, row.fingerprint, row.finished_at = given, found, fingerprint(given), now
        row.save(update_fields=["given", "found", "fingerprint", "finished_at"])
        state = AssignState.DONE if found is not None else AssignState.FAILED
        c.save(row, kind=WORKED_OUT, note=row.fingerprint, state=state, problem=problem)
    return True


def _cleaned(asked: Mapping[str, Any]) -> dict[str, Any]:
    roles = [role for role in TAKER_NAMES if role in asked.get("roles", TAKER_NAMES)]
    if not roles:
        raise Refused(_("Choose TSMs, TAMs or both."), field="roles")
    seconds, within = int(asked.get("seconds", 10)), asked.get("within")
    if not 1 <= seconds <= MOST_SECONDS:
        raise Refused(_("Give it 1 to %(most)d seconds.") % {"most": MOST_SECONDS}, field="seconds")
    if within is not None and not 1 <= within <= MOST_DAYS:
        raise Refused(_("Look from 1 to %(most)d days ahead.") % {"most": MOST_DAYS}, field="within")
    return {
        "roles": roles,
        "seconds": seconds,
        "within": within,
        "without": sorted({int(one) for one in asked.get("without", [])}),
        "locks": {str(need): int(user) for need, user in asked.get("locks", {}).items()},
    }
