"""The open tasks of running projects with who does them, as plain values: what goes into levelling."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pilotage.billers.models import Care
from pilotage.core.viewer import Viewer
from pilotage.onboarding import rules
from pilotage.onboarding.dating import before
from pilotage.onboarding.enums import ProjectState
from pilotage.onboarding.models import PlanTask, Project
from pilotage.onboarding.scheduling import ProjectPlan, calendar, read_plans
from pilotage.onboarding.working_days import working_days_of
from pilotage.people.models import User
from pilotage.people.queries import users_with_role
from pilotage.planner.calendars import WorkingCalendar
from pilotage.planner.errors import PlanError
from pilotage.planner.tasks import Schedule, Task
from pilotage.staffing.enums import Who
from pilotage.staffing.queries.ahead import offers_by_user
from pilotage.staffing.rules import Offer, offer_on
from pilotage.work.enums import FINISHED

#: Calendar days ahead over which people's days off are read; dates are known twice as far.
HORIZON = dt.timedelta(days=500)
LEVELLED = ("pm", "im", "os", "tsm", "csm", "cs_agent")
Count = Callable[[dt.date], int]


def levelling_inputs(viewer: Viewer, asked: Mapping[str, Any], *, today: dt.date) -> dict[str, Any]:
    """People with the days they are away, and open tasks with what they wait for. Days count from today, the first is 0.

    Tasks are those that lead to a go-live; projects that have reached theirs are left out.

    `asked` holds who (assigned or anybody), seconds, without (ids of people), projects (ids; all running ones without).
    """
    days = calendar()
    zero = days.position(today)
    people = [user for user in users_with_role(*LEVELLED) if user.pk not in asked.get("without", [])]
    plans = read_plans(_projects(viewer, asked))
    cares = {(care.biller_id, care.role): care.user_id for care in Care.objects.everywhere().filter(user__in=people)}
    gathered = _Gathered(today, asked, {user.pk: user for user in people}, cares, lambda day: days.position(day) - zero)
    jobs, projects, left_out = [], [], []
    for plan in plans.values():
        if gathered.is_live(plan):
            continue
        try:
            found = plan.dates(today)
        except PlanError:
            left_out.append(plan.project.name)
            continue
        jobs += gathered.jobs(plan, found)
        projects.append(gathered.project(plan, found))
    return {
        "today": today.isoformat(),
        "who": asked.get("who", Who.ASSIGNED),
        "seconds": int(asked.get("seconds", 20)),
        "dates": [day.isoformat() for day in days.working_days(today, today + 2 * HORIZON)],
        "people": _people(people, days, today),
        "projects": projects,
        "jobs": jobs,
        "left_out": left_out,
    }


def _projects(viewer: Viewer, asked: Mapping[str, Any]) -> list[Project]:
    found = Project.objects.visible_to(viewer).filter(state=ProjectState.ACTIVE)
    if asked.get("projects"):
        found = found.filter(pk__in=asked["projects"])
    found = found.select_related("biller", "phase__integration__product")
    return list(found.order_by("planned_go_live_date", "pk"))


def _people(people: Sequence[User], days: WorkingCalendar, today: dt.date) -> list[dict[str, Any]]:
    offers, own = offers_by_user(), working_days_of([], [user.pk for user in people]).people
    ahead = days.working_days(today, today + HORIZON)
    found = []
    for user in people:
        mine = offers.get(user.pk, [])
        away = [place for place, day in enumerate(ahead) if _is_away(day, mine, user, own.get(user.pk))]
        now = offer_on(mine, today, user.capacity)
        roles = [role for role in LEVELLED if role in user.roles]
        found.append({"user": user.pk, "name": user.name, "roles": roles, "at_once": now.at_once, "away": away})
    return found


def _is_away(day: dt.date, offers: Sequence[Offer], user: User, own: WorkingCalendar | None) -> bool:
    offer = offer_on(offers, day, user.capacity)
    return (own is not None and not own.is_working(day)) or not offer.points or day.weekday() >= offer.days_a_week


class _Gathered:
    """What every project's tasks are read with."""

    def __init__(
        self, today: dt.date, asked: Mapping[str, Any], people: dict[int, User], cares: dict[Any, int], count: Count
    ) -> None:
        self.today, self.people, self.cares, self.count = today, people, cares, count
        self.is_anybody = asked.get("who") == Who.ANYBODY
        self.filled = {role for user in people.values() for role in user.roles}

    def is_live(self, plan: ProjectPlan) -> bool:
        """The go-live is reached, so that nothing leads to it any more."""
        done = {task.id for task in plan.tasks if task.actual_finish is not None}
        return plan.project.phase.went_live_date is not None or plan.goal in done

    def project(self, plan: ProjectPlan, found: Schedule) -> dict[str, Any]:
        goal = found.by_id.get(plan.goal or "")
        target = plan.project.phase.target_go_live_date
        return {
            "id": str(plan.project.pk), "name": plan.project.name, "goal": plan.goal if goal else None,
            "target": target.isoformat() if target else None, "now": (goal.finish if goal else found.finish or self.today).isoformat(),
        }  # fmt: skip

    def jobs(self, plan: ProjectPlan, found: Schedule) -> list[dict[str, Any]]:
        rows = {row.code: row for row in plan.rows}
        known = {task.id for task in plan.tasks}
        needed = before(plan.tasks, plan.goal) if plan.goal in known and plan.goal is not None else known
        todo = {task.id for task in plan.tasks if task.id in needed and task.actual_finish is None and not task.spans}
        return [self._job(plan, task, rows[task.id], found, todo) for task in plan.tasks if task.id in todo]

    def _job(self, plan: ProjectPlan, task: Task, row: PlanTask, found: Schedule, todo: set[str]) -> dict[str, Any]:
        dated = found.by_id[task.id]
        begins, has_begun = max(0, self.count(dated.start)), task.actual_start is not None
        ends = self.count(dated.finish + dt.timedelta(days=1))
        waits = [link for link in task.all_links if link.on in todo]
        after = [link for link in waits if link.kind == "FS"]
        is_held = len(after) < len(waits) or task.is_fixed or task.no_earlier_than is not None or bool(task.holds)
        return {
            "project": str(plan.project.pk), "id": task.id, "key": str(row.pk), "title": row.task.title,
            "days": max(0 if task.is_milestone else 1, ends - begins), "after": sorted({link.on for link in after}),
            "lag": max((link.lag for link in after), default=0), "start": begins if is_held or has_begun else None,
            "skill": None if task.is_milestone else self._skill(plan, row), "now": begins, "has_begun": has_begun,
        }  # fmt: skip

    def _skill(self, plan: ProjectPlan, row: PlanTask) -> str | None:
        """`user:7` for one person, a role for anybody who has it, None for work that is not ours or nobody of ours does."""
        roles = rules.our_roles(row.roles[:1])
        if row.task.state in FINISHED or not roles:
            return None
        owner = row.task.owner_id or next(
            (user for role in roles if (user := self.cares.get((plan.project.biller_id, role)))), None
        )
        if not self.is_anybody and owner in self.people:
            return f"user:{owner}"
        return next((role for role in roles if role in self.filled), None)
