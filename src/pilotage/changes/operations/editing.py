"""Says what a change does to the plan and to the scope; nothing of it happens before it is approved."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from pilotage.changes.enums import EDIT_NAMES, EditKind
from pilotage.changes.impact import impact_of
from pilotage.changes.models import ChangeRequest, ScopeEdit, TaskEdit
from pilotage.changes.operations.asking import hold_alive, take_offer_back
from pilotage.changes.permissions import require_may_work_out
from pilotage.core.errors import Refused
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.onboarding.models import PlanTask
from pilotage.scope.models import ScopeLine
from pilotage.work.texts import no_card

MOST_DAYS = 1000


def edit_plan(
    *,
    request: ChangeRequest,
    kind: str,
    plan_task: PlanTask | None = None,
    title: str = "",
    part: str = "",
    roles: Sequence[str] = (),
    duration_days: int | None = None,
    after: Sequence[str] = (),
    before: Sequence[str] = (),
    by: Viewer,
    now: datetime,
) -> TaskEdit:
    """One task that is added (after and before tasks with these codes), gets another length, or leaves the plan.

    A second word about the same task takes the place of the first. What was offered is worked out anew. Refuses without a
    project, finished tasks, unknown codes, lengths outside 1 to 1,000 working days. Also: event `changes.taskedit_created`.
    """
    require_may_work_out(by)
    fields = _plan_fields(request, kind, plan_task, title, duration_days)
    with change(by=by, now=now) as c:
        hold_alive(request)
        held = TaskEdit.objects.everywhere().filter(change=request)
        if plan_task is not None:
            for old in held.filter(plan_task=plan_task):
                c.remove(old)
        else:
            numbers = [int(code.removeprefix("NEW")) for code in held.exclude(code="").values_list("code", flat=True)]
            fields |= {
                "code": f"NEW{max(numbers, default=0) + 1}", "part": " ".join(part.split())[:120], "roles": list(roles),
                "after": _codes(after), "before": _codes(before),
            }  # fmt: skip
        row = c.create(
            TaskEdit, scope=request.biller_id, biller_id=request.biller_id, change=request, kind=kind, **fields
        )
        c.touch(row)
        take_offer_back(c, request)
        c.save(request, impact=impact_of(request, request.target_date))  # refuses what the plan can't take
        return row


def edit_scope(
    *, request: ChangeRequest, kind: str, line: ScopeLine | None = None, title: str = "", by: Viewer, now: datetime
) -> ScopeEdit:
    """One scope line that is added, said differently, or dropped. Refuses another phase's line, and no words where they are needed.

    A second word about the same line takes the place of the first. Also: event `changes.scopeedit_created`.
    """
    require_may_work_out(by)
    words = " ".join(title.split())[:300]
    no_card(words, field="title")
    if kind not in EDIT_NAMES:
        raise Refused(_("Choose to add, to change or to drop."), field="kind")
    if (line is None) != (kind == EditKind.ADD):
        raise Refused(_("Choose the line, unless it is a new one."), field="line")
    if line is not None and line.phase_id != request.phase_id:
        raise Refused(_("That line belongs to another phase."), field="line")
    if kind != EditKind.DROP and not words:
        raise Refused(_("Say what will be delivered."), field="title")
    with change(by=by, now=now) as c:
        hold_alive(request)
        for old in ScopeEdit.objects.everywhere().filter(change=request, line=line) if line is not None else ():
            c.remove(old)
        row = c.create(
            ScopeEdit,
            scope=request.biller_id,
            biller_id=request.biller_id,
            change=request,
            kind=kind,
            line=line,
            title=words,
        )
        c.touch(row)
        take_offer_back(c, request)
        c.save(request, impact=impact_of(request, request.target_date))
        return row


def remove_edit(*, edit: TaskEdit | ScopeEdit, by: Viewer, now: datetime) -> None:
    """The change doesn't do that. Refuses decided changes. Also: event `changes.taskedit_removed` or `changes.scopeedit_removed`."""
    require_may_work_out(by)
    request = edit.change
    with change(by=by, now=now) as c:
        hold_alive(request)
        c.touch(edit)
        c.remove(edit)
        take_offer_back(c, request)
        c.save(request, impact=impact_of(request, request.target_date))


def _plan_fields(
    request: ChangeRequest, kind: str, plan_task: PlanTask | None, title: str, duration_days: int | None
) -> dict[str, Any]:
    if request.project is None:
        raise Refused(_("The phase has no project whose plan could change."))
    if kind not in EDIT_NAMES:
        raise Refused(_("Choose to add, to change or to drop."), field="kind")
    if (plan_task is None) != (kind == EditKind.ADD):
        raise Refused(_("Choose the task, unless it is a new one."), field="plan_task")
    if plan_task is not None and plan_task.project_id != request.project_id:
        raise Refused(_("That task belongs to another plan."), field="plan_task")
    words = " ".join(title.split())[:300]
    no_card(words, field="title")
    if kind == EditKind.ADD and not words:
        raise Refused(_("Say what is to be done."), field="title")
    if kind != EditKind.DROP and (duration_days is None or not 1 <= duration_days <= MOST_DAYS):
        raise Refused(_("Write a whole number of working days, from 1 to 1,000."), field="duration_days")
    return {
        "plan_task": plan_task, "title": words if plan_task is None else "",
        "duration_days": None if kind == EditKind.DROP else duration_days,
    }  # fmt: skip


def _codes(given: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(code.strip() for code in given if code.strip()))
