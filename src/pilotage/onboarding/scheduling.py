"""A project's plan in the planner's terms, and the calendar that provider and biller work by."""

from collections.abc import Iterable, Sequence
from datetime import date

from pilotage.core import app_settings
from pilotage.onboarding.models import Dependency, PlanTask
from pilotage.planner.calendars import WorkingCalendar, us_federal
from pilotage.planner.tasks import Task as Planned
from pilotage.work.enums import TaskState


def calendar() -> WorkingCalendar:
    """Federal holidays and the provider's own days off."""
    extra = app_settings.value("extra_days_off")
    return us_federal().with_days_off("own", map(date.fromisoformat, extra)) if extra else us_federal()


def planned(rows: Sequence[PlanTask], links: Iterable[Dependency]) -> list[Planned]:
    """The tasks of a plan for the planner; dropped ones are left out, and what waited for them waits for theirs."""
    from pilotage.planner.network import without

    before: dict[int, list[str]] = {}
    codes = {row.pk: row.code for row in rows}
    for link in links:
        before.setdefault(link.successor_id, []).append(codes[link.predecessor_id])
    tasks = [_planned(row, tuple(before.get(row.pk, ()))) for row in rows]
    return without(tasks, [row.code for row in rows if row.task.state == TaskState.DROPPED])


def _planned(row: PlanTask, depends_on: tuple[str, ...]) -> Planned:
    return Planned(
        id=row.code,
        duration=row.duration_days,
        depends_on=depends_on,
        fixed_start=row.fixed_date,
        actual_start=row.actual_start_date,
        actual_finish=row.actual_finish_date,
    )
