"""Changes what the dates of a plan depend on: durations, links, constraints, progress, parties."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from pilotage.core.errors import Refused
from pilotage.core.operations import Change, change
from pilotage.core.viewer import Viewer
from pilotage.onboarding.enums import Party, Shape
from pilotage.onboarding.link_text import links_in_words
from pilotage.onboarding.models import Dependency, PlanTask
from pilotage.onboarding.operations.replanning import replan
from pilotage.onboarding.permissions import require_may_do, require_may_plan
from pilotage.planner.tasks import Link
from pilotage.work.enums import FINISHED, TaskState
from pilotage.work.operations import start_task

DATE_FIXED = "onboarding.date_fixed"
LINKS_CHANGED = "onboarding.links_changed"
#: What `edit_plan_task` may set.
EDITABLE = frozenset(
    ("duration_days", "shape", "spans", "party", "percent_done", "fixed_date", "no_earlier_date", "finish_by_date")
    + ("actual_start_date", "actual_finish_date")
)
_PLANNED = frozenset(("duration_days", "fixed_date", "no_earlier_date", "finish_by_date", "percent_done", "shape"))
_DAYS = ("fixed_date", "no_earlier_date", "finish_by_date", "actual_start_date", "actual_finish_date")
_FAR, _LATE = date(2000, 1, 1), date(2199, 12, 31)
MOST_DAYS = 1000


def edit_plan_task(
    *,
    plan_task: PlanTask,
    fields: Mapping[str, Any],
    links: Sequence[Link] | None = None,
    by: Viewer,
    now: datetime,
    expect: int | None = None,
) -> int:
    """Sets any of `EDITABLE`, and with `links` all that the task waits for. Returns how many tasks moved.

    Refuses what can't be: a circle, an unknown code, plans for a finished task, dates that contradict each other. Raises
    `Stale`. Also: events `onboarding.plantask_changed`, `onboarding.date_fixed`, `onboarding.links_changed`; a task whose
    progress is told is in hand; the plan is worked out anew.
    """
    if set(fields) - EDITABLE:
        raise TypeError(f"Can't set {sorted(set(fields) - EDITABLE)}")
    changed = {name: value for name, value in fields.items() if getattr(plan_task, name) != value}
    if set(changed) <= {"percent_done"} and links is None:
        require_may_do(by, plan_task)
    else:
        require_may_plan(by)
    with change(by=by, now=now) as c:
        _check(plan_task, changed, now)
        if changed.get("shape") == Shape.HAMMOCK and links is None and plan_task.waits_for.exists():
            raise Refused(_("A hammock waits for nothing. Take out what this task waits for."), field="waits_for")
        if changed.get("percent_done") and plan_task.actual_start_date is None:
            today = today_of(plan_task, now)
            changed.setdefault("actual_start_date", min(plan_task.task.start_date or today, today))
        kind = DATE_FIXED if "fixed_date" in changed else None
        done = c.save(plan_task, expect=expect, kind=kind, **_fitted(plan_task, changed))
        if changed.get("percent_done") and plan_task.task.state == TaskState.OPEN:
            start_task(task=plan_task.task, by=by, now=now)
        if links is not None:
            done = _set_links(c, plan_task, links) or done
        return replan(project=plan_task.project, by=by, now=now) if done else 0


def fix_date(*, plan_task: PlanTask, date: date | None, by: Viewer, now: datetime, expect: int | None = None) -> int:
    """A person sets the start of a task, or lets the plan set it again with None. Returns how many tasks moved.

    Refuses for a task that is done. Raises `Stale`. Also: event `onboarding.date_fixed`; the plan is worked out anew.
    """
    return edit_plan_task(plan_task=plan_task, fields={"fixed_date": date}, by=by, now=now, expect=expect)


def change_plan_task(
    *, plan_task: PlanTask, duration_days: int, by: Viewer, now: datetime, expect: int | None = None
) -> int:
    """Sets a task's length in working days, and works the plan out anew. Returns how many tasks moved.

    Refuses less than one day. Raises `Stale`. Also: event `onboarding.plantask_changed`.
    """
    return edit_plan_task(plan_task=plan_task, fields={"duration_days": duration_days}, by=by, now=now, expect=expect)


def today_of(plan_task: PlanTask, now: datetime) -> date:
    """Today where the biller is."""
    return now.astimezone(ZoneInfo(plan_task.task.biller.time_zone)).date()


def _check(row: PlanTask, changed: Mapping[str, Any], now: datetime) -> None:
    after = {name: changed.get(name, getattr(row, name)) for name in EDITABLE}
    if row.task.state in FINISHED and _PLANNED & set(changed):
        field = next(iter(sorted(_PLANNED & set(changed))))
        raise Refused(_("This task is finished; its dates are history. Open it again first."), field=field)
    if after["shape"] == Shape.TASK and not 1 <= after["duration_days"] <= MOST_DAYS:
        raise Refused(_("Write a whole number of working days, from 1 to 1,000."), field="duration_days")
    if after["party"] not in ("", *Party):
        raise Refused(_("Choose who answers for it from the list."), field="party")
    percent = after["percent_done"]
    if percent is not None and not 0 <= percent <= 99:
        raise Refused(_("Write 0 to 99. Complete the task when all of it is done."), field="percent_done")
    for name in _DAYS:
        if after[name] is not None and not _FAR <= after[name] <= _LATE:
            raise Refused(_("Choose a day between 2000 and 2199."), field=name)
    _check_order(row, after, changed, now)
    _check_spans(row, after)


def _check_order(row: PlanTask, after: Mapping[str, Any], changed: Mapping[str, Any], now: datetime) -> None:
    begins = after["fixed_date"] or after["no_earlier_date"]
    if after["finish_by_date"] and begins and after["finish_by_date"] < begins and {*_DAYS} & set(changed):
        raise Refused(_("It should finish before it may begin. Change one of the two days."), field="finish_by_date")
    for name in ("actual_start_date", "actual_finish_date"):
        if name in changed and changed[name] and changed[name] > today_of(row, now):
            raise Refused(_("This day is ahead; what happened lies behind."), field=name)
    if "actual_finish_date" in changed and (row.task.state == TaskState.DONE) != bool(changed["actual_finish_date"]):
        raise Refused(
            _("Complete the task, or open it again, to change whether it is done."), field="actual_finish_date"
        )
    if "actual_start_date" in changed and row.task.state == TaskState.DONE and not changed["actual_start_date"]:
        raise Refused(_("A task that is done has begun on some day."), field="actual_start_date")
    started, finished = after["actual_start_date"], after["actual_finish_date"]
    if started and finished and finished < started:
        raise Refused(_("It can't be done before it was begun."), field="actual_start_date")


def _check_spans(row: PlanTask, after: Mapping[str, Any]) -> None:
    if after["shape"] != Shape.HAMMOCK:
        return
    codes = list(dict.fromkeys(after["spans"]))
    if not codes:
        raise Refused(_("Name the tasks that it spans."), field="spans")
    known = PlanTask.objects.everywhere().filter(project=row.project_id, code__in=codes).exclude(pk=row.pk)
    missing = set(codes) - set(known.values_list("code", flat=True))
    if missing:
        words = {"code": ", ".join(sorted(missing))}
        raise Refused(_("No other task of this plan has the code %(code)s.") % words, field="spans")


def _fitted(row: PlanTask, changed: Mapping[str, Any]) -> dict[str, Any]:
    """A milestone and a hammock have no work of their own; a task has."""
    found = dict(changed)
    shape = changed.get("shape", row.shape)
    if shape != Shape.TASK:
        found |= {"duration_days": 0, "percent_done": None}
    if shape == Shape.HAMMOCK:
        found |= {"fixed_date": None, "no_earlier_date": None, "finish_by_date": None}
    elif row.spans:
        found["spans"] = []
    return found


def _set_links(c: Change, row: PlanTask, wanted: Sequence[Link]) -> bool:
    held = list(Dependency.objects.everywhere().filter(successor=row).select_related("predecessor").order_by("pk"))
    before = [Link(one.predecessor.code, one.kind, one.lag_days) for one in held]
    if set(before) == set(wanted):
        return False
    if row.shape == Shape.HAMMOCK and wanted:
        raise Refused(_("A hammock waits for nothing; it takes its dates from what it spans."), field="waits_for")
    by_code = {
        one.code: one
        for one in PlanTask.objects.everywhere().filter(project=row.project_id, code__in=[link.on for link in wanted])
    }
    missing = sorted({link.on for link in wanted} - set(by_code))
    if missing:
        words = {"code": ", ".join(missing)}
        raise Refused(_("No task of this plan has the code %(code)s.") % words, field="waits_for")
    Dependency.objects.everywhere().filter(successor=row).delete()
    Dependency.objects.everywhere().bulk_create(
        Dependency(
            biller_id=row.biller_id, project_id=row.project_id, predecessor=by_code[link.on], successor=row,
            kind=link.kind, lag_days=link.lag,
        )
        for link in dict.fromkeys(wanted)
    )  # fmt: skip
    c.touch(row)
    told = {"before": {"waits_for": links_in_words(before)}, "after": {"waits_for": links_in_words(wanted)}}
    c.log(LINKS_CHANGED, row, before=told["before"], after=told["after"])
    return True


def set_plan_fields(c: Change, plan_task: PlanTask, fields: Mapping[str, Any]) -> bool:
    """Sets plan fields by the rules of `edit_plan_task` inside a change whose caller works the plan out anew. False when same."""
    changed = {name: value for name, value in fields.items() if getattr(plan_task, name) != value}
    _check(plan_task, changed, c.now)
    return c.save(plan_task, kind=DATE_FIXED if "fixed_date" in changed else None, **_fitted(plan_task, changed))
