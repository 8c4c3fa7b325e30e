"""The dates of a plan from the end that was chosen: forward from its kickoff, or back from the target go-live."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from pilotage.onboarding.enums import Anchor
from pilotage.onboarding.scheduling import ProjectPlan
from pilotage.planner.calendars import WorkingCalendar
from pilotage.planner.network import ids_before
from pilotage.planner.schedule import schedule, schedule_back
from pilotage.planner.tasks import Schedule, ScheduledTask, Task


def dates_of_plan(plan: ProjectPlan) -> Schedule:
    """The dates of a project's plan, from the end that its project names. Errors: `PlanError`."""
    project = plan.project
    target = project.phase.target_go_live_date
    if project.anchor != Anchor.TARGET or target is None or project.phase.went_live_date is not None:
        return plan.dates(plan.today)
    return back_from(
        plan.tasks, plan.goal, target, kickoff=project.kickoff_date, calendar=plan.calendar, today=plan.today
    )


def back_from(
    tasks: Sequence[Task],
    goal: str | None,
    target: date,
    *,
    kickoff: date | None,
    calendar: WorkingCalendar,
    today: date | None = None,
) -> Schedule:
    """Everything before the go-live as late as the target allows; what comes after it, as early as it can.

    Without a `kickoff` the plan begins when it must. Where the target can't be met from the kickoff, or from today, the dates
    go past it and a conflict says by how much. Errors: `PlanError`.
    """
    needed = before(tasks, goal) if goal else {task.id for task in tasks}
    some = [task for task in tasks if task.id in needed]
    back = schedule_back(some, target=target, calendar=calendar, start=kickoff, today=today)
    if not back.tasks:
        return schedule(tasks, start=kickoff or target, calendar=calendar, today=today)
    late = back.by_id
    standing = [_not_before(task, late[task.id]) if task.id in late else task for task in tasks]
    first = min(one.start for one in back.tasks)
    whole = schedule(standing, start=kickoff or first, calendar=calendar, today=today)
    found = tuple(_with_float(one, late.get(one.id)) for one in whole.tasks)
    told = [one for one in back.conflicts if one not in whole.conflicts]
    return Schedule(found, whole.finish, (*told, *whole.conflicts))


def before(tasks: Sequence[Task], goal: str) -> set[str]:
    """The goal and everything that it waits for, whatever the kind of link."""
    by_id = {task.id: task for task in tasks}
    seen, todo = {goal}, [goal]
    while todo:
        for other in ids_before(by_id[todo.pop()]):
            if other not in seen:
                seen.add(other)
                todo.append(other)
    return seen


def _not_before(task: Task, late: ScheduledTask) -> Task:
    if task.is_fixed or task.actual_start or task.actual_finish or task.spans:
        return task
    return replace(task, no_earlier_than=max(late.start, task.no_earlier_than or late.start))


def _with_float(one: ScheduledTask, late: ScheduledTask | None) -> ScheduledTask:
    """What must be done by the target has the float that the target leaves it."""
    if late is None:
        return one
    return replace(
        one, late_finish=max(one.finish, late.late_finish), float_days=late.float_days, is_critical=late.is_critical
    )
