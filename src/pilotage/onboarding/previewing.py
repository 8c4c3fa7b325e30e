"""What a project would look like if it started from a playbook on a day: its dates against the target, before anything is made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from pilotage.billers.models import Care, Phase
from pilotage.onboarding import rules
from pilotage.onboarding.composing import NOTHING, Basis, Composition, Told, compose
from pilotage.onboarding.dating import back_from, before
from pilotage.onboarding.enums import Anchor
from pilotage.onboarding.lines import Line
from pilotage.onboarding.models import PlaybookVersion
from pilotage.onboarding.scheduling import calendar, working_days_late
from pilotage.onboarding.working_days import WorkingDaysOf, working_days_of
from pilotage.people.models import User
from pilotage.planner.schedule import schedule
from pilotage.planner.tasks import Schedule
from pilotage.planner.tasks import Task as Planned
from pilotage.work.enums import Side

People = Mapping[str, User]
LONGEST = 5


@dataclass(frozen=True)
class Reached:
    """When a milestone would be reached, and by how many working days that is after the target; 0 where it fits."""

    name: str
    day: date
    days_late: int


@dataclass(frozen=True)
class Preview:
    """The dates that a start would give. `days_late` is in working days, negative where days are to spare.

    `latest_kickoff` is the last day on which the project could start and still meet the target; None without a target.
    `longest` are the tasks that decide the go-live date, the longest first. `composition` says what was left out, and why.
    """

    kickoff: date
    tasks_total: int
    left_out_total: int
    go_live: date
    finish: date
    target: date | None
    days_late: int
    latest_kickoff: date | None
    milestones: tuple[Reached, ...]
    longest: tuple[Line, ...]
    composition: Composition

    @property
    def misfits(self) -> tuple[Reached, ...]:
        """The milestones that would be reached only after the target."""
        return tuple(one for one in self.milestones if one.days_late > 0)


def working_days_for(phase: Phase, people: People) -> WorkingDaysOf:
    """The calendars of those who would work on a project of this phase."""
    return working_days_of([phase], {user.pk for user in people.values()})


def planned_from(phase: Phase, lines: Sequence[Line], people: People, days: WorkingDaysOf) -> list[Planned]:
    """The lines of a plan for the planner, each by the calendar of whoever will do it."""
    return [
        replace(
            line.planned(),
            calendar=days.for_task(
                phase, rules.party_of(line.roles), getattr(owner_of(line.roles, people), "pk", None)
            ),
        )
        for line in lines
    ]


def start_dates(
    tasks: Sequence[Planned], lines: Sequence[Line], kickoff: date, *, anchor: str, target: date | None
) -> tuple[date, Schedule]:
    """The kickoff and the dates: forward from the kickoff given, or back from the target, which says when to begin."""
    if anchor != Anchor.TARGET or target is None:
        return kickoff, schedule(tasks, start=kickoff, calendar=calendar())
    live = live_line(lines)
    found = back_from(tasks, live.code if live else None, target, kickoff=None, calendar=calendar())
    return min((one.start for one in found.tasks), default=kickoff), found


def live_line(lines: Sequence[Line]) -> Line | None:
    """The line that reaches the go-live; None for a playbook that names none."""
    return next((line for line in lines if rules.is_live_milestone(line.milestone)), None)


def people_of(phase: Phase) -> dict[str, User]:
    """Who looks after the phase's biller, by role."""
    found = Care.objects.everywhere().filter(biller_id=phase.biller_id).select_related("user")
    return {care.role: care.user for care in found}


def owner_of(roles: Sequence[str], people: People) -> User | None:
    """Who of our people gets a task with these roles; nobody for a task of the biller or a vendor."""
    if rules.side_of(roles) != Side.PROVIDER:
        return None
    wanted = [role for code in roles for role in rules.OUR_ROLES.get(code, ())]
    return next((people[role] for role in wanted if role in people), None)


def preview(
    phase: Phase, version: PlaybookVersion, kickoff: date, *, parts: Sequence[PlaybookVersion] = (), told: Told = NOTHING,
    tier: str | None = None, anchor: str = Anchor.KICKOFF, basis: Basis | None = None, people: People | None = None,
) -> Preview | None:  # fmt: skip
    """What `start_project` would plan; None for a playbook of which no task fits. Errors: `PlanError`.

    `basis` and `people`, who look after the biller, are read unless they were already.
    """
    composition = compose(phase, version, parts=parts, told=told, tier=tier, basis=basis)
    lines = composition.lines
    people = people_of(phase) if people is None else people
    tasks = planned_from(phase, lines, people, working_days_for(phase, people))
    kickoff, found = start_dates(tasks, lines, kickoff, anchor=anchor, target=phase.target_go_live_date)
    if found.finish is None:
        return None
    days, target = calendar(), phase.target_go_live_date
    live = live_line(lines)
    go_live = found.by_id[live.code].finish if live else found.finish
    length = days.position_after(go_live) - days.position(kickoff)
    return Preview(
        kickoff=days.next_working_day(kickoff),
        tasks_total=len(lines),
        left_out_total=len(composition.stitched.left_out),
        go_live=go_live,
        finish=found.finish,
        target=target,
        days_late=working_days_late(target, go_live),
        latest_kickoff=days.day_at(days.position_after(target) - length) if target else None,
        milestones=_milestones(lines, found, go_live, target),
        longest=_deciding(tasks, lines, live, kickoff),
        composition=composition,
    )


def _milestones(lines: Sequence[Line], found: Schedule, go_live: date, target: date | None) -> tuple[Reached, ...]:
    """Each milestone with the day on which the last of its tasks is done, in plan order; those up to the go-live are judged."""
    days: dict[str, date] = {}
    for line in lines:
        if line.milestone:
            days[line.milestone] = max(days.get(line.milestone, date.min), found.by_id[line.code].finish)
    return tuple(
        Reached(name, day, max(0, working_days_late(target, day)) if day <= go_live else 0)
        for name, day in days.items()
    )


def _deciding(tasks: Sequence[Planned], lines: Sequence[Line], live: Line | None, kickoff: date) -> tuple[Line, ...]:
    """The tasks on the longest way to the go-live: a day saved there is a day saved."""
    needed = before(tasks, live.code) if live else {task.id for task in tasks}
    some = [task for task in tasks if task.id in needed]
    found = schedule(some, start=kickoff, calendar=calendar()).by_id
    critical = [line for line in lines if line.code in found and found[line.code].is_critical]
    return tuple(sorted(critical, key=lambda line: (-line.duration_days, line.position))[:LONGEST])
