"""Works forecasts out and keeps them; says early when the target is in danger, once for each target."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from pilotage.core.jobs import Progress
from pilotage.core.operations import Change, change
from pilotage.core.viewer import Viewer
from pilotage.forecasts.gathering import inputs_of, product_of, to_the_goal, traits_of
from pilotage.forecasts.models import Learning, ProjectForecast
from pilotage.forecasts.operations.learning import learn
from pilotage.forecasts.queries import newest_learning
from pilotage.forecasts.rules import drivers_in_words, fingerprint, history_in, likelihood
from pilotage.notices.operations import tell
from pilotage.onboarding.models import Project
from pilotage.onboarding.scheduling import ProjectPlan, read_plans, working_days_late
from pilotage.people.models import User
from pilotage.planner.errors import PlanError
from pilotage.planner.forecasting import Forecast, forecast
from pilotage.planner.history import History
from pilotage.raid.enums import Kind
from pilotage.raid.models import RaidEntry
from pilotage.raid.operations import raise_entry

WORKED_OUT = "forecasts.worked_out"
SIMULATIONS, MOST_DRIVERS = 10_000, 30
#: Impact of a missed go-live on the RAID log's scale.
IMPACT = 4


def work_out_forecasts(
    *,
    projects: Sequence[Project],
    cause: str,
    tell_progress: Progress = lambda done, total: None,
    by: Viewer,
    now: datetime,
) -> int:
    """A new forecast for each project whose inputs differ from its newest one's; returns how many.

    Projects whose plan can't be dated, or whose go-live task is done, are left out. The first time that P80 passes a target, a
    risk (an issue where P50 does) goes into the RAID log and PM and IM are told, with the reason. Also: event
    `forecasts.worked_out`.
    """
    learnt = newest_learning() or learn(by=by, now=now)
    history = history_in(learnt.content)
    done = 0
    for number, plan in enumerate(read_plans(projects).values()):
        tell_progress(number, len(projects))
        done += _work_out(plan, learnt, history, cause, by, now)
    return done


def _work_out(plan: ProjectPlan, learnt: Learning, history: History, cause: str, by: Viewer, now: datetime) -> bool:
    project = plan.project
    day = now.astimezone(ZoneInfo(project.biller.time_zone)).date()
    tasks = to_the_goal(plan)
    mark = fingerprint(inputs_of(plan, tasks, day, learnt.fingerprint))
    held = ProjectForecast.objects.everywhere().filter(project=project, is_latest=True).first()
    is_reached = any(task.id == plan.goal and task.actual_finish is not None for task in tasks)
    if not tasks or is_reached or (held is not None and held.fingerprint == mark):
        return False
    target = project.phase.target_go_live_date
    try:
        found = forecast(
            tasks, start=project.kickoff_date, calendar=plan.calendar, today=day, history=history, traits=traits_of(plan),
            product=product_of(project), goal=plan.goal, target=target, simulations=SIMULATIONS,
        )  # fmt: skip
    except PlanError:
        return False
    with change(by=by, now=now) as c:
        Project.objects.everywhere().select_for_update(of=("self",)).get(pk=project.pk)
        ProjectForecast.objects.everywhere().filter(project=project, is_latest=True).update(is_latest=False)
        row = _row(plan, found, learnt, day, cause, now)
        row.fingerprint, row.is_flag = mark, _is_first_past(project, row)
        row.save(force_insert=True)
        c.log(WORKED_OUT, row, after=_short(row), scope=project.biller_id)
        if row.is_flag:
            _flag(c, project, row)
    return True


def _row(plan: ProjectPlan, found: Forecast, learnt: Learning, day: date, cause: str, now: datetime) -> ProjectForecast:
    titles = {row.code: row.task.title for row in plan.rows}
    drivers = [
        {
            "code": one.task_id, "title": titles[one.task_id], "criticality": round(one.criticality, 4),
            "ratio": round(one.ratio, 3), "samples": one.samples, "pool": one.pool,
        }
        for one in found.tasks[:MOST_DRIVERS]
    ]  # fmt: skip
    target = plan.project.phase.target_go_live_date
    return ProjectForecast(
        biller_id=plan.project.biller_id, project=plan.project, made_at=now, day=day, cause=cause, p50_date=found.p50, p80_date=found.p80,
        p95_date=found.p95, planned_date=found.planned, target_date=target, chance=found.chance_by_target,
        late_days=working_days_late(target, found.p80), simulations=found.simulations, samples=found.samples,
        learnt_from=learnt.projects, drivers=drivers, curve=[[chance, at.isoformat()] for chance, at in found.curve],
    )  # fmt: skip


def _short(row: ProjectForecast) -> dict[str, Any]:
    days = {name: getattr(row, name) for name in ("day", "p50_date", "p80_date", "p95_date", "target_date")}
    return {name: day.isoformat() if day else None for name, day in days.items()} | {"chance": row.chance}


def _is_first_past(project: Project, row: ProjectForecast) -> bool:
    """P80 is past the target, and none before it was past this target."""
    if row.target_date is None or row.p80_date <= row.target_date:
        return False
    told = ProjectForecast.objects.everywhere().filter(project=project, is_flag=True, target_date=row.target_date)
    return not told.exists()


def _flag(c: Change, project: Project, row: ProjectForecast) -> None:
    assert row.target_date is not None
    chance = row.chance or 0.0
    people = list(User.objects.filter(cares__biller_id=project.biller_id, cares__role__in=["pm", "im"]).distinct())
    seed, target = f"forecast:{row.target_date.isoformat()}", f"{row.target_date:%-d %b %Y}"
    words = (
        f"The go-live of {project.name} meets its target, {target}, with a chance of {chance:.0%}: it comes by {row.p80_date:%-d %b %Y}"
        f" with 80 %, {row.late_days} working days later."
    )
    reason = drivers_in_words(row.drivers)
    text = f"{words} What decides it: {reason}." if reason else words
    known = RaidEntry.objects.everywhere().filter(phase=project.phase, seed=seed).exists()
    if not known:
        is_issue = row.p50_date > row.target_date
        raise_entry(
            phase=project.phase, kind=Kind.ISSUE if is_issue else Kind.RISK, title=f"The forecast passes the target, {target}",
            likelihood=None if is_issue else likelihood(chance), impact=IMPACT, description=text, seed=seed,
            owner=next((user for user in people if "pm" in user.roles), people[0] if people else None),
            strikes_on=row.target_date, by=c.by, now=c.now,
        )  # fmt: skip
    tell(
        users=people, kind="forecast_late", text=text, url=f"/forecasts/{project.pk}/", record=project.record,
        key=f"forecast:{project.pk}:{seed}", by=c.by, now=c.now,
    )  # fmt: skip
