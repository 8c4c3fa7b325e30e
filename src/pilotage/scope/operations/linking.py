"""Follows scope lines to configuration, tests, training and KPIs."""

import uuid
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from pilotage.core.errors import Refused
from pilotage.core.models import Record
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.onboarding.models import PlanTask
from pilotage.scope.enums import STEP_NAMES, Step
from pilotage.scope.models import ScopeLine, TraceLink
from pilotage.scope.permissions import require_writer
from pilotage.technical.models import CheckItem
from pilotage.testing.models import TestCase
from pilotage.work.texts import no_card

Target = CheckItem | TestCase | PlanTask


def link_line(
    *, line: ScopeLine, step: str, target: Target | None = None, text: str = "", by: Viewer, now: datetime
) -> TraceLink | None:
    """The line leads to an item, a case, a task of the plan, or to what `text` names; None when it did already.

    A step that was not needed is needed from now on. Refuses unknown steps, what belongs to another phase, a configuration or a
    test in words alone, nothing at all, and card numbers. Also: event `scope.tracelink_created`.
    """
    require_writer(by)
    _check_step(step)
    words = " ".join(text.split())[:300]
    no_card(words, field="text")
    fields = _fields(line, step, target, words)
    with change(by=by, now=now) as c:
        Record.objects.select_for_update().get(pk=line.pk)
        held = TraceLink.objects.everywhere().filter(line=line, step=step)
        known = {name: value for name, value in fields.items() if name != "text"} or {"text": words}
        if held.filter(**known).exists():
            return None
        for row in held.filter(is_not_needed=True):
            c.remove(row)
        row = c.create(TraceLink, scope=line.biller_id, biller_id=line.biller_id, line=line, step=step, **fields)
        c.touch(row)
        return row


def mark_not_needed(*, line: ScopeLine, step: str, reason: str, by: Viewer, now: datetime) -> TraceLink:
    """The step isn't needed for this line. Refuses without a reason, and while the step has links. Also: `scope.tracelink_created`."""
    require_writer(by)
    _check_step(step)
    why = " ".join(reason.split())[:300]
    if not why:
        raise Refused(_("Say why this line needs none."), field="text")
    no_card(why, field="text")
    with change(by=by, now=now) as c:
        Record.objects.select_for_update().get(pk=line.pk)
        held = TraceLink.objects.everywhere().filter(line=line, step=step)
        if held.filter(is_not_needed=False).exists():
            raise Refused(_("It leads somewhere already. Take those links away first."), field="text")
        old: TraceLink | None = held.first()
        if old is not None:
            c.save(old, text=why)
            return old
        row = c.create(
            TraceLink,
            scope=line.biller_id,
            biller_id=line.biller_id,
            line=line,
            step=step,
            text=why,
            is_not_needed=True,
        )
        c.touch(row)
        return row


def remove_link(*, link: TraceLink, by: Viewer, now: datetime) -> None:
    """The line doesn't lead there. Also: event `scope.tracelink_removed`."""
    require_writer(by)
    with change(by=by, now=now) as c:
        c.touch(link)
        c.remove(link)


def _check_step(step: str) -> None:
    if step not in STEP_NAMES:
        raise Refused(_("There is no such step. Choose configuration, test, training or KPI."), field="step")


def _fields(line: ScopeLine, step: str, target: Target | None, text: str) -> dict[str, Any]:
    found: dict[str, Any]
    phase: uuid.UUID
    if isinstance(target, CheckItem) and step == Step.CONFIGURATION:
        found, phase = {"check_item": target}, target.phase_id
    elif isinstance(target, TestCase) and step == Step.TEST:
        found, phase = {"test_case": target}, target.plan.phase_id
    elif isinstance(target, PlanTask) and step == Step.TRAINING:
        found, phase = {"plan_task": target}, target.project.phase_id
    elif target is None and text and step in (Step.TRAINING, Step.KPI):
        return {"text": text}
    else:
        words = {
            Step.CONFIGURATION: _("Choose items of the checklist."),
            Step.TEST: _("Choose test cases."),
            Step.TRAINING: _("Choose a task of the plan, or name the training."),
            Step.KPI: _("Name the KPI and what it should reach."),
        }
        raise Refused(words[Step(step)], field="target")
    if phase != line.phase_id:
        raise Refused(_("That belongs to another phase."), field="target")
    return found | ({"text": text} if text else {})
