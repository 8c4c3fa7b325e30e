"""Raises findings from a run, moves them, and links a case or a task."""

from datetime import date, datetime
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from pilotage.core.errors import Refused
from pilotage.core.models import Record
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.notices.operations import tell
from pilotage.people.models import User
from pilotage.support.enums import Category
from pilotage.support.models import Case
from pilotage.support.operations import open_case
from pilotage.verification.enums import FINDING_STATE_NAMES, FindingState, RunState
from pilotage.verification.models import Finding, Run
from pilotage.verification.permissions import require_writer
from pilotage.verification.rules import results
from pilotage.work.enums import FINISHED
from pilotage.work.models import Task
from pilotage.work.operations import create_task
from pilotage.work.texts import no_card

FINDING_MOVED = "verification.finding_moved"
CASE_LINKED = "verification.case_linked"


def raise_finding(
    *,
    run: Run,
    field: str = "",
    reason: str = "",
    title: str,
    description: str = "",
    owner: User | None = None,
    due_date: date | None = None,
    by: Viewer,
    now: datetime,
) -> Finding:
    """Follows a group of differences up. Refuses no title, a run without a result, card numbers. Also: event
    `verification.finding_created`; the owner is told.
    """
    require_writer(by)
    words = _words({"title": title, "description": description})
    if run.state != RunState.DONE:
        raise Refused(_("The run has no result yet."))
    cells = sum(one.count for one in results.groups(run.result) if one.field == field and reason in ("", one.reason))
    with change(by=by, now=now) as c:
        Record.objects.select_for_update().get(pk=run.spec_id)
        last = Finding.objects.everywhere().filter(spec=run.spec_id).aggregate(last=Max("number"))["last"] or 0
        made = c.create(
            Finding, scope=run.biller_id, biller_id=run.biller_id, spec_id=run.spec_id, run=run, number=last + 1, field=field[:120],
            reason=reason[:20], cells=cells, owner=owner, due_date=due_date, raised_at=now, **words,
        )  # fmt: skip
        _tell_owner(made, by, now)
        return made


def change_finding(*, finding: Finding, expect: int | None = None, by: Viewer, now: datetime, **fields: Any) -> bool:
    """Sets title, description, owner, due_date. Refuses closed ones. Raises `Stale`. Also: event `verification.finding_changed`."""
    require_writer(by)
    words = _words({name: fields.pop(name) for name in ("title", "description") if name in fields})
    with change(by=by, now=now) as c:
        if finding.closed_at is not None:
            raise Refused(_("%(code)s is closed. Open it again to change it.") % {"code": finding.code})
        had = finding.owner_id
        done = c.save(finding, expect=expect, **words, **fields)
        if finding.owner_id != had:
            _tell_owner(finding, by, now)
        return done


def move_finding(
    *, finding: Finding, to: str, outcome: str = "", expect: int | None = None, by: Viewer, now: datetime
) -> bool:
    """In work, closed with what came of it, open again. Refuses closing without it. Also: event `verification.finding_moved`."""
    require_writer(by)
    outcome = " ".join(outcome.split())
    no_card(outcome, field="outcome")
    if to not in FINDING_STATE_NAMES:
        raise Refused(_("A finding is open, in work or closed."))
    if to == FindingState.CLOSED and not outcome:
        raise Refused(_("Say what came of it."), field="outcome")
    is_closed = to == FindingState.CLOSED
    with change(by=by, now=now) as c:
        return c.save(
            finding, expect=expect, kind=FINDING_MOVED, state=to, closed_at=now if is_closed else None,
            outcome=outcome[:300] if is_closed else "",
        )  # fmt: skip


def change_by_values(
    *,
    finding: Finding,
    values: dict[str, Any],
    state: str | None,
    outcome: str,
    expect: int | None,
    by: Viewer,
    now: datetime,
) -> None:
    """New words and a new state in one change, as programs send them. Refuses and raises as both do."""
    require_writer(by)
    with change(by=by, now=now):
        if values or state is None:
            change_finding(finding=finding, expect=expect, by=by, now=now, **values)
            expect = None
        if state is not None:
            move_finding(finding=finding, to=state, outcome=outcome, expect=expect, by=by, now=now)


def open_case_of(*, finding: Finding, severity: int = 3, by: Viewer, now: datetime) -> Case:
    """A production case about it. Refuses a second one, and a closed finding. Also: event `verification.case_linked`, and
    those of the case.
    """
    require_writer(by)
    with change(by=by, now=now) as c:
        _refuse_closed(finding)
        if finding.case_id is not None:
            raise Refused(_("It has its case already."))
        text = f"{finding.description}\n\n{finding.run}: /verification/findings/{finding.pk}/".strip()
        case = open_case(
            biller=finding.biller, title=finding.title, severity=severity, description=text, category=Category.OTHER,
            owner=finding.owner, by=by, now=now,
        )  # fmt: skip
        c.save(finding, kind=CASE_LINKED, case=case)
        return case


def make_task_of(*, finding: Finding, by: Viewer, now: datetime) -> Task:
    """A task about it, for its owner by its day. Refuses a second one while one is open, and a closed finding. Also: event
    `work.task_created`.
    """
    require_writer(by)
    with change(by=by, now=now):
        Record.objects.select_for_update().get(pk=finding.pk)
        _refuse_closed(finding)
        task = Task.objects.everywhere().filter(subject=finding.record_id).exclude(state__in=FINISHED).first()
        if task is not None:
            raise Refused(_("The task “%(task)s” is open for it already.") % {"task": task.title})
        return create_task(
            subject=finding.record, biller=finding.biller, title=finding.title, owner=finding.owner, due_date=finding.due_date,
            by=by, now=now,
        )  # fmt: skip


def _refuse_closed(finding: Finding) -> None:
    if finding.closed_at is not None:
        raise Refused(_("%(code)s is closed. Open it again first.") % {"code": finding.code})


def _words(given: dict[str, str]) -> dict[str, str]:
    found = {}
    for name, text in given.items():
        plain = " ".join(text.split()) if name == "title" else text.strip()
        no_card(plain, field=name)
        if name == "title" and not plain:
            raise Refused(_("Say in one line what is found."), field="title")
        if len(plain) > (200 if name == "title" else 20_000):
            raise Refused(_("This is too long."), field=name)
        found[name] = plain
    return found


def _tell_owner(finding: Finding, by: Viewer, now: datetime) -> None:
    tell(
        users=[finding.owner], kind="finding_assigned", text=f"{finding.code} “{finding.title}” of {finding.biller.name} is yours.",
        url=f"/verification/findings/{finding.pk}/", record=finding.record,
        key=f"finding:{finding.pk}:{finding.owner_id}:{now.isoformat()}", by=by, now=now,
    )  # fmt: skip
