"""What follows when a support window ends: warnings before it, and the care that client services takes over."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from pilotage.billers.enums import Stage
from pilotage.billers.models import Care
from pilotage.billers.operations import assign_care, drop_care, move_stage
from pilotage.billers.rules import BEFORE_LIVE
from pilotage.core.errors import Refused
from pilotage.core.operations import Change, change
from pilotage.core.viewer import Viewer, system
from pilotage.notices.operations import tell
from pilotage.people.models import User
from pilotage.people.queries import users_with_role
from pilotage.transition.enums import Choice, WindowState
from pilotage.transition.models import SupportWindow, TransitionDecision
from pilotage.transition.window_days import last_day

DUE = "transition.window_due"
TAKERS = ("cs_agent", "cs_leader")
AHEAD = timedelta(days=7)


def check_taker(who: User | None, *, is_tam: bool = False) -> None:
    """Refuses anybody but active people of client services. Nobody named means the team; a move to a TAM names one."""
    if is_tam:
        if who is None or not (who.is_active and Choice.TAM in who.roles):
            raise Refused(_("Name the TAM who takes the biller over."), field="handed_to")
        return
    if who is not None and not (who.is_active and set(TAKERS) & set(who.roles)):
        raise Refused(_("%(name)s isn't an active member of client services.") % {"name": who.name}, field="handed_to")


def hand_over(c: Change, window: SupportWindow, text: str) -> None:
    """The phase is in steady state; who takes over looks after the biller, its TSM or TAM no longer. All concerned are told."""
    move_stage(phase=window.phase, to=Stage.STEADY, reason=text, by=c.by, now=c.now)
    taker = window.handed_to
    _end_care(c, window)
    care = next((role for role in ("cs_agent", Choice.TAM) if taker is not None and role in taker.roles), "")
    if taker is not None and care:
        assign_care(biller=window.biller, user=taker, role=care, by=system(), now=c.now)
    people = User.objects.filter(cares__biller_id=window.biller_id, cares__role__in=["pm", "im", "csm", "cs_agent"])
    who = taker.name if taker is not None else "client services"
    tell(
        users=[*people, window.owner, taker],
        kind="window_ending",
        text=f"The support window of {window.phase} is closed; {who} takes over.",
        url=f"/support-windows/{window.pk}/",
        record=window.record,
        key=f"window:{window.pk}:closed",
        by=c.by,
        now=c.now,
    )


def _end_care(c: Change, window: SupportWindow) -> None:
    """Unless another phase still needs them."""
    if window.owner is None:
        return
    ahead = TransitionDecision.objects.everywhere().filter(
        biller_id=window.biller_id, assignee=window.owner, phase__stage__in=BEFORE_LIVE
    )
    open_ones = SupportWindow.objects.everywhere().filter(biller_id=window.biller_id, owner=window.owner)
    if ahead.exists() or open_ones.exclude(state=WindowState.CLOSED).exists():
        return
    held = Care.objects.everywhere().filter(
        biller_id=window.biller_id, user=window.owner, role__in=[Choice.TSM, Choice.TAM]
    )
    for care in held:
        drop_care(care=care, by=system(), now=c.now)


def tell_of_ending_windows(*, by: Viewer, now: datetime) -> int:
    """Tells owners and leaders of windows that end within a week or are past their end; once per end. Returns how many notices.

    Also: a window past its end is due for evaluation, event `transition.window_due`.
    """
    told = 0
    found = SupportWindow.objects.everywhere().exclude(state=WindowState.CLOSED).filter(ends_at__lte=now + AHEAD)
    leaders = list(users_with_role("cs_leader", "tsm_manager"))
    for window in found.select_related("phase__biller", "biller", "owner", "record"):
        with change(by=by, now=now) as c:
            if window.ends_at <= now:
                c.save(window, kind=DUE, state=WindowState.EVALUATION)
            told += _tell_ending(window, [window.owner, *leaders], by, now)
    return told


def _tell_ending(window: SupportWindow, people: list[User | None], by: Viewer, now: datetime) -> int:
    zone = window.biller.time_zone
    day = last_day(window.ends_at, zone)
    verb = "ended" if window.ends_at <= now else "ends"
    city = ZoneInfo(zone).key.rpartition("/")[2].replace("_", " ")
    return tell(
        users=people,
        kind="window_ending",
        text=f"The support window of {window.phase} {verb} with {day:%-d %b %Y} ({city}): evaluate it.",
        url=f"/support-windows/{window.pk}/",
        record=window.record,
        key=f"window:{window.pk}:{day.isoformat()}",
        by=by,
        now=now,
    )
