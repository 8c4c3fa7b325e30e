"""Questions about meetings."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, F, Min, Q, QuerySet

from pilotage.core.viewer import Viewer
from pilotage.meetings.enums import TSM_KINDS, MeetingKind, MeetingState
from pilotage.meetings.models import AgendaItem, Meeting, MeetingSeries
from pilotage.work.enums import FINISHED
from pilotage.work.models import Task


def meeting_for(viewer: Viewer, pk: uuid.UUID) -> Meeting:
    """Raises `Meeting.DoesNotExist` when the viewer doesn't see it."""
    found: Meeting = (
        Meeting.objects.visible_to(viewer).select_related("record", "biller", "phase__biller", "series").get(pk=pk)
    )
    return found


def meetings_of(phase_id: uuid.UUID) -> QuerySet[Meeting]:
    """A phase's meetings by time."""
    return Meeting.objects.everywhere().filter(phase_id=phase_id).order_by("starts_at", "pk")


def meetings_ahead(viewer: Viewer, now: datetime) -> QuerySet[Meeting]:
    """Meetings that this person is invited to and that have not begun, soonest first."""
    found = Meeting.objects.visible_to(viewer).filter(
        state=MeetingState.SCHEDULED, starts_at__gte=now, attendances__user=viewer.user_id
    )
    return found.select_related("biller").order_by("starts_at")


def held_tsm_meetings(phase_id: uuid.UUID) -> list[Meeting]:
    """The TSM meetings of a phase that were held; the kickoff counts."""
    return held_tsm_among(meetings_of(phase_id).filter(kind__in=TSM_KINDS, state=MeetingState.HELD))


def held_tsm_among(meetings: Iterable[Meeting]) -> list[Meeting]:
    """Those that were held, of one phase's meetings that were read already."""
    return [one for one in meetings if one.kind in TSM_KINDS and one.state == MeetingState.HELD]


def presentation_among(meetings: Iterable[Meeting]) -> Meeting | None:
    """The held go-live presentation, else the one ahead, of one phase's meetings that were read already."""
    found = [one for one in meetings if one.kind == MeetingKind.PRESENTATION and one.state != MeetingState.CANCELLED]
    return min(found, key=lambda one: one.state != MeetingState.HELD, default=None)


def series_for(viewer: Viewer, pk: uuid.UUID) -> MeetingSeries:
    """Raises `MeetingSeries.DoesNotExist` when the viewer doesn't see it."""
    rows = MeetingSeries.objects.visible_to(viewer).select_related("record", "biller", "phase__biller")
    found: MeetingSeries = rows.get(pk=pk)
    return found


def series_of(phase_id: uuid.UUID, now: datetime) -> QuerySet[MeetingSeries]:
    """A phase's series, running ones first, each with `next_at` and how many meetings were held."""
    ahead = Q(meetings__state=MeetingState.SCHEDULED, meetings__starts_at__gt=now)
    rows = MeetingSeries.objects.everywhere().filter(phase_id=phase_id)
    rows = rows.annotate(
        next_at=Min("meetings__starts_at", filter=ahead),
        held_count=Count("meetings", filter=Q(meetings__state=MeetingState.HELD)),
    )
    return rows.order_by(F("stopped_at").desc(nulls_first=True), "title", "pk")


def meetings_of_series(series_id: uuid.UUID) -> QuerySet[Meeting]:
    """A series' meetings, the latest first."""
    return Meeting.objects.everywhere().filter(series_id=series_id).order_by("-starts_at", "pk")


def meetings_latest_first(phase_id: uuid.UUID) -> QuerySet[Meeting]:
    """A phase's meetings of whatever series, the latest first."""
    return meetings_of(phase_id).select_related("series").order_by("-starts_at", "pk")


def count_ahead(series_id: uuid.UUID, now: datetime) -> int:
    """How many of its meetings are still to come."""
    states = (MeetingState.SCHEDULED, MeetingState.PROPOSED)
    return meetings_of_series(series_id).filter(state__in=states, starts_at__gt=now).count()


def items_of(meeting_id: uuid.UUID) -> list[AgendaItem]:
    """The topics of a meeting, in order."""
    rows = AgendaItem.objects.everywhere().filter(meeting_id=meeting_id)
    return list(rows.select_related("about").order_by("position", "pk"))


def item_for(viewer: Viewer, pk: int) -> AgendaItem:
    """Raises `AgendaItem.DoesNotExist` when the viewer doesn't see it."""
    rows = AgendaItem.objects.visible_to(viewer)
    found: AgendaItem = rows.select_related("meeting__record", "meeting__biller", "meeting__phase__biller").get(pk=pk)
    return found


def earlier_than(meeting: Meeting) -> QuerySet[Meeting]:
    """Meetings before this one: of its series, without one those of its phase and kind."""
    found = Meeting.objects.everywhere().filter(starts_at__lt=meeting.starts_at)
    if meeting.series_id:
        return found.filter(series_id=meeting.series_id)
    return found.filter(series=None, phase_id=meeting.phase_id, kind=meeting.kind)


def last_time(meeting: Meeting) -> Meeting | None:
    """The meeting before this one that was held."""
    held: Meeting | None = earlier_than(meeting).filter(state=MeetingState.HELD).order_by("-starts_at", "pk").first()
    return held


def open_actions_before(meeting: Meeting) -> QuerySet[Task]:
    """What was to be done since earlier meetings and isn't finished, by due date."""
    rows = Task.objects.everywhere().filter(subject_id__in=earlier_than(meeting).values("pk"))
    return rows.exclude(state__in=FINISHED).select_related("owner").order_by("due_date", "pk")
