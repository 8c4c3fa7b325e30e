"""Takes over what a run proposes, as far as a person ticked it, and takes it back."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from pilotage.assignment.enums import OPEN_STATES, AssignState
from pilotage.assignment.models import AssignmentRun
from pilotage.assignment.permissions import require_decider
from pilotage.billers.rules import BEFORE_LIVE
from pilotage.core.errors import Refused, Stale
from pilotage.core.jobs import enqueue
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.people.models import User
from pilotage.transition.models import TransitionDecision
from pilotage.transition.operations import decide, hold_takers, reopen_decision

TAKE: Final = "assignment.take"
ACCEPTED = "assignment.run_accepted"
UNDONE = "assignment.run_undone"
GIVEN_UP = "assignment.given_up"


def accept_proposals(*, run: AssignmentRun, needs: Iterable[str], reason: str = "", by: Viewer, now: datetime) -> int:
    """Decides the ticked transitions as proposed: all or none. Returns how many. What was taken over before stays.

    `reason` is for those that differ from the policy or are over capacity. Refuses a run that isn't proposed, nothing ticked,
    what was decided or changed since, and what `decide` refuses. Also: events of the decisions, `assignment.run_accepted`.
    """
    require_decider(by)
    with change(by=by, now=now) as c:
        held = _held(run, (*OPEN_STATES, AssignState.TAKING))
        taken, ticked = {row["need"] for row in held.kept}, set(needs)
        rows = [row for row in (held.found or {})["proposals"] if row["need"] in ticked - taken and row["user"]]
        if not rows:
            raise Refused(_("Tick at least one proposal that names a person."))
        versions = {need["id"]: need["version"] for need in held.given["needs"]}
        people = User.objects.in_bulk({row["user"] for row in rows})
        hold_takers(people.values())
        decisions = _decisions(row["need"] for row in rows)
        for row in rows:
            one = decisions.get(row["need"])
            if one is None or row["user"] not in people:
                raise Refused(_changed(row["name"]))
            _take(one, row, people[row["user"]], versions[row["need"]], reason.strip(), by, now)
        kept = [{"need": row["need"], "user": row["user"]} for row in rows]
        c.save(
            held, kind=ACCEPTED, note=str(len(rows)), state=AssignState.ACCEPTED, accepted_by_id=by.user_id,
            accepted_at=now, kept=[*held.kept, *kept], problem="",
        )  # fmt: skip
        return len(rows)


def _take(
    one: TransitionDecision, row: dict[str, Any], who: User, version: int, reason: str, by: Viewer, now: datetime
) -> None:
    """One decision as proposed; where its person has left, the same terms with another one."""
    if row["differs"] and not reason:
        raise Refused(_("%(name)s: %(why)s Say why.") % {"name": row["name"], "why": row["differs"]}, field="reason")
    given: dict[str, Any] = {
        "over_capacity": bool(row["over"]),
        "reason": reason if row["differs"] or row["over"] else "",
    }
    expect: int | None = version
    if row["left"] and one.decided_at is not None:
        given |= {"support": one.chosen_support, "window_days": one.chosen_window_days, "meetings": one.chosen_meetings}
        given["reason"] = given["reason"] or one.override_reason
        why = _("%(name)s has left.") % {"name": row["left"]}
        reopen_decision(decision=one, reason=why, expect=version, by=by, now=now)
        expect = None
    if one.decided_at is not None:
        raise Refused(_("%(name)s is decided by now. Untick it, or run it again.") % {"name": row["name"]})
    try:
        decide(decision=one, choice=row["role"], assignee=who, expect=expect, by=by, now=now, **given)
    except Stale:
        raise Refused(_changed(row["name"])) from None


def _changed(name: str) -> str:
    return _("%(name)s changed since this was worked out. Untick it, or run it again.") % {"name": name}


def undo_run(*, run: AssignmentRun, by: Viewer, now: datetime) -> int:
    """Opens again what was taken over, where nobody has decided otherwise since and it isn't live. Returns how many.

    Refuses a run that nothing was taken over from, and when all of it was changed since. Also: events of the decisions,
    `assignment.run_undone`.
    """
    require_decider(by)
    with change(by=by, now=now) as c:
        held = _held(run, (AssignState.ACCEPTED, AssignState.TAKING))
        decisions, back = _decisions(row["need"] for row in held.kept), 0
        hold_takers(User.objects.filter(pk__in={row["user"] for row in held.kept}))
        for row in held.kept:
            one = decisions.get(row["need"])
            if one is None or one.assignee_id != row["user"] or one.phase.stage not in BEFORE_LIVE:
                continue
            why = _("Taken back: %(run)s") % {"run": held.name}
            reopen_decision(decision=one, reason=why, by=by, now=now)
            back += 1
        if not back:
            raise Refused(_("Nothing is left to take back: it was decided anew, or is live."))
        note = f"{back} of {len(held.kept)}"
        c.save(held, kind=UNDONE, note=note, state=AssignState.UNDONE, kept=[], problem="")
        return back


def begin_taking(
    *, run: AssignmentRun, needs: Iterable[str], reason: str, is_undo: bool = False, by: Viewer, now: datetime
) -> None:
    """Takes many over, or back, in the background. Refuses a run that isn't there for it. Also: the job `assignment.take`."""
    require_decider(by)
    with change(by=by, now=now) as c:
        held = _held(run, (AssignState.ACCEPTED,) if is_undo else OPEN_STATES)
        before = held.state
        c.save(held, state=AssignState.TAKING, problem="")
        arguments = {"run": str(held.pk), "needs": sorted(needs), "reason": reason, "undo": is_undo, "before": before}
        held.job_id = enqueue(TAKE, arguments, by=by, now=now)
        held.save(update_fields=["job_id"])


def give_up(*, run: AssignmentRun, before: str, problem: str, by: Viewer, now: datetime) -> None:
    """What could not be taken over is proposed as before, with the reason in words. Also: event `assignment.given_up`."""
    with change(by=by, now=now) as c:
        held = _held(run, (AssignState.TAKING,))
        c.save(held, kind=GIVEN_UP, note=problem[:300], state=before, problem=problem[:500])


def _held(run: AssignmentRun, states: Iterable[str]) -> Any:
    held = AssignmentRun.objects.select_for_update(of=("self",)).select_related("record").get(pk=run.pk)
    if held.state not in states:
        raise Refused(_("This run is %(state)s; that can't be done now.") % {"state": held.get_state_display().lower()})
    return held


def _decisions(keys: Iterable[str]) -> dict[str, TransitionDecision]:
    found = TransitionDecision.objects.everywhere().filter(pk__in=list(keys))
    rows = found.select_related("phase__biller", "phase__integration__product", "biller", "record", "assignee")
    return {str(one.pk): one for one in rows.order_by("pk")}
