"""A project's plan in the planner's terms, and the calendar that provider and biller work by."""

from collections.abc import Iterable, Sequence
from datetime import date

from pilotage.core import app_settings
from pilotage.onboarding import rules
from pilotage.onboarding.models import Dependency, PlanTask, Project
from pilotage.planner.calendars import WorkingCalendar, us_federal
from pilotage.planner.errors import PlanError
from pilotage.planner.network import without
from pilotage.planner.schedule import schedule
from pilotage.planner.tasks import Schedule
from pilotage.planner.tasks import Task as Planned
from pilotage.work.enums import TaskState


def calendar() -> WorkingCalendar:
    """Federal holidays and the provider's own days off."""
    extra = app_settings.value("extra_days_off")
    return us_federal().with_days_off("own", map(date.fromisoformat, extra)) if extra else us_federal()


def planned(rows: Sequence[PlanTask], links: Iterable[Dependency]) -> list[Planned]:
    """The tasks of a plan for the planner; dropped ones are left out, and what waited for them waits for theirs."""
    before: dict[int, list[str]] = {}
    codes = {row.pk: row.code for row in rows}
    for link in links:
        before.setdefault(link.successor_id, []).append(codes[link.predecessor_id])
    tasks = [_planned(row, tuple(before.get(row.pk, ()))) for row in rows]
    return without(tasks, [row.code for row in rows if row.task.state == TaskState.DROPPED])


def go_live_of(rows: Iterable[PlanTask], found: Schedule) -> date | None:
    """The day on which the plan reaches its go-live milestone, else its end."""
    by_id = found.by_id
    for row in rows:
        if rules.is_live_milestone(row.milestone) and row.code in by_id:
            return by_id[row.code].finish
    return found.finish


def forecast(project: Project, rows: Sequence[PlanTask], links: Iterable[Dependency], today: date) -> date | None:
    """When the go-live is reached if nothing that is open begins before today; None where the dates can't be worked out."""
    try:
        found = schedule(planned(rows, links), start=project.kickoff_date, calendar=calendar(), today=today)
    except PlanError:
        return None
    return go_live_of(rows, found)


def working_days_late(target: date | None, day: date | None) -> int:
    """Working days by which a day passes its target; negative when it is before; 0 without either."""
    if target is None or day is None:
        return 0
    days = calendar()
    return days.position_after(day) - days.position_after(target)


def _planned(row: PlanTask, depends_on: tuple[str, ...]) -> Planned:
    return Planned(
        id=row.code,
        duration=row.duration_days,
        depends_on=depends_on,
        fixed_start=row.fixed_date,
        actual_start=row.actual_start_date,
        actual_finish=row.actual_finish_date,
    )
