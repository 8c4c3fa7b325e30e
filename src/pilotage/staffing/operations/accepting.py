"""Takes over what a run proposes, as far as a person ticked it, and takes it back."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from pilotage.billers.models import Biller, Care
from pilotage.billers.operations import assign_care, drop_care
from pilotage.core.errors import Refused
from pilotage.core.models import Record
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.onboarding.models import PlanTask
from pilotage.onboarding.operations import replan
from pilotage.onboarding.permissions import require_may_plan
from pilotage.people.models import User
from pilotage.staffing.enums import RunKind, RunState
from pilotage.staffing.models import Run
from pilotage.staffing.permissions import require_staffer
from pilotage.work.enums import FINISHED

ACCEPTED = "staffing.run_accepted"
UNDONE = "staffing.run_undone"
START_SET = "staffing.start_set"


def accept_assignments(*, run: Run, needs: Iterable[str], by: Viewer, now: datetime) -> int:
    """Assigns the proposed people to the ticked billers: all or none. Returns how many changed hands.

    Refuses a run that is not proposed, nothing ticked, and a biller whose person changed since the run was worked out. Also:
    events of care, `staffing.run_accepted`; what was before is kept for `undo_run`.
    """
    require_staffer(by)
    with change(by=by, now=now) as c:
        held = _proposed(run, RunKind.ASSIGN)
        ticked = set(needs)
        rows = [row for row in held.found["proposals"] if row["need"] in ticked and row["user"] is not None]
        if not rows:
            raise Refused(_("Tick at least one proposal that names a person."))
        billers = {
            str(row.pk): row for row in Biller.objects.everywhere().filter(pk__in={one["biller"] for one in rows})
        }
        list(
            Record.objects.select_for_update().filter(pk__in=sorted(row.pk for row in billers.values())).order_by("pk")
        )
        people = User.objects.in_bulk({row["user"] for row in rows})
        cares = _cares(rows)
        for row in rows:
            if cares.get((row["biller"], row["role"])) != row["had"]:
                raise Refused(
                    _("Who looks after %(name)s changed since this was worked out. Run it again.")
                    % {"name": row["biller_name"]}
                )
            assign_care(biller=billers[row["biller"]], user=people[row["user"]], role=row["role"], by=by, now=now)
        kept = [{"biller": row["biller"], "role": row["role"], "had": row["had"], "now": row["user"]} for row in rows]
        c.save(held, kind=ACCEPTED, state=RunState.ACCEPTED, accepted_by_id=by.user_id, accepted_at=now, kept=kept)
        return len(rows)


def accept_starts(*, run: Run, tasks: Iterable[str], by: Viewer, now: datetime) -> int:
    """Lets the ticked tasks begin no earlier than proposed, and works their plans out anew. Returns how many were set.

    Refuses a run that is not proposed and nothing ticked; tasks that are finished, begun or gone by now are left out. Also:
    events `staffing.start_set` and those of the plans, `staffing.run_accepted`.
    """
    require_staffer(by)
    require_may_plan(by)
    with change(by=by, now=now) as c:
        held = _proposed(run, RunKind.LEVEL)
        ticked = set(tasks)
        starts = {row["key"]: date.fromisoformat(row["start"]) for row in held.found["tasks"] if row["key"] in ticked}
        kept: list[dict[str, Any]] = []
        projects = {}
        for row in _plan_tasks(starts):
            if row.task.state in FINISHED or row.actual_start_date is not None or row.fixed_date is not None:
                continue
            start, before = starts[str(row.pk)], row.no_earlier_date
            if c.save(row, kind=START_SET, note=held.name, no_earlier_date=start):
                kept.append({"task": str(row.pk), "had": _iso(before), "now": start.isoformat()})
                projects[row.project_id] = row.project
        if not kept:
            raise Refused(_("Tick at least one task that has not begun yet."))
        for project in projects.values():
            replan(project=project, by=by, now=now)
        c.save(held, kind=ACCEPTED, state=RunState.ACCEPTED, accepted_by_id=by.user_id, accepted_at=now, kept=kept)
        return len(kept)


def undo_run(*, run: Run, by: Viewer, now: datetime) -> int:
    """Puts back what accepting changed, where nobody has changed it since. Returns how many.

    Refuses a run that is not accepted, and when all of it was changed since. Also: event `staffing.run_undone`.
    """
    require_staffer(by)
    with change(by=by, now=now) as c:
        held = Run.objects.select_for_update(of=("self",)).select_related("record").get(pk=run.pk)
        if held.state != RunState.ACCEPTED:
            raise Refused(_("There is nothing to take back."))
        back = _care_back(held, by, now) if held.kind == RunKind.ASSIGN else _starts_back(held, by, now)
        if not back:
            raise Refused(_("All of it was changed since by other people. Change it by hand."))
        c.save(held, kind=UNDONE, note=f"{back} of {len(held.kept)}", state=RunState.UNDONE)
        return back


def _proposed(run: Run, kind: str) -> Any:
    held = Run.objects.select_for_update(of=("self",)).select_related("record").get(pk=run.pk)
    if held.kind != kind or held.state not in (RunState.DONE, RunState.UNDONE):
        raise Refused(_("This run is not a proposal any more. Run it again."))
    return held


def _cares(rows: list[dict[str, Any]]) -> dict[tuple[str, str], int]:
    found = Care.objects.everywhere().filter(biller__in={row["biller"] for row in rows})
    return {(str(care.biller_id), care.role): care.user_id for care in found}


def _plan_tasks(keys: Iterable[str]) -> list[PlanTask]:
    found = PlanTask.objects.everywhere().filter(pk__in=list(keys)).select_related("task__record", "project__record")
    return list(found.order_by("project", "position"))


def _care_back(held: Run, by: Viewer, now: datetime) -> int:
    back = 0
    by_key = {(str(care.biller_id), care.role): care for care in _all_cares(held)}
    people = User.objects.in_bulk({row["had"] for row in held.kept if row["had"] is not None})
    for row in held.kept:
        care = by_key.get((row["biller"], row["role"]))
        if care is None or care.user_id != row["now"]:
            continue
        before = people.get(row["had"])
        if before is None:
            drop_care(care=care, by=by, now=now)
        elif before.is_active and row["role"] in before.roles:
            assign_care(biller=care.biller, user=before, role=row["role"], by=by, now=now)
        else:
            continue
        back += 1
    return back


def _all_cares(held: Run) -> list[Care]:
    found = Care.objects.everywhere().filter(biller__in={row["biller"] for row in held.kept})
    return list(found.select_related("biller__record"))


def _starts_back(held: Run, by: Viewer, now: datetime) -> int:
    kept: dict[str, dict[str, Any]] = {row["task"]: row for row in held.kept}
    projects: dict[Any, Any] = defaultdict(lambda: None)
    back = 0
    with change(by=by, now=now) as c:
        for row in _plan_tasks(kept):
            was = kept[str(row.pk)]
            if _iso(row.no_earlier_date) != was["now"] or row.task.state in FINISHED:
                continue
            c.save(row, kind=START_SET, note=held.name, no_earlier_date=_day(was["had"]))
            projects[row.project_id] = row.project
            back += 1
        for project in projects.values():
            replan(project=project, by=by, now=now)
    return back


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
