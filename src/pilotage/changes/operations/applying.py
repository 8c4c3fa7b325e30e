"""Does what was approved: tasks, links and dates of the plan, the target, scope lines, and the documents, all or nothing."""

import io
from datetime import datetime

from django.utils.translation import gettext as _

from pilotage.billers.operations import set_target_go_live
from pilotage.changes.documents import change_order
from pilotage.changes.enums import EditKind
from pilotage.changes.models import ChangeRequest, TaskEdit
from pilotage.changes.queries import plan_edits_of, scope_edits_of
from pilotage.core.errors import Refused
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer, system
from pilotage.documents.operations import store_file
from pilotage.onboarding.models import Dependency, PlanTask, Project
from pilotage.onboarding.operations import add_plan_task, drop_plan_task, edit_plan_task
from pilotage.onboarding.permissions import may_plan
from pilotage.planner.tasks import Link
from pilotage.scope.enums import Source
from pilotage.scope.models import ScopeLine
from pilotage.scope.operations import add_line, add_promise, change_line, drop_line, keep_scope_plan


def apply_change(*, request: ChangeRequest, by: Viewer, now: datetime) -> None:
    """Everything that the change says, in the transaction of its last yes; done by the product where that person may not plan.

    Refuses what plan or scope refuse; then nothing of it happens, the yes neither. Also: the events of each step.
    """
    doer = by if may_plan(by) else system()
    with change(by=by, now=now):
        if request.project is not None:
            _apply_plan(
                request,
                Project.objects.everywhere().select_related("record", "biller").get(pk=request.project_id),
                doer,
                now,
            )
        if request.target_date is not None and request.target_date != request.phase.target_go_live_date:
            set_target_go_live(phase=request.phase, date=request.target_date, reason=_reason(request), by=doer, now=now)
        if _apply_scope(request, doer, now):
            keep_scope_plan(phase=request.phase, is_shared=True, by=doer, now=now)
        store_file(
            subject=request.record, biller=request.biller, name=f"change-order-{request.code}.xlsx",
            stream=io.BytesIO(change_order(request)), is_shared=True, by=doer, now=now,
        )  # fmt: skip


def _apply_plan(request: ChangeRequest, project: Project, by: Viewer, now: datetime) -> None:
    edits = plan_edits_of(request)
    codes: dict[str, str] = {}
    for edit in (one for one in edits if one.kind == EditKind.ADD):
        made = add_plan_task(
            project=project, title=edit.title, part=edit.part, duration_days=edit.duration_days or 1, roles=edit.roles,
            after=[codes.get(code.lower(), code) for code in edit.after], by=by, now=now,
        )  # fmt: skip
        codes[edit.code.lower()] = made.code
    for edit in (one for one in edits if one.kind == EditKind.ADD):
        for code in edit.before:
            _wait_for(project, codes.get(code.lower(), code), codes[edit.code.lower()], by, now)
    for edit in (one for one in edits if one.kind != EditKind.ADD):
        row = _row(edit)
        if edit.kind == EditKind.CHANGE:
            edit_plan_task(plan_task=row, fields={"duration_days": edit.duration_days}, by=by, now=now)
        else:
            drop_plan_task(plan_task=row, reason=_reason(request), by=by, now=now)


def _row(edit: TaskEdit) -> PlanTask:
    found = PlanTask.objects.everywhere().select_related("task__biller", "task__record", "project__record")
    row: PlanTask = found.get(pk=edit.plan_task_id)
    return row


def _wait_for(project: Project, waiting: str, first: str, by: Viewer, now: datetime) -> None:
    """The task `waiting` waits for `first` too, besides all that it waits for already."""
    found = PlanTask.objects.everywhere().filter(project=project, code__iexact=waiting)
    row = found.select_related("task__biller", "task__record", "project__record").first()
    if row is None:
        raise Refused(_("The plan holds no task %(code)s.") % {"code": waiting})
    held = Dependency.objects.everywhere().filter(successor=row).select_related("predecessor").order_by("pk")
    links = [Link(one.predecessor.code, one.kind, one.lag_days) for one in held]
    edit_plan_task(plan_task=row, fields={}, links=[*links, Link(first)], by=by, now=now)


def _apply_scope(request: ChangeRequest, by: Viewer, now: datetime) -> bool:
    edits = scope_edits_of(request)
    for edit in edits:
        if edit.line is None:
            promise = add_promise(
                phase=request.phase, title=edit.title, source=Source.CHANGE, reference=request.code, said_on=now.date(), by=by, now=now
            )  # fmt: skip
            add_line(
                phase=request.phase, title=edit.title, promises=[promise], change_code=request.code, by=by, now=now
            )
            continue
        line = ScopeLine.objects.everywhere().select_related("record").get(pk=edit.line_id)
        if edit.kind == EditKind.DROP:
            drop_line(line=line, reason=_reason(request), change_code=request.code, by=by, now=now)
        else:
            change_line(line=line, title=edit.title, change_code=request.code, by=by, now=now)
    return bool(edits)


def _reason(request: ChangeRequest) -> str:
    return f"Change {request.code}: {request.title}"[:300]
