"""Works through a cut-over: starts and ends steps, decides, pulls triggers, backs out; every move is a line of the log."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from pilotage.core.errors import Forbidden, Refused
from pilotage.core.models import Record
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.cutover import rules
from pilotage.cutover.enums import (
    LIVE_STATES,
    OUTCOME_NAMES,
    OVER,
    STEP_MOVES,
    STEP_STATE_NAMES,
    Outcome,
    PlanState,
    StepKind,
    StepState,
)
from pilotage.cutover.models import BackoutTrigger, CutoverEntry, CutoverPlan, CutoverStep
from pilotage.cutover.operations.logging import log_line
from pilotage.cutover.permissions import may_decide, require_planner, require_worker
from pilotage.notices.operations import tell
from pilotage.people.models import User
from pilotage.work.texts import no_card

STARTED = "cutover.started"
MOVED = "cutover.step_moved"
DECIDED = "cutover.decided"
PULLED = "cutover.trigger_pulled"
BACKED_OUT = "cutover.backing_out"
ENDED = "cutover.ended"


def start_plan(*, plan: CutoverPlan, by: Viewer, now: datetime) -> None:
    """The runbook runs from now: planned times stay as they were, expected ones follow what happens.

    Refuses an empty one, a second start, and a second runbook of the phase at once (rehearsals aside). Also: event
    `cutover.started`, a line in the log; owners are told.
    """
    require_planner(by)
    with change(by=by, now=now) as c:
        Record.objects.select_for_update().get(pk=plan.phase_id)
        if _fresh(plan).state != PlanState.PLANNED:
            raise Refused(_("It has begun already."))
        running = CutoverPlan.objects.everywhere().filter(
            phase=plan.phase_id, is_rehearsal=False, state__in=LIVE_STATES
        )
        if not plan.is_rehearsal and running.exists():
            raise Refused(_("Another cut-over of this phase is running. End it first."))
        steps = list(
            CutoverStep.objects.everywhere().filter(plan=plan).exclude(kind=StepKind.BACKOUT).select_related("owner")
        )
        if not steps:
            raise Refused(_("The runbook has no steps yet."))
        times = rules.plan_minutes(
            [rules.Step(s.code, s.minutes, tuple(s.depends_on), s.not_before_at) for s in steps], plan.starts_at
        )
        for step in steps:
            c.save(step, planned_start_at=times[step.code].start, planned_end_at=times[step.code].end)
        c.save(plan, kind=STARTED, state=PlanState.RUNNING, started_at=now)
        log_line(c, plan, _("The cut-over begins."), by=by, now=now)
        _tell(plan, [step.owner for step in steps], _("%(name)s has begun.") % {"name": plan}, "begun", by, now)


def move_step(*, step: CutoverStep, to: str, note: str = "", by: Viewer, now: datetime) -> None:
    """Running, done, left out, failed, or back to waiting. A go/no-go point is decided instead.

    Refuses moves that leave a step out, steps whose predecessors aren't over, a failure or omission without words. Also:
    event `cutover.step_moved`, a line in the log; whoever is next is told.
    """
    require_worker(by)
    text = " ".join(note.split())
    no_card(text, field="note")
    with change(by=by, now=now) as c:
        plan, held = _hold(step)
        if held.kind == StepKind.DECISION and to != StepState.WAITING:
            raise Refused(_("This is a go/no-go point: decide it."))
        wanted = PlanState.BACKING_OUT if held.kind == StepKind.BACKOUT else PlanState.RUNNING
        if plan.state != wanted:
            raise Refused(
                _("The cut-over isn't running.") if wanted == PlanState.RUNNING else _("The way back isn't taken.")
            )
        if to not in STEP_MOVES[StepState(held.state)]:
            state = STEP_STATE_NAMES[StepState(held.state)].lower()
            raise Refused(
                _("%(code)s is %(state)s; it can't go there from here.") % {"code": held.code, "state": state}
            )
        if to in (StepState.FAILED, StepState.SKIPPED) and not text:
            raise Refused(_("Say why; whoever decides later needs that."), field="note")
        if to in (StepState.RUNNING, StepState.DONE):
            _ready(held)
        if to == StepState.WAITING:
            _nobody_went_on(held)
        fields: dict[str, Any] = {
            "state": to,
            "started_at": None if to == StepState.WAITING else (held.started_at or now),
            "ended_at": now if to in OVER else None,
        }
        if to == StepState.WAITING:
            fields["outcome"] = ""
        c.save(held, kind=MOVED, note=text[:300], **fields)
        words = {
            "running": _("begins"),
            "done": _("done"),
            "skipped": _("left out"),
            "failed": _("failed"),
            "waiting": _("set back"),
        }
        log_line(c, plan, f"{held.code} {words[to]}{': ' + text if text else ''}", step=held, by=by, now=now)
        if to in OVER:
            _tell_next(plan, held, by, now)


def decide(*, step: CutoverStep, outcome: str, note: str = "", by: Viewer, now: datetime) -> None:
    """Go or no-go, by the named decider; where that is one of the biller's people, PM, IM or leader write it down.

    The first one may be decided before the runbook starts. Refuses a go while something before it is open, and a no-go
    without words. Also: event `cutover.decided`, a line in the log; owners are told.
    """
    if not may_decide(by, step.owner_id):
        who = step.who or _("a PM, IM or leader")
        raise Forbidden(_("This is decided by %(who)s.") % {"who": who})
    text = " ".join(note.split())
    no_card(text, field="note")
    if outcome not in OUTCOME_NAMES:
        raise Refused(_("Choose go or no-go."), field="outcome")
    if outcome == Outcome.NO_GO and not text:
        raise Refused(_("Say why it is a no-go."), field="note")
    with change(by=by, now=now) as c:
        plan, held = _hold(step)
        if held.kind != StepKind.DECISION or plan.state not in (PlanState.PLANNED, PlanState.RUNNING):
            raise Refused(_("There is nothing to decide here now."))
        if outcome == Outcome.GO:
            _ready(held)
        is_go = outcome == Outcome.GO
        c.save(
            held, kind=DECIDED, note=text[:300], outcome=outcome, state=StepState.DONE if is_go else StepState.FAILED,
            started_at=held.started_at or now, ended_at=now if is_go else None,
        )  # fmt: skip
        words = f"{held.code} {OUTCOME_NAMES[Outcome(outcome)].upper()} ({held.who or by.name}){': ' + text if text else ''}"
        log_line(c, plan, words, step=held, by=by, now=now)
        owners = CutoverStep.objects.everywhere().filter(plan=plan).exclude(owner=None).select_related("owner")
        _tell(plan, [one.owner for one in owners], f"{plan}: {words}", f"{held.code}:{outcome}:{now:%H%M%S}", by, now)


def write_entry(*, plan: CutoverPlan, text: str, by: Viewer, now: datetime) -> CutoverEntry:
    """A line of the log in one's own words. Refuses none, card numbers. Also: event `cutover.entry_written`."""
    require_worker(by)
    words = " ".join(text.split())
    if not words:
        raise Refused(_("Write what you saw or did."), field="text")
    no_card(words, field="text")
    with change(by=by, now=now) as c:
        return log_line(c, plan, words, by=by, now=now)


def pull_trigger(*, trigger: BackoutTrigger, note: str = "", by: Viewer, now: datetime) -> None:
    """It was seen: the log says so and everybody is told; whether the way back is taken is then decided.

    Refuses a second time, and while nothing runs. Also: event `cutover.trigger_pulled`, a line in the log.
    """
    require_worker(by)
    no_card(note, field="note")
    with change(by=by, now=now) as c:
        plan = _fresh(trigger.plan)
        if plan.state != PlanState.RUNNING:
            raise Refused(_("The cut-over isn't running."))
        held = BackoutTrigger.objects.everywhere().select_for_update(of=("self",)).get(pk=trigger.pk)
        if held.fired_at is not None:
            raise Refused(_("It was pulled already, by %(who)s.") % {"who": held.fired_by_name})
        c.save(trigger, kind=PULLED, note=note[:300], fired_at=now, fired_by_name=by.name)
        words = _("Back-out trigger: %(what)s") % {"what": trigger.title} + (
            f" ({note.strip()})" if note.strip() else ""
        )
        log_line(c, plan, words, by=by, now=now)
        owners = CutoverStep.objects.everywhere().filter(plan=plan).exclude(owner=None).select_related("owner")
        _tell(plan, [one.owner for one in owners], f"{plan}: {words}", f"trigger:{trigger.pk}", by, now)


def back_out(*, plan: CutoverPlan, reason: str, by: Viewer, now: datetime) -> None:
    """The way back is taken: its steps run from now. Refuses without a reason, without a way back, and unless it runs.

    Also: event `cutover.backing_out`, a line in the log; owners are told.
    """
    require_planner(by)
    why = " ".join(reason.split())
    if not why:
        raise Refused(_("Say why the cut-over is given up."), field="reason")
    no_card(why, field="reason")
    with change(by=by, now=now) as c:
        Record.objects.select_for_update().get(pk=plan.pk)
        if _fresh(plan).state != PlanState.RUNNING:
            raise Refused(_("The cut-over isn't running."))
        steps = CutoverStep.objects.everywhere().filter(plan=plan).select_related("owner")
        if not any(one.kind == StepKind.BACKOUT for one in steps):
            raise Refused(_("The runbook has no way back. Write down in the log what you do."))
        c.save(plan, kind=BACKED_OUT, note=why[:300], state=PlanState.BACKING_OUT, backing_out_at=now)
        log_line(c, plan, _("THE WAY BACK IS TAKEN: %(why)s") % {"why": why}, by=by, now=now)
        text = _("%(name)s is given up: %(why)s") % {"name": plan, "why": why}
        _tell(plan, [one.owner for one in steps], text, "back", by, now)


def end_plan(*, plan: CutoverPlan, by: Viewer, now: datetime) -> None:
    """Done, or backed out, once every step of that way is over. Also: event `cutover.ended`, a line in the log."""
    require_planner(by)
    with change(by=by, now=now) as c:
        Record.objects.select_for_update().get(pk=plan.pk)
        held = _fresh(plan)
        if held.state not in LIVE_STATES:
            raise Refused(_("The cut-over isn't running."))
        is_back = held.state == PlanState.BACKING_OUT
        kinds = [StepKind.BACKOUT] if is_back else [StepKind.STEP, StepKind.DECISION]
        steps = CutoverStep.objects.everywhere().filter(plan=plan, kind__in=kinds)
        left = [one.code for one in steps.order_by("position") if one.state not in OVER]
        if left:
            raise Refused(_("%(n)d steps are open: %(codes)s.") % {"n": len(left), "codes": ", ".join(left[:8])})
        c.save(plan, kind=ENDED, state=PlanState.BACKED_OUT if is_back else PlanState.DONE, ended_at=now)
        log_line(c, plan, _("Backed out.") if is_back else _("The cut-over is done."), by=by, now=now)


def _hold(step: CutoverStep) -> tuple[CutoverPlan, CutoverStep]:
    Record.objects.select_for_update().get(pk=step.plan_id)
    return _fresh(step.plan), CutoverStep.objects.everywhere().select_related("plan", "owner").get(pk=step.pk)


def _fresh(plan: CutoverPlan) -> CutoverPlan:
    found: CutoverPlan = CutoverPlan.objects.everywhere().select_related("record", "phase").get(pk=plan.pk)
    return found


def _ready(step: CutoverStep) -> None:
    before = CutoverStep.objects.everywhere().filter(plan=step.plan_id, code__in=step.depends_on)
    left = [one for one in before if one.state not in OVER]
    if left:
        codes = ", ".join(one.code for one in left)
        raise Refused(_("%(code)s waits for %(codes)s.") % {"code": step.code, "codes": codes})


def _nobody_went_on(step: CutoverStep) -> None:
    rows = CutoverStep.objects.everywhere().filter(plan=step.plan_id).exclude(state=StepState.WAITING)
    after = [one.code for one in rows if step.code in one.depends_on]
    if after:
        raise Refused(_("%(codes)s went on from it. Set that back first.") % {"codes": ", ".join(after)})


def _tell_next(plan: CutoverPlan, step: CutoverStep, by: Viewer, now: datetime) -> None:
    """Owners of steps that waited for this one alone hear that it is their turn."""
    rows = list(CutoverStep.objects.everywhere().filter(plan=plan).select_related("owner"))
    done = {one.code for one in rows if one.state in OVER} | {step.code}
    for one in rows:
        if step.code in one.depends_on and one.state == StepState.WAITING and set(one.depends_on) <= done:
            _tell(plan, [one.owner], f"{plan}: {one} is your turn.", f"turn:{one.code}:{now:%d%H%M%S}", by, now)


def _tell(plan: CutoverPlan, users: list[User | None], text: str, step: str, by: Viewer, now: datetime) -> None:
    tell(
        users=users, kind="cutover_turn", text=text[:400], url=f"/cutover/{plan.pk}/live/", record=plan.record,
        key=f"cutover:{plan.pk}:{step}", by=by, now=now,
    )  # fmt: skip
