"""Puts a task of a plan on hold and lets it go on; the clock stands still meanwhile, and the plan knows who holds it up."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from pilotage.core.errors import Refused
from pilotage.core.operations import Change, change
from pilotage.core.viewer import Viewer
from pilotage.onboarding.enums import Party
from pilotage.onboarding.models import Hold, PlanTask, Project
from pilotage.onboarding.operations.editing import today_of
from pilotage.onboarding.operations.replanning import replan
from pilotage.onboarding.permissions import require_may_do, require_may_plan
from pilotage.onboarding.scheduling import party_of
from pilotage.work.enums import TaskState
from pilotage.work.operations import block_task, reopen_task, start_task

HELD = "onboarding.hold_began"
HOLD_CHANGED = "onboarding.hold_changed"
WENT_ON = "onboarding.hold_ended"


def hold_plan_task(
    *,
    plan_task: PlanTask,
    reason: str,
    party: str = "",
    since: date | None = None,
    expected: date | None = None,
    by: Viewer,
    now: datetime,
) -> int:
    """The task stands still since a day (today unless given), until it is released. Returns how many tasks moved.

    `party` holds it up: who answers for the task, unless given. Refuses without a reason, for a finished task, a day ahead, and
    an expected end that is not after the first day. A task that is on hold gets the new reason, party and expected end. Also: the
    task is blocked; event `onboarding.hold_began` or `onboarding.hold_changed`; the plan is worked out anew.
    """
    require_may_do(by, plan_task)
    today = today_of(plan_task, now)
    with change(by=by, now=now) as c:
        block_task(task=plan_task.task, reason=reason, by=by, now=now)
        held = open_hold(plan_task.project, plan_task)
        begin = since or (held.since_date if held else today)
        fields = hold_fields(reason, party or party_of(plan_task), begin, expected, today)
        put_on_hold(c, plan_task.project, plan_task, held, fields)
        return replan(project=plan_task.project, by=by, now=now)


def release_plan_task(*, plan_task: PlanTask, on: date | None = None, by: Viewer, now: datetime) -> int:
    """The task goes on, since a day (today unless given). Returns how many tasks moved.

    Refuses a day ahead, a day before the hold, and a task that is not on hold. Also: the task is open or in hand again; event
    `onboarding.hold_ended`; the plan is worked out anew.
    """
    require_may_do(by, plan_task)
    day = on or today_of(plan_task, now)
    with change(by=by, now=now) as c:
        held = open_hold(plan_task.project, plan_task)
        if held is None:
            raise Refused(_("This task is not on hold."))
        refuse_end(held, day, today_of(plan_task, now))
        end_hold(c, plan_task, on=day)
        if plan_task.task.state == TaskState.BLOCKED:
            move = start_task if plan_task.actual_start_date else reopen_task
            move(task=plan_task.task, by=by, now=now)
        return replan(project=plan_task.project, by=by, now=now)


def change_hold(*, hold: Hold, reason: str, party: str, expected: date | None, by: Viewer, now: datetime) -> int:
    """What is known of an open hold has changed. Returns how many tasks moved. Also: event `onboarding.hold_changed`."""
    require_may_plan(by)
    with change(by=by, now=now) as c:
        fields = hold_fields(reason, party, hold.since_date, expected, None)
        if not c.save(hold, kind=HOLD_CHANGED, **fields):
            return 0
        return replan(project=hold.project, by=by, now=now)


def open_hold(project: Project, plan_task: PlanTask | None) -> Hold | None:
    """The hold that the project (or the task of it) is in."""
    found = Hold.objects.everywhere().select_for_update()
    held: Hold | None = found.filter(project=project, plan_task=plan_task, until_date=None).first()
    return held


def hold_fields(reason: str, party: str, since: date, expected: date | None, today: date | None) -> dict[str, Any]:
    """Refuses in words what can't be."""
    text = " ".join(reason.split())
    if not text:
        raise Refused(_("Say why."), field="reason")
    if party not in set(Party):
        raise Refused(_("Choose who holds it up from the list."), field="party")
    if today is not None and since > today:
        raise Refused(_("This day is ahead. Put it on hold when it stands still."), field="since")
    if expected is not None and expected <= since:
        raise Refused(_("It should go on after the first day of the hold."), field="expected")
    return {"reason": text[:300], "party": party, "since_date": since, "expected_date": expected}


def put_on_hold(
    c: Change, project: Project, plan_task: PlanTask | None, held: Hold | None, fields: dict[str, Any]
) -> Hold:
    """Begins a hold, or changes the one that stands."""
    if held is not None:
        c.save(held, kind=HOLD_CHANGED, **fields)
        return held
    return c.create(
        Hold,
        event=HELD,
        scope=project.biller_id,
        biller_id=project.biller_id,
        project=project,
        plan_task=plan_task,
        held_by_name=c.by.name[:200],
        **fields,
    )


def end_hold(c: Change, plan_task: PlanTask, *, on: date | None = None) -> None:
    """Ends the task's open hold, if it is in one: on that day, but not before it began."""
    held = open_hold(plan_task.project, plan_task)
    if held is not None:
        day = on or today_of(plan_task, c.now)
        c.save(held, kind=WENT_ON, until_date=max(day, held.since_date))


def refuse_end(held: Hold, day: date, today: date) -> None:
    """Refuses a day on which a hold can't have ended."""
    if day > today:
        raise Refused(_("This day is ahead. Give the expected end instead."), field="on")
    if day < held.since_date:
        raise Refused(
            _("The hold began on %(day)s. Choose that day or a later one.") % {"day": held.since_date}, field="on"
        )
