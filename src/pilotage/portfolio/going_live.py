"""The day on which a phase of the sample goes live, and the end of its support window."""

from datetime import date, datetime, timedelta

from pilotage.billers.models import Phase
from pilotage.billers.operations import set_target_go_live
from pilotage.core.viewer import Viewer
from pilotage.onboarding import rules
from pilotage.onboarding.models import PlanTask, Project
from pilotage.onboarding.operations import complete_plan_tasks, finish_project
from pilotage.people.viewers import viewer_of
from pilotage.portfolio.cast import SCORES, Cast
from pilotage.transition.models import SupportWindow
from pilotage.transition.operations import evaluate_window
from pilotage.work.enums import FINISHED

NEAR = timedelta(days=10)


def planned_day(project: Project, target: date, today: date) -> date:
    """Who is live went live on the day that the plan gives, and who is not means to, where that is near the target; else on the target."""
    rows = PlanTask.objects.everywhere().filter(project=project).select_related("task")
    days = [row.task.due_date for row in rows if rules.is_live_milestone(row.milestone) and row.task.due_date]
    planned = max(days, default=target)
    return planned if abs(planned - target) <= NEAR and (planned < today) == (target < today) else target


def agree_on_the_day(phase: Phase, day: date, *, by: Viewer, at: datetime) -> None:
    """The target becomes the day that the plan gives."""
    phase.refresh_from_db()
    set_target_go_live(phase=phase, date=day, reason="Agreed at kickoff: the day that the plan gives.", by=by, now=at)


def evaluate_support(phase: Phase, place: int, cast: Cast, *, at: datetime) -> None:
    """The window that ends is extended where the second cycle went badly, else closed, and the project with it."""
    window = SupportWindow.objects.everywhere().filter(phase=phase).exclude(state="closed").first()
    if window is None or window.ends_at > at or place % 4 == 0:
        return
    by = viewer_of(window.owner, source="page") if window.owner else cast.viewer("cs_leader")
    if place % 3 == 0 and window.is_minimum:
        evaluate_window(
            window=window, scores=SCORES | {"posting": 2, "cases": 2, "staff": 2}, comment="Second cycle still has rejects.",
            outcome="extend", days=30, reason="Whoever knows the rejects stays with them.", over_capacity=True,
            by=cast.viewer("cs_leader", 0), now=at,
        )  # fmt: skip
        return
    evaluate_window(window=window, scores=SCORES, comment="Runs by itself.", outcome="close", by=by, now=at)
    project = Project.objects.everywhere().get(phase=phase)
    rows = PlanTask.objects.everywhere().filter(project=project).exclude(task__state__in=FINISHED)
    open_rows = list(rows.select_related("task__biller", "task__record", "project__record").order_by("position"))
    complete_plan_tasks(plan_tasks=open_rows, by=cast.carer(phase, "im"), now=at)
    finish_project(project=project, by=cast.carer(phase, "pm"), now=at)
