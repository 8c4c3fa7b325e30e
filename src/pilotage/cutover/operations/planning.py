"""Begins cut-over plans from a shipped runbook or a copy, writes their steps and triggers, and has them reviewed."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from pilotage.billers.models import Phase
from pilotage.core.errors import Refused
from pilotage.core.models import Record
from pilotage.core.operations import change
from pilotage.core.operations.change import Change
from pilotage.core.viewer import Viewer
from pilotage.cutover import rules
from pilotage.cutover.enums import STEP_KIND_NAMES, PlanState, StepKind
from pilotage.cutover.library import NAMES, steps_of, triggers_of
from pilotage.cutover.models import BackoutTrigger, CutoverPlan, CutoverStep
from pilotage.cutover.operations.logging import log_line
from pilotage.cutover.permissions import require_planner, require_worker
from pilotage.work.texts import no_card

REVIEWED = "cutover.plan_reviewed"
MOST_STEPS = 400
COPIED = ("position", "code", "section", "kind", "title", "detail", "owner_id", "owner_words", "minutes", "depends_on")


def begin_plan(
    *,
    phase: Phase,
    name: str = "",
    template: str = "",
    starts_at: datetime,
    by: Viewer,
    now: datetime,
    remark: str = "",
) -> CutoverPlan:
    """A runbook of a phase, with the steps and triggers of a shipped one, or empty. Refuses an unknown template.

    Also: event `cutover.cutoverplan_created`, and one for each step and trigger.
    """
    require_planner(by)
    if template and template not in NAMES:
        raise Refused(_("There is no runbook of that name. Choose one of the list."), field="template")
    no_card(remark, field="remark")
    _check_time(starts_at, "day")
    title = " ".join(name.split())[:160] or _("Cut-over of %(phase)s")[:160] % {"phase": phase.name}
    with change(by=by, now=now) as c:
        plan = c.create(
            CutoverPlan,
            scope=phase.biller_id,
            biller_id=phase.biller_id,
            phase=phase,
            name=title,
            starts_at=starts_at,
            remark=remark,
        )
        common = {"biller_id": phase.biller_id, "plan": plan}
        rows = [
            common | {
                "position": place, "code": one.code, "section": one.section, "kind": one.kind, "title": one.title, "detail": one.detail,
                "owner_words": one.owner, "minutes": one.minutes, "depends_on": list(one.depends_on),
                "not_before_at": starts_at + timedelta(minutes=one.earliest) if one.earliest else None,
            }
            for place, one in enumerate(steps_of(template) if template else (), 1)
        ]  # fmt: skip
        c.create_many(CutoverStep, rows, scope=phase.biller_id)
        shields = [
            common | {"position": place, "title": one.title, "threshold": one.threshold, "decider": one.decider}
            for place, one in enumerate(triggers_of(template) if template else (), 1)
        ]
        c.create_many(BackoutTrigger, shields, scope=phase.biller_id)
        return plan


def copy_plan(
    *, plan: CutoverPlan, starts_at: datetime, is_rehearsal: bool, name: str = "", by: Viewer, now: datetime
) -> CutoverPlan:
    """The same steps and triggers at another time, as a rehearsal or a new plan; nothing that happened comes along.

    Also: event `cutover.cutoverplan_created`, and one for each step and trigger.
    """
    require_planner(by)
    word = _("Rehearsal of %(name)s") if is_rehearsal else _("Copy of %(name)s")
    _check_time(starts_at, "day")
    title = " ".join(name.split())[:160] or (word % {"name": plan.name})[:160]
    moved = starts_at - plan.starts_at
    with change(by=by, now=now) as c:
        made = c.create(
            CutoverPlan, scope=plan.biller_id, biller_id=plan.biller_id, phase_id=plan.phase_id, origin=plan, is_rehearsal=is_rehearsal,
            name=title, starts_at=starts_at, remark=plan.remark,
        )  # fmt: skip
        common = {"biller_id": plan.biller_id, "plan": made}
        steps = [
            common | {name: getattr(one, name) for name in COPIED}
            | {"not_before_at": one.not_before_at + moved if one.not_before_at else None}
            for one in CutoverStep.objects.everywhere().filter(plan=plan).order_by("position", "pk")
        ]  # fmt: skip
        c.create_many(CutoverStep, steps, scope=plan.biller_id)
        triggers = [
            common | {name: getattr(one, name) for name in ("position", "title", "threshold", "decider")}
            for one in BackoutTrigger.objects.everywhere().filter(plan=plan).order_by("position", "pk")
        ]
        c.create_many(BackoutTrigger, triggers, scope=plan.biller_id)
        return made


def change_plan(*, plan: CutoverPlan, expect: int | None = None, by: Viewer, now: datetime, **fields: Any) -> bool:
    """Name, start, remark; a new start moves the earliest times along. Refuses once it runs. Raises `Stale`.

    Also: event `cutover.cutoverplan_changed`; a review lapses when the start moves.
    """
    require_planner(by)
    no_card(fields.get("remark", ""), field="remark")
    _check_time(fields.get("starts_at"), "day")
    if "name" in fields:
        fields["name"] = " ".join(fields["name"].split())[:160] or plan.name
    with change(by=by, now=now) as c:
        hold_planned(plan)
        moved = fields.get("starts_at", plan.starts_at) - plan.starts_at
        done = c.save(plan, expect=expect, **fields)
        if moved:
            for step in CutoverStep.objects.everywhere().filter(plan=plan).exclude(not_before_at=None):
                c.save(step, not_before_at=step.not_before_at + moved)
            _lapse(c, plan)
        return done


def add_step(*, plan: CutoverPlan, by: Viewer, now: datetime, **fields: Any) -> CutoverStep:
    """A step at the end of its kind. Refuses a code that is taken, unknown dependencies, rings, running plans.

    Also: event `cutover.cutoverstep_created`; a review lapses.
    """
    require_planner(by)
    with change(by=by, now=now) as c:
        hold_planned(plan)
        held = list(CutoverStep.objects.everywhere().filter(plan=plan))
        if len(held) >= MOST_STEPS:
            raise Refused(_("A runbook has at most %(n)d steps.") % {"n": MOST_STEPS})
        fields.setdefault("position", max((one.position for one in held), default=0) + 1)
        row = CutoverStep(plan=plan, **_cleaned(fields))
        if any(one.code == row.code for one in held):
            raise Refused(_("There is a step %(code)s already.") % {"code": row.code}, field="code")
        _followable([*held, row])
        made = c.create(
            CutoverStep, scope=plan.biller_id, biller_id=plan.biller_id, plan=plan,
            **{one.name: getattr(row, one.name) for one in CutoverStep._meta.fields if one.name not in ("id", "plan", "biller")},
        )  # fmt: skip
        _lapse(c, plan)
        return made


def change_step(*, step: CutoverStep, expect: int | None = None, by: Viewer, now: datetime, **fields: Any) -> bool:
    """Words, owner, length, order, what it waits for. Refuses as `add_step`. `expect`: the plan's version; raises `Stale`.

    Also: event `cutover.cutoverstep_changed`; a review lapses.
    """
    require_planner(by)
    with change(by=by, now=now) as c:
        hold_planned(step.plan)
        cleaned = _cleaned(fields)
        held = list(CutoverStep.objects.everywhere().filter(plan=step.plan_id).exclude(pk=step.pk))
        code = cleaned.get("code", step.code)
        if any(one.code == code for one in held):
            raise Refused(_("There is a step %(code)s already.") % {"code": code}, field="code")
        before = CutoverStep.objects.everywhere().get(pk=step.pk)
        for name, value in cleaned.items():
            setattr(before, name, value)
        renamed = code != step.code
        if renamed:
            for one in held:
                one.depends_on = [code if was == step.code else was for was in one.depends_on]
        _followable([*held, before])
        old, done = step.code, c.save(step, expect=expect, **cleaned)
        if renamed:
            for one in CutoverStep.objects.everywhere().filter(plan=step.plan_id).exclude(pk=step.pk):
                c.save(one, depends_on=[code if was == old else was for was in one.depends_on])
        if done:
            _lapse(c, step.plan)
        return done


def remove_step(*, step: CutoverStep, by: Viewer, now: datetime) -> None:
    """Takes a step away; what waited for it waits for what it waited for. Refuses running plans.

    Also: event `cutover.cutoverstep_removed`; a review lapses.
    """
    require_planner(by)
    with change(by=by, now=now) as c:
        hold_planned(step.plan)
        for one in CutoverStep.objects.everywhere().filter(plan=step.plan_id).exclude(pk=step.pk):
            if step.code in one.depends_on:
                rest = [code for code in one.depends_on if code != step.code]
                c.save(one, depends_on=list(dict.fromkeys([*rest, *step.depends_on])))
        _lapse(c, step.plan)
        c.remove(step)


def add_trigger(
    *, plan: CutoverPlan, title: str, threshold: str = "", decider: str = "", by: Viewer, now: datetime
) -> BackoutTrigger:
    """What may mean the way back. Refuses no words, card numbers, plans that are over. Also: event `cutover.backouttrigger_created`."""
    require_planner(by)
    words = " ".join(title.split())[:200]
    if not words:
        raise Refused(_("Say what must be seen."), field="title")
    no_card(words, field="title")
    with change(by=by, now=now) as c:
        if plan.state in (PlanState.DONE, PlanState.BACKED_OUT):
            raise Refused(_("The cut-over is over."))
        last = BackoutTrigger.objects.everywhere().filter(plan=plan).aggregate(last=Max("position"))["last"] or 0
        return c.create(
            BackoutTrigger, scope=plan.biller_id, biller_id=plan.biller_id, plan=plan, position=last + 1, title=words,
            threshold=" ".join(threshold.split())[:120], decider=" ".join(decider.split())[:120],
        )  # fmt: skip


def remove_trigger(*, trigger: BackoutTrigger, by: Viewer, now: datetime) -> None:
    """Refuses one that was pulled. Also: event `cutover.backouttrigger_removed`."""
    require_planner(by)
    with change(by=by, now=now) as c:
        if trigger.fired_at is not None:
            raise Refused(_("It was pulled; that stays on record."))
        c.remove(trigger)


def review_plan(*, plan: CutoverPlan, note: str = "", by: Viewer, now: datetime) -> None:
    """Somebody has gone through every step. Refuses an empty runbook and one without a go/no-go point or a way back.

    Also: event `cutover.plan_reviewed`, a line in the log.
    """
    require_worker(by)
    no_card(note, field="note")
    with change(by=by, now=now) as c:
        hold_planned(plan)
        kinds = set(CutoverStep.objects.everywhere().filter(plan=plan).values_list("kind", flat=True))
        for kind in (StepKind.STEP, StepKind.DECISION, StepKind.BACKOUT):
            if kind not in kinds:
                raise Refused(_("It lacks a %(kind)s.") % {"kind": str(STEP_KIND_NAMES[kind]).lower()})
        c.save(plan, kind=REVIEWED, note=note[:300], reviewed_at=now, reviewed_by_name=by.name)
        words = _("Reviewed: %(note)s") % {"note": note} if note.strip() else _("Reviewed.")
        log_line(c, plan, words, by=by, now=now)


def hold_planned(plan: CutoverPlan) -> None:
    """Locks the plan; refuses when it runs or is over."""
    Record.objects.select_for_update().get(pk=plan.pk)
    if CutoverPlan.objects.everywhere().get(pk=plan.pk).state != PlanState.PLANNED:
        raise Refused(_("The cut-over has begun; its steps stay as they were planned. Copy it to plan anew."))


def _lapse(c: Change, plan: CutoverPlan) -> None:
    c.touch(plan)
    c.save(plan, reviewed_at=None, reviewed_by_name="")


def _check_time(at: datetime | None, field: str) -> None:
    if at is not None and not rules.FIRST_YEAR <= at.year <= rules.LAST_YEAR:
        raise Refused(_("This day is too far off."), field=field)


def _followable(steps: list[CutoverStep]) -> None:
    problem = rules.why_not([one.planned for one in steps])
    if problem:
        raise Refused(problem[1], field="depends_on" if "wait" in problem[1] else "minutes")


def _cleaned(fields: dict[str, Any]) -> dict[str, Any]:
    found = dict(fields)
    for name, most in (("code", 12), ("section", 60), ("title", 200), ("owner_words", 120)):
        if name in found:
            found[name] = " ".join((found[name] or "").split())[:most]
            no_card(found[name], field=name)
    for name, words in (("code", _("Give it a short code, such as B3.")), ("title", _("Say what is done."))):
        if name in found and not found[name]:
            raise Refused(words, field=name)
    if "code" in found:
        found["code"] = found["code"].replace(" ", "").upper()
    no_card(found.get("detail", ""), field="detail")
    _check_time(found.get("not_before_at"), "not_before_day")
    if found.get("kind", StepKind.STEP) not in STEP_KIND_NAMES:
        raise Refused(_("Choose what kind of step it is."), field="kind")
    return found
