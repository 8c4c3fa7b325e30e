"""Questions about cut-over plans, their steps and times."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Count, Exists, F, FilteredRelation, Q, QuerySet

from pilotage.core.viewer import Viewer
from pilotage.cutover import rules
from pilotage.cutover.enums import LIVE_STATES, OVER, Outcome, PlanState, StepKind, StepState
from pilotage.cutover.models import BackoutTrigger, CutoverEntry, CutoverPlan, CutoverStep

SORTS = {
    "starts": ("starts_at", "pk"), "-starts": ("-starts_at", "pk"), "biller": ("biller__name", "-starts_at"),
    "-biller": ("-biller__name", "-starts_at"), "name": ("name", "pk"), "-name": ("-name", "pk"),
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A step with its times: planned, and as they are or are to be expected now. `late`: minutes at its end."""

    step: CutoverStep
    planned: rules.Times | None
    expected: rules.Times | None
    late: int
    waits_for: tuple[str, ...]


def plans(viewer: Viewer, asked: dict[str, Any], *, sort: str = "") -> QuerySet[CutoverPlan]:
    """Cut-over plans with biller, phase and counts `total done`. `asked`: q, phase (id), state, kind (real, rehearsal)."""
    found = CutoverPlan.objects.visible_to(viewer).select_related("biller", "phase")
    if text := asked.get("q"):
        found = found.filter(Q(name__icontains=text) | Q(biller__name__icontains=text))
    if asked.get("phase"):
        found = found.filter(phase=asked["phase"])
    if asked.get("state"):
        found = found.filter(state=asked["state"])
    if asked.get("kind"):
        found = found.filter(is_rehearsal=asked["kind"] == "rehearsal")
    way = ~Q(steps__kind=StepKind.BACKOUT)
    found = found.annotate(total=Count("steps", filter=way), done=Count("steps", filter=way & Q(steps__state__in=OVER)))
    return found.order_by(*SORTS.get(sort, SORTS["-starts"]))


def plan_for(viewer: Viewer, pk: uuid.UUID) -> CutoverPlan:
    """Raises `CutoverPlan.DoesNotExist` when the viewer doesn't see it."""
    found: CutoverPlan = (
        CutoverPlan.objects.visible_to(viewer).select_related("record", "biller", "phase__biller", "origin").get(pk=pk)
    )
    return found


def steps_of(plan: CutoverPlan) -> list[CutoverStep]:
    """All steps in their order, the way back last."""
    found = CutoverStep.objects.everywhere().filter(plan=plan).select_related("owner").order_by("position", "pk")
    return sorted(found, key=lambda step: step.kind == StepKind.BACKOUT)


def triggers_of(plan: CutoverPlan) -> list[BackoutTrigger]:
    """Back-out triggers in their order."""
    return list(BackoutTrigger.objects.everywhere().filter(plan=plan).order_by("position", "pk"))


def entries_of(plan: CutoverPlan) -> QuerySet[CutoverEntry]:
    """The log, newest first."""
    return CutoverEntry.objects.everywhere().filter(plan=plan).select_related("step").order_by("-made_at", "-pk")


def rehearsals_of(plan: CutoverPlan) -> list[CutoverPlan]:
    """Copies of a plan that are rehearsals, newest first."""
    return list(CutoverPlan.objects.everywhere().filter(origin=plan, is_rehearsal=True).order_by("-starts_at"))


def lines_of(plan: CutoverPlan, steps: list[CutoverStep], now: datetime) -> list[Line]:
    """Each step with planned and expected times; the way back has times once it is taken."""
    way = [step for step in steps if step.kind != StepKind.BACKOUT]
    back = [step for step in steps if step.kind == StepKind.BACKOUT]
    fresh = [rules.Step(one.code, one.minutes, tuple(one.depends_on), one.not_before_at) for one in way]
    free = rules.plan_minutes(fresh, plan.starts_at)
    is_live = plan.state == PlanState.RUNNING
    expected = rules.plan_minutes(
        [one.planned for one in way], plan.started_at or plan.starts_at, now if is_live else None
    )
    if plan.backing_out_at is not None:
        expected |= rules.plan_minutes(
            [one.planned for one in back], plan.backing_out_at, now if plan.state == PlanState.BACKING_OUT else None
        )
    done = {step.code for step in steps if step.state in OVER}
    return [_line(step, free, expected, done) for step in steps]


def _line(step: CutoverStep, free: dict[str, rules.Times], expected: dict[str, rules.Times], done: set[str]) -> Line:
    planned = free.get(step.code)
    if step.planned_start_at and step.planned_end_at:
        planned = rules.Times(step.planned_start_at, step.planned_end_at)
    shown = expected.get(step.code)
    late = rules.minutes_late(planned.end, shown.end) if planned and shown else 0
    return Line(step, planned, shown, late, tuple(code for code in step.depends_on if code not in done))


def current(lines: list[Line], plan: CutoverPlan) -> dict[str, Any]:
    """What counts now: `{running, ready, decision, late, ends, done, total}`."""
    kinds = (StepKind.BACKOUT,) if plan.state == PlanState.BACKING_OUT else (StepKind.STEP, StepKind.DECISION)
    mine = [line for line in lines if line.step.kind in kinds]
    open_ones = [line for line in mine if line.step.state not in OVER]
    return {
        "running": [line for line in open_ones if line.step.state in (StepState.RUNNING, StepState.FAILED)],
        "ready": [line for line in open_ones if line.step.state == StepState.WAITING and not line.waits_for],
        "decision": next((line for line in open_ones if line.step.kind == StepKind.DECISION), None),
        "late": max((line.late for line in mine), key=abs, default=0) if not open_ones else open_ones[-1].late,
        "ends": rules.end_of(line.expected for line in mine if line.expected),
        "done": len(mine) - len(open_ones),
        "total": len(mine),
    }


class Point(NamedTuple):
    """A go/no-go point and what was decided at it."""

    title: str
    outcome: str


def standing_of_phase(phase_id: uuid.UUID) -> dict[str, Any] | None:
    """For go-live: `{plan, evidence, missing}` of a phase that has a cut-over plan, None for others.

    One query: a row for each go/no-go point.
    Asked are a rehearsal that was done or a review, a go at the first go/no-go point, and no no-go anywhere.
    """
    found = CutoverPlan.objects.everywhere().filter(phase=phase_id, is_rehearsal=False)
    tried = CutoverPlan.objects.everywhere().filter(phase=phase_id, is_rehearsal=True, state=PlanState.DONE)
    found = found.annotate(
        was_rehearsed=Exists(tried),
        decision=FilteredRelation("steps", condition=Q(steps__kind=StepKind.DECISION)),
        asked=F("decision__title"),
        answered=F("decision__outcome"),
    )
    rows = list(found.order_by("-starts_at", "pk", "decision__position"))
    if not rows:
        return None
    plan, rehearsed = rows[0], rows[0].was_rehearsed
    decisions = [Point(one.asked, one.answered) for one in rows if one.pk == plan.pk and one.asked is not None]
    missing = []
    if not rehearsed and plan.reviewed_at is None:
        missing.append("The cut-over was neither rehearsed nor reviewed.")
    if plan.state in (PlanState.BACKED_OUT, PlanState.BACKING_OUT):
        missing.append("The cut-over was given up. Plan it anew.")
    if not decisions:
        missing.append("The cut-over has no go/no-go point.")
    elif decisions[0].outcome != Outcome.GO:
        missing.append(f"No go yet at “{decisions[0].title}”.")
    missing += [f"No-go at “{one.title}”." for one in decisions[1:] if one.outcome == Outcome.NO_GO]
    proven = (
        "rehearsed" if rehearsed else f"reviewed by {plan.reviewed_by_name}" if plan.reviewed_at else "not rehearsed"
    )
    goes = sum(one.outcome == Outcome.GO for one in decisions)
    evidence = f"{plan.name}: {proven}; {goes} of {len(decisions)} go/no-go points passed."
    return {"plan": plan, "evidence": evidence, "missing": missing}


def is_live(plan: CutoverPlan) -> bool:
    """Whether the runbook is being worked on now."""
    return plan.state in LIVE_STATES
