"""A cut-over as it runs, over the API: begun, steps moved, go or no-go, log written, triggers pulled, given up, ended."""

from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Status

from pilotage.cutover import operations
from pilotage.cutover.api.shown import FullPlanOut, LogLineOut, log_out, now_of, steps_seen
from pilotage.cutover.models import BackoutTrigger, CutoverPlan
from pilotage.people.api import CREATES, Given, Text, TokenDoor, Whole, once, one, rows_of, staff_in

router = Router(tags=["cutover"])


class StepMoveIn(Given):
    """Where a step goes; what failed or was left out needs words."""

    to: Literal["running", "done", "skipped", "failed", "waiting"]
    note: Text = Field("", max_length=300)


class GoIn(Given):
    """The decision at a go/no-go point; a no-go needs its grounds."""

    outcome: Literal["go", "no_go"]
    note: Text = Field("", max_length=300)


class LogLineIn(Given):
    """What was seen or done."""

    text: Text = Field(min_length=1, max_length=1000)


class TriggerPullIn(Given):
    """What was seen."""

    note: Text = Field("", max_length=300)


class BackOutIn(Given):
    """Why the cut-over is given up."""

    reason: Text = Field(min_length=1, max_length=300)


@router.post("/cutovers/{uuid:pk}/starts", auth=TokenDoor("projects:write"), response={201: FullPlanOut, **CREATES})
@once
def start_cutover(request: HttpRequest, pk: UUID) -> Any:
    """The runbook runs from now; owners are told."""
    by = staff_in(request)
    operations.start_plan(plan=_plan(by, pk), by=by, now=timezone.now())
    return Status(201, now_of(pk, by))


@router.post("/cutover-steps/{int:pk}/moves", auth=TokenDoor("projects:write"), response={201: FullPlanOut, **CREATES})
@once
def move_cutover_step(request: HttpRequest, pk: Whole, given: StepMoveIn) -> Any:
    """A step begins, is done, failed, is left out or set back; a line of the log says so. Answers the whole runbook."""
    by = staff_in(request)
    step = one(steps_seen(by), pk)
    operations.move_step(step=step, to=given.to, note=given.note, by=by, now=timezone.now())
    return Status(201, now_of(step.plan_id, by))


@router.post(
    "/cutover-steps/{int:pk}/decisions", auth=TokenDoor("projects:write"), response={201: FullPlanOut, **CREATES}
)
@once
def decide_cutover(request: HttpRequest, pk: Whole, given: GoIn) -> Any:
    """Go or no-go at a point, by the named decider. Answers the whole runbook."""
    by = staff_in(request)
    step = one(steps_seen(by), pk)
    operations.decide(step=step, outcome=given.outcome, note=given.note, by=by, now=timezone.now())
    return Status(201, now_of(step.plan_id, by))


@router.post("/cutovers/{uuid:pk}/log", auth=TokenDoor("projects:write"), response={201: LogLineOut, **CREATES})
@once
def write_cutover_log(request: HttpRequest, pk: UUID, given: LogLineIn) -> Any:
    """Writes a line into the live log; it is never changed."""
    by = staff_in(request)
    row = operations.write_entry(plan=_plan(by, pk), text=given.text, by=by, now=timezone.now())
    return Status(201, log_out(row))


@router.post(
    "/cutover-triggers/{int:pk}/pulls", auth=TokenDoor("projects:write"), response={201: FullPlanOut, **CREATES}
)
@once
def pull_cutover_trigger(request: HttpRequest, pk: Whole, given: TriggerPullIn) -> Any:
    """Says that a back-out trigger was seen; everybody is told. Answers the whole runbook."""
    by = staff_in(request)
    rows = BackoutTrigger.objects.visible_to(by).select_related("plan__record", "plan__phase__biller")
    trigger = one(rows, pk)
    operations.pull_trigger(trigger=trigger, note=given.note, by=by, now=timezone.now())
    return Status(201, now_of(trigger.plan_id, by))


@router.post("/cutovers/{uuid:pk}/back-outs", auth=TokenDoor("projects:write"), response={201: FullPlanOut, **CREATES})
@once
def back_out_cutover(request: HttpRequest, pk: UUID, given: BackOutIn) -> Any:
    """Takes the way back; its steps run from now. It can't be taken back."""
    by = staff_in(request)
    operations.back_out(plan=_plan(by, pk), reason=given.reason, by=by, now=timezone.now())
    return Status(201, now_of(pk, by))


@router.post("/cutovers/{uuid:pk}/endings", auth=TokenDoor("projects:write"), response={201: FullPlanOut, **CREATES})
@once
def end_cutover(request: HttpRequest, pk: UUID) -> Any:
    """Ends it, done or backed out, once every step of that way is over."""
    by = staff_in(request)
    operations.end_plan(plan=_plan(by, pk), by=by, now=timezone.now())
    return Status(201, now_of(pk, by))


def _plan(by: Any, pk: UUID) -> Any:
    return one(rows_of(CutoverPlan, by).select_related("phase__biller"), pk)
