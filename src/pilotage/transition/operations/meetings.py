"""Schedules what the policy asks for before a go-live: the TSM meetings and the presentation, at the proposed dates."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from pilotage.billers.models import Care, Phase
from pilotage.core.errors import Refused
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.meetings.enums import TSM_KINDS, MeetingKind, MeetingState
from pilotage.meetings.models import Meeting
from pilotage.meetings.operations import schedule_meeting
from pilotage.onboarding.scheduling import calendar
from pilotage.people.models import User
from pilotage.planner.golive_dates import PRESENTATION_ZONE, meeting_dates, presentation_at
from pilotage.transition.models import TransitionDecision

MEETING_TIME = time(10, 0)
KICKOFF_AGENDA = "Training on opening cases\nWho supports you, and until when\nFirst billing cycle"


def propose_meetings(*, phase: Phase, by: Viewer, now: datetime) -> list[Meeting]:
    """Schedules the meetings that are still missing: TSM meetings weekly back from the target, and the presentation.

    The team that looks after the biller is invited. Refuses without a target or a decision. Also: events of each meeting.
    """
    decision = TransitionDecision.objects.everywhere().filter(phase=phase).select_related("assignee").first()
    if phase.target_go_live_date is None:
        raise Refused(_("Set the target go-live date first."))
    if decision is None or decision.decided_at is None:
        raise Refused(_("Client services decides first; the number of meetings follows from it."))
    target, days_off = phase.target_go_live_date, calendar()
    team = [care.user for care in Care.objects.everywhere().filter(biller_id=phase.biller_id).select_related("user")]
    made: list[Meeting] = []
    with change(by=by, now=now):
        held = Meeting.objects.everywhere().filter(phase=phase).exclude(state=MeetingState.CANCELLED)
        count = sum(1 for one in held if one.kind in TSM_KINDS)
        wanted = decision.chosen_meetings or 0
        zone = ZoneInfo(phase.biller.time_zone)
        for place, day in list(enumerate(meeting_dates(target, wanted, days_off)))[count:]:
            kind = MeetingKind.TSM_MEETING if place else MeetingKind.TSM_KICKOFF
            starts = datetime.combine(day, MEETING_TIME, tzinfo=zone)
            made.append(_schedule(phase, kind, starts, phase.biller.time_zone, team, by, now))
        if not any(one.kind == MeetingKind.PRESENTATION for one in held):
            starts = presentation_at(target, days_off)
            made.append(_schedule(phase, MeetingKind.PRESENTATION, starts, PRESENTATION_ZONE, team, by, now))
    return made


def _schedule(
    phase: Phase, kind: str, starts: datetime, zone: str, team: list[User], by: Viewer, now: datetime
) -> Meeting:
    agenda = KICKOFF_AGENDA if kind == MeetingKind.TSM_KICKOFF else ""
    return schedule_meeting(
        phase=phase, kind=kind, starts_at=starts, time_zone=zone, agenda=agenda, attendees=team, by=by, now=now
    )
