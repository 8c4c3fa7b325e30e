"""What the sample's billers got near their go-live: Go-Live Overviews, one of which no longer says what is so."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial

from pilotage.billers.models import Phase
from pilotage.core.viewer import Viewer
from pilotage.handoff.operations import ask_question, write_handoff
from pilotage.people.models import User
from pilotage.welcome.operations import send_leaflet, share_overview, write_overview
from pilotage.welcome.queries import people_of

Steps = list[tuple[date, Callable[[datetime], None]]]
QUIRK = "Their CIS posts returns a day late; the first look at differences is on the second morning."
OPENING = "Thank you for the work of the last weeks. This page says what happens on the day and whom to ask."


def welcome_steps(phase: Phase, place: int, target: date, today: date, person: Callable[[str], Viewer]) -> Steps:
    """Days and what was shared on them, for some phases whose go-live is near."""
    days_left = (target - today).days
    if -88 < days_left < -25 and place % 2 == 0:
        return [(target + timedelta(days=20), partial(_hand_over, phase, person))]
    is_asked = not place % 4 or phase.biller.vertical == "insurance"  # insurers want it in writing early
    if not is_asked or not -30 < days_left < 45:
        return []
    return [(min(target - timedelta(days=14), today - timedelta(days=2)), partial(_share, phase, person("pm")))]


def _share(phase: Phase, by: Viewer, at: datetime) -> None:
    fresh = Phase.objects.everywhere().select_related("biller", "record", "integration__product").get(pk=phase.pk)
    write_overview(phase=fresh, texts={"intro": OPENING}, left_out=[], by=by, now=at)
    share_overview(
        phase=fresh,
        readers=people_of(phase.biller_id)[:3] or [("Gail Guest", "gail@example.com")],
        days=90,
        by=by,
        now=at,
    )


def share_welcome_leaflet(phase: Phase, *, by: Viewer, at: datetime) -> None:
    """The help desk's leaflet goes to two of the biller's people."""
    readers = people_of(phase.biller_id)[:2] or [("Gail Guest", "gail@example.com")]
    send_leaflet(phase=phase, readers=readers, days=90, by=by, now=at)


def _hand_over(phase: Phase, person: Callable[[str], Viewer], at: datetime) -> None:
    """The handoff is written; the CSM has a question that waits."""
    takers = {role: User.objects.filter(pk=person(role).user_id or 0).first() for role in ("cs_agent", "csm")}
    write_handoff(
        phase=phase, texts={"quirks": QUIRK}, introduced={"knowledge": at.date()}, taker=takers["cs_agent"], csm=takers["csm"],
        by=person("tsm"), now=at,
    )  # fmt: skip
    ask_question(phase=phase, text="Who at the biller decides about AutoPay campaigns?", by=person("csm"), now=at)
