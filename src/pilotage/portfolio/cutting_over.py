"""How the sample's phases are cut over: runbooks, a rehearsal, go/no-go, the day itself, and one rehearsal that runs now."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from pilotage.billers.models import Phase
from pilotage.core.viewer import Viewer
from pilotage.cutover.enums import StepKind
from pilotage.cutover.models import CutoverPlan, CutoverStep
from pilotage.cutover.operations import (
    begin_plan,
    change_step,
    copy_plan,
    decide,
    end_plan,
    move_step,
    review_plan,
    start_plan,
    write_entry,
)
from pilotage.cutover.queries import lines_of, steps_of
from pilotage.people.models import User
from pilotage.people.viewers import viewer_of
from pilotage.portfolio.chapters import chapter

Step = tuple[date, Callable[[datetime], None]]
CONTACTS = (
    "Bridge 555-0134, open all the time. PM 555-0101, stand-in 555-0102. Biller IT 555-0147. Bank hotline 555-0190."
)
EVENING = time(18, 0)


def cutover_steps(phase: Phase, place: int, target: date, today: date, person: Callable[[str], Viewer]) -> list[Step]:
    """Days and what happened on them; a go is given before the approval."""
    if place % 3 == 1:
        return []
    pm, im, os = person("pm"), person("im"), person("os")
    found: list[Step] = [(target - timedelta(days=40), partial(_begin, phase, place, target, pm, im, os))]
    if place % 2:
        found.append((target - timedelta(days=10), partial(_rehearse, phase, pm)))
    else:
        found.append((target - timedelta(days=9), partial(_review, phase, im)))
    found.append((target - timedelta(days=3), partial(_go, phase, pm)))
    if target + timedelta(days=4) <= today:
        found.append((target + timedelta(days=4), partial(_cut_over, phase, pm)))
    return found


def _plan(phase: Phase) -> CutoverPlan | None:
    rows = CutoverPlan.objects.everywhere().filter(phase=phase, is_rehearsal=False, state="planned")
    found: CutoverPlan | None = rows.select_related("record", "phase", "biller").first()
    return found


def _begin(phase: Phase, place: int, target: date, pm: Viewer, im: Viewer, os: Viewer, at: datetime) -> None:
    template = "channel" if place % 5 == 4 else "full"
    starts_at = datetime.combine(target - timedelta(days=1), EVENING, tzinfo=ZoneInfo(phase.biller.time_zone))
    plan = begin_plan(phase=phase, template=template, starts_at=starts_at, remark=CONTACTS, by=pm, now=at)
    owners = {"PM": pm, "IE": im, "OS": os, "QA": im}
    for step in steps_of(plan):
        viewer = owners.get(step.owner_words)
        if viewer is not None and step.kind == StepKind.STEP:
            change_step(step=step, owner=User.objects.filter(pk=viewer.user_id or 0).first(), by=pm, now=at)


def _rehearse(phase: Phase, by: Viewer, at: datetime) -> None:
    plan = _plan(phase)
    if plan is None:
        return
    made = copy_plan(plan=plan, starts_at=at, is_rehearsal=True, by=by, now=at - timedelta(hours=1))
    _work(made, by, at, pace=0.2)


def _review(phase: Phase, by: Viewer, at: datetime) -> None:
    plan = _plan(phase)
    if plan is not None:
        review_plan(plan=plan, note="Gone through on the phone with the biller's IT and the bank.", by=by, now=at)


def _go(phase: Phase, by: Viewer, at: datetime) -> None:
    plan = _plan(phase)
    if plan is not None:
        first = next(step for step in steps_of(plan) if step.kind == StepKind.DECISION)
        decide(step=first, outcome="go", note="All gates pass or are waived.", by=by, now=at)


def _cut_over(phase: Phase, by: Viewer, at: datetime) -> None:
    plan = _plan(phase)
    if plan is not None:
        _work(plan, by, plan.starts_at + timedelta(minutes=6), pace=1.0)


def _work(plan: CutoverPlan, by: Viewer, at: datetime, *, pace: float) -> None:
    """Every step in its order; at the pace of a rehearsal each takes a fifth of its time, and nothing waits for its clock."""
    start_plan(plan=plan, by=by, now=at)
    rows = CutoverStep.objects.everywhere().filter(plan=plan).exclude(kind=StepKind.BACKOUT)
    for n, step in enumerate(rows.select_related("plan", "owner").order_by("position")):
        if step.state == "done":
            continue
        began = at if pace < 1 else max(at, step.planned_start_at or at)
        at = began + timedelta(minutes=max(1, round(step.minutes * pace)) + n % 3)
        if step.kind == StepKind.DECISION:
            decide(step=step, outcome="go", by=by, now=at)
            continue
        move_step(step=step, to="running", by=by, now=began)
        if n == 7:
            write_entry(
                plan=plan,
                text="The export has 3 accounts less than yesterday: moved out, as expected.",
                by=by,
                now=began,
            )
        move_step(step=step, to="done", by=by, now=at)
    end_plan(plan=plan, by=by, now=at + timedelta(minutes=5))


@chapter
def rehearse_now(*, now: datetime) -> None:
    """One rehearsal is under way, a little late."""
    rows = CutoverPlan.objects.everywhere().filter(state="planned", is_rehearsal=False, starts_at__gt=now)
    plan = rows.select_related("record", "phase", "biller").order_by("starts_at").first()
    pm = User.objects.filter(cares__biller=plan.biller_id, cares__role="pm").first() if plan is not None else None
    if plan is None or pm is None:
        return
    by, begun = viewer_of(pm, source="page"), now - timedelta(minutes=95)
    made = copy_plan(plan=plan, starts_at=begun - timedelta(minutes=10), is_rehearsal=True, by=by, now=begun)
    start_plan(plan=made, by=by, now=begun)
    steps = [line.step for line in lines_of(made, steps_of(made), begun)][:5]
    for n, step in enumerate(steps):
        at = begun + timedelta(minutes=18 * n + 4)
        row = CutoverStep.objects.everywhere().select_related("plan", "owner").get(pk=step.pk)
        if row.kind == StepKind.DECISION:
            decide(step=row, outcome="go", note="Everybody answers.", by=by, now=at)
        else:
            move_step(step=row, to="running", by=by, now=at)
            if n < 4:
                move_step(step=row, to="done", by=by, now=at + timedelta(minutes=16))
    text = "The incumbent's file came by the second address; note it for the day."
    write_entry(plan=made, text=text, by=by, now=now - timedelta(minutes=12))
