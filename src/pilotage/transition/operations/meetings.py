"""Schedules what the policy asks for before a go-live, at the proposed dates, and moves it with the go-live."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from pilotage.billers.models import Care, Phase
from pilotage.core import app_settings
from pilotage.core.errors import Refused
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.meetings.enums import TSM_KINDS, MeetingKind, MeetingState
from pilotage.meetings.models import Meeting
from pilotage.meetings.operations import move_meeting, schedule_meeting
from pilotage.meetings.operations.inviting import when
from pilotage.meetings.permissions import require_organiser
from pilotage.notices.operations import tell
from pilotage.onboarding.scheduling import calendar
from pilotage.people.enums import Role
from pilotage.people.models import User
from pilotage.planner.golive_dates import PRESENTATION_ZONE, meeting_dates, presentation_at
from pilotage.planner.meeting_hours import common_slot
from pilotage.transition.meeting_moves import misfits
from pilotage.transition.models import TransitionDecision

MOVERS = (Role.PM, Role.IM, Role.TSM, Role.TAM)
KICKOFF_AGENDA = "Training on opening cases\nWho supports you, and until when\nFirst billing cycle"


def propose_meetings(*, phase: Phase, by: Viewer, now: datetime) -> list[Meeting]:
    """Schedules the meetings that are still missing: TSM meetings weekly back from the target, and the presentation.

    TSM meetings begin at an hour that lies in the working hours of the biller and of everybody invited, where there is one.
    The team that looks after the biller is invited. Refuses without a target or a decision. Also: events of each meeting.
    """
    decision = TransitionDecision.objects.everywhere().filter(phase=phase).select_related("assignee").first()
    if phase.target_go_live_date is None:
        raise Refused(_("Set the target go-live date first."))
    if decision is None or decision.decided_at is None:
        raise Refused(_("Client services decides first; the number of meetings follows from it."))
    target, days_off = phase.target_go_live_date, calendar()
    team = _team(phase)
    made: list[Meeting] = []
    with change(by=by, now=now):
        held = Meeting.objects.everywhere().filter(phase=phase).exclude(state=MeetingState.CANCELLED)
        count = sum(1 for one in held if one.kind in TSM_KINDS)
        wanted = decision.chosen_meetings or 0
        zone, others = phase.biller.time_zone, [one.time_zone for one in team]
        for place, day in list(enumerate(meeting_dates(target, wanted, days_off)))[count:]:
            kind = MeetingKind.TSM_MEETING if place else MeetingKind.TSM_KICKOFF
            starts = common_slot(day, zone, others).starts_at
            made.append(_schedule(phase, kind, starts, zone, team, by, now))
        if not any(one.kind == MeetingKind.PRESENTATION for one in held):
            starts = presentation_at(target, days_off)
            people = [*team, *_billers_people(phase)] if app_settings.value("presentation_invites_biller") else team
            made.append(_schedule(phase, MeetingKind.PRESENTATION, starts, PRESENTATION_ZONE, people, by, now))
    return made


def move_meetings(*, phase: Phase, chosen: Iterable[uuid.UUID], by: Viewer, now: datetime) -> int:
    """Moves the chosen meetings to where the present target go-live puts them; returns how many moved.

    Refuses when none is chosen that can move. Also: event `meetings.meeting_moved` of each; who is invited gets the changed
    calendar file.
    """
    require_organiser(by)
    wanted = set(chosen)
    with change(by=by, now=now):
        rows = [one for one in misfits(phase, now=now) if one.meeting.pk in wanted and one.starts_at]
        if not rows:
            raise Refused(_("Tick the meetings that move."), field="chosen")
        return sum(
            move_meeting(meeting=one.meeting, starts_at=one.starts_at, by=by, now=now) for one in rows if one.starts_at
        )


def follow_go_live(*, phase: Phase, key: str, by: Viewer, now: datetime) -> int:
    """Moves the meetings that no longer fit a go-live that has moved, and tells the PM, IM, TSM and TAM. Returns how many moved.

    A meeting that would lie in the past stays, and they are told to choose a day. Also: as `move_meetings`.
    """
    rows = misfits(phase, now=now)
    if not rows:
        return 0
    words = [f"The go-live of {phase} is now on {phase.target_go_live_date:%a %-d %b %Y}."]
    with change(by=by, now=now):
        moved = [one.meeting for one in rows if one.starts_at]
        for one in rows:
            if one.starts_at:
                move_meeting(meeting=one.meeting, starts_at=one.starts_at, by=by, now=now)
        if moved:
            words.append(f"Moved with it: {'; '.join(f'“{one.title}” to {when(one)}' for one in moved)}.")
        if stuck := [f"“{one.meeting.title}”" for one in rows if not one.starts_at]:
            words.append(f"Choose a day for {', '.join(stuck)}, or cancel: the new one would be past.")
        tell(
            users=_team(phase, MOVERS), kind="meetings_to_move", text=" ".join(words),
            url=f"/phases/{phase.pk}/meetings/move/" if stuck else f"/go-lives/{phase.pk}/",
            record=phase.record, key=key, by=by, now=now,
        )  # fmt: skip
    return len(moved)


def _team(phase: Phase, roles: tuple[str, ...] = ()) -> list[User]:
    rows = Care.objects.everywhere().filter(biller_id=phase.biller_id).select_related("user").order_by("pk")
    return [care.user for care in rows if not roles or care.role in roles]


def _billers_people(phase: Phase) -> list[User]:
    found = User.objects.filter(memberships__biller_id=phase.biller_id, is_active=True)
    return list(found.distinct().order_by("pk"))


def _schedule(
    phase: Phase, kind: str, starts: datetime, zone: str, team: list[User], by: Viewer, now: datetime
) -> Meeting:
    agenda = KICKOFF_AGENDA if kind == MeetingKind.TSM_KICKOFF else ""
    return schedule_meeting(
        phase=phase, kind=kind, starts_at=starts, time_zone=zone, agenda=agenda, attendees=team, by=by, now=now
    )
