"""What the sample's people meet for: a steering series with minutes and actions, a client's meeting on cases, triage calls."""

from datetime import datetime, time, timedelta

from pilotage.billers.models import Contact, Phase
from pilotage.core.viewer import Viewer
from pilotage.meetings.models import MeetingSeries
from pilotage.meetings.operations import add_action, begin_series, hold_meeting, take_proposals
from pilotage.meetings.proposing import proposals
from pilotage.meetings.queries import items_of, meetings_of_series
from pilotage.onboarding.enums import ProjectState
from pilotage.onboarding.models import Project
from pilotage.people.models import User
from pilotage.portfolio.cast import Cast
from pilotage.support.models import Case, TriageCall
from pilotage.support.operations import hold_call, make_calls, triage_in_call
from pilotage.support.queries import agenda, attendances_of

AGENDA = "What changed, 10\nRisks, 15\nDates, 10"
CLIENT_AGENDA = "PM: the implementation, 20\nTSM: production cases, 30\nActions, 10"


def let_them_meet(*, now: datetime) -> None:
    """The last two weeks of meetings, told by the same operations as everything else."""
    cast = Cast()
    pm = cast.viewer("pm")
    running = Project.objects.everywhere().filter(state=ProjectState.ACTIVE, phase__went_live_date=None)
    project = running.select_related("phase__biller").order_by("-kickoff_date", "pk").first()
    if project is not None:
        _steer(project.phase, pm, now)
    live = Case.objects.everywhere().filter(closed_at=None, phase__isnull=False).order_by("severity", "opened_at", "pk")
    case = live.select_related("phase__biller").first()
    if case is not None and case.phase is not None:
        _begin(case.phase, "client", "Production cases", CLIENT_AGENDA, pm, now - timedelta(days=1))
    _triage(cast, now)


def _begin(phase: Phase, kind: str, title: str, text: str, by: Viewer, at: datetime) -> MeetingSeries:
    people = list(User.objects.filter(pk=by.user_id or 0))
    theirs = Contact.objects.everywhere().filter(biller_id=phase.biller_id).exclude(email="").order_by("name")[:1]
    return begin_series(
        phase=phase, kind=kind, title=f"{title} with {phase.biller.name}", guests=[*people, *((one.name, one.email) for one in theirs)],
        weekdays=[1], at=time(10), time_zone=phase.biller.time_zone, minutes_long=45, cadence="fortnightly",
        first_date=at.date(), agenda=text, by=by, now=at,
    )  # fmt: skip


def _steer(phase: Phase, by: Viewer, now: datetime) -> None:
    """One meeting was held, with an action that is still open; open things stand on the agenda of the next."""
    series = _begin(phase, "steering", "Steering", AGENDA, by, now - timedelta(days=16))
    rows = list(meetings_of_series(series.pk).select_related("record", "biller").order_by("starts_at"))
    past = next((one for one in rows if one.starts_at < now - timedelta(hours=2)), None)
    ahead = next((one for one in rows if one.starts_at > now), None)
    if past is None or ahead is None:
        return
    after = past.starts_at + timedelta(hours=1)
    said = {items_of(past.pk)[0].pk: "The vendor's test file came two days late; the date holds."}
    came = dict.fromkeys(past.attendances.values_list("pk", flat=True), True)
    hold_meeting(meeting=past, minutes="", attended=came, said=said, by=by, now=after)
    owner = User.objects.filter(pk=by.user_id or 0).first()
    add_action(
        meeting=past, title="Agree the day of the first file with the CIS vendor", owner=owner, due_date=ahead.starts_at.date(),
        by=by, now=after,
    )  # fmt: skip
    keys = [one.key for _label, topics in proposals(ahead, by, now) for one in topics[:2]]
    take_proposals(meeting=ahead, keys=keys, by=by, now=now - timedelta(hours=4))


def _triage(cast: Cast, now: datetime) -> None:
    """The last call was held with a leader; a case left it with its way."""
    leader = cast.viewer("cs_leader")
    make_calls(by=leader, now=now - timedelta(days=8))
    call = TriageCall.objects.filter(starts_at__lt=now - timedelta(hours=1)).order_by("-starts_at").first()
    if call is None:
        return
    after = call.starts_at + timedelta(minutes=50)
    case, owner = agenda(leader, after).first(), User.objects.filter(pk=cast.viewer("tsm").user_id or 0).first()
    if case is not None and owner is not None and case.opened_at < after:
        triage_in_call(
            call=call, case=case, path="us", path_words="The posting file is read again and compared line by line", owner=owner,
            due_date=after.date() + timedelta(days=5), by=leader, now=after,
        )  # fmt: skip
    came = [row.pk for row in attendances_of(call)][:6]
    hold_call(call=call, attended=came, minutes="All billers were looked at.", by=leader, now=after)
