"""The go-live presentations ahead: on which Monday, for which go-lives, who must come, and which are not scheduled."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from pilotage.billers.models import Care, Phase
from pilotage.billers.rules import BEFORE_LIVE
from pilotage.core import app_settings
from pilotage.core.viewer import Viewer
from pilotage.meetings.enums import TSM_KINDS, MeetingKind, MeetingState
from pilotage.meetings.models import Attendance, Meeting
from pilotage.onboarding.scheduling import calendar
from pilotage.people.enums import ROLE_NAMES
from pilotage.planner.calendars import WorkingCalendar
from pilotage.planner.golive_dates import PRESENTATION_ZONE, presentation_at
from pilotage.planner.meeting_hours import is_at_work
from pilotage.transition.enums import PresentationStanding as Standing

MOST_DATES = 8


@dataclass(frozen=True)
class Presentation:
    """The presentation before one go-live. `holiday` names the Monday that is off, where one moved it; `meeting` is what is scheduled.

    `team` must come: name and role of who looks after the biller. `left_out` are those of them who are not invited.
    """

    phase: Phase
    due_at: datetime
    holiday: str
    meeting: Meeting | None
    team: list[tuple[str, str]]
    left_out: list[str]

    @property
    def standing(self) -> Standing:
        """Held, scheduled on its day or on another one, or not scheduled."""
        if self.meeting is None:
            return Standing.NONE
        if self.meeting.state == MeetingState.HELD:
            return Standing.HELD
        return Standing.PLANNED if self.meeting.starts_at == self.due_at else Standing.ELSEWHERE


def presented(viewer: Viewer, *, today: date, text: str = "", standing: str = "") -> QuerySet[Phase]:
    """Phases that go live after today, the nearest first; `standing` none (not scheduled) or planned (scheduled or held)."""
    found = Phase.objects.visible_to(viewer).filter(stage__in=BEFORE_LIVE, target_go_live_date__gt=today)
    if text:
        found = found.filter(Q(biller__name__icontains=text) | Q(biller__external_id__iexact=text))
    if standing:
        rows = Meeting.objects.everywhere().filter(phase=OuterRef("pk"), kind=MeetingKind.PRESENTATION)
        found = found.annotate(has_one=Exists(rows.exclude(state=MeetingState.CANCELLED)))
        found = found.filter(has_one=standing == Standing.PLANNED)
    return found.select_related("biller").order_by("target_go_live_date", "biller__name", "pk")


def presentations(phases: Iterable[Phase]) -> list[Presentation]:
    """How the presentation of each stands. Three queries, whatever stands in them."""
    rows, days = list(phases), calendar()
    held: dict[object, Meeting] = {}
    for one in _meetings(rows):
        if one.phase_id not in held or one.state == MeetingState.HELD:
            held[one.phase_id] = one
    invited: dict[object, set[int | None]] = defaultdict(set)
    for meeting, user in _invited(rows):
        invited[meeting].add(user)
    team: dict[object, list[tuple[str, str, int]]] = defaultdict(list)
    cares = Care.objects.everywhere().filter(biller_id__in={one.biller_id for one in rows})
    for care in cares.select_related("user").order_by("pk"):
        team[care.biller_id].append((care.user.name, str(ROLE_NAMES[care.role]), care.user_id))
    return [_presentation(one, held.get(one.pk), invited, team[one.biller_id], days) for one in rows]


def _meetings(phases: list[Phase]) -> QuerySet[Meeting]:
    found = Meeting.objects.everywhere().filter(phase__in=[one.pk for one in phases], kind=MeetingKind.PRESENTATION)
    return found.exclude(state=MeetingState.CANCELLED).order_by("starts_at", "pk")


def _invited(phases: list[Phase]) -> Iterable[tuple[object, int | None]]:
    found = Attendance.objects.everywhere().filter(meeting__phase__in=[one.pk for one in phases])
    return found.filter(meeting__kind=MeetingKind.PRESENTATION).values_list("meeting_id", "user_id")


def _presentation(
    phase: Phase,
    meeting: Meeting | None,
    invited: dict[object, set[int | None]],
    team: list[tuple[str, str, int]],
    days: WorkingCalendar,
) -> Presentation:
    target = phase.target_go_live_date or date.max
    due_at = presentation_at(target, days)
    monday = target - dt.timedelta(days=(target.weekday() - 1) % 7 + 1)
    return Presentation(
        phase,
        due_at,
        (days.holiday_name(monday) or "") if monday != due_at.date() else "",
        meeting,
        [(name, role) for name, role, _user in team],
        [name for name, _role, user in team if user not in invited[meeting.pk]] if meeting is not None else [],
    )


def next_presentations(viewer: Viewer, *, today: date) -> list[tuple[datetime, int]]:
    """The next Mondays on which client services presents, each with how many go-lives it is for. One query."""
    rows = presented(viewer, today=today).order_by().values_list("target_go_live_date").annotate(n=Count("pk"))
    found: Counter[datetime] = Counter()
    days, now = calendar(), datetime.combine(today, dt.time(), tzinfo=ZoneInfo(PRESENTATION_ZONE))
    for target, count in rows.order_by("target_go_live_date")[: 40 * MOST_DATES]:
        found[presentation_at(target, days)] += count
    return sorted((at, n) for at, n in found.items() if at >= now)[:MOST_DATES]


def invites_billers() -> bool:
    """Whether the biller's people are invited, too."""
    return bool(app_settings.value("presentation_invites_biller"))


def outside_hours(meetings: Iterable[Meeting]) -> list[str]:
    """Who of ours is invited to one of these TSM meetings outside their working hours; by name."""
    found = set()
    for one in meetings:
        if one.kind in TSM_KINDS:
            for row in one.attendances.select_related("user"):
                if row.user is not None and not is_at_work(one.starts_at, row.user.time_zone, one.minutes_long):
                    found.add(row.user.name)
    return sorted(found)
