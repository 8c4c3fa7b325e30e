"""Questions about one decision, and who could take a biller."""

import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef

from pilotage.billers.models import Care
from pilotage.billers.rules import BEFORE_LIVE
from pilotage.core.viewer import Viewer
from pilotage.people.models import User
from pilotage.people.queries import role_words, users_with_role
from pilotage.transition.enums import Choice, WindowState
from pilotage.transition.loads import Full, load_in, monday_of
from pilotage.transition.models import SupportWindow, TransitionDecision, TsmRequest
from pilotage.transition.queries.loads import asked_by, full_for, rooms, stints_by_user


def decision_for(viewer: Viewer, pk: uuid.UUID) -> TransitionDecision:
    """Raises `TransitionDecision.DoesNotExist` when the viewer doesn't see it."""
    found = TransitionDecision.objects.visible_to(viewer).select_related(
        "record", "biller", "phase__biller", "phase__integration__product", "assignee", "decided_by"
    )
    decision: TransitionDecision = found.get(pk=pk)
    return decision


def decision_of(phase_id: uuid.UUID) -> TransitionDecision | None:
    """The decision of a phase, if it was worked out."""
    found: TransitionDecision | None = (
        TransitionDecision.objects.everywhere().filter(phase_id=phase_id).select_related("assignee", "record").first()
    )
    return found


def tsm_request_for(viewer: Viewer, pk: int) -> TsmRequest:
    """Raises `TsmRequest.DoesNotExist` when the viewer doesn't see it."""
    found: TsmRequest = (
        TsmRequest.objects.visible_to(viewer).select_related("decision__phase__biller", "decision__record").get(pk=pk)
    )
    return found


def in_hand() -> Counter[int]:
    """How many billers each TSM and TAM has: open windows, and decided transitions ahead of go-live. One query."""
    windows = SupportWindow.objects.everywhere().exclude(state=WindowState.CLOSED).filter(owner__isnull=False)
    ahead = TransitionDecision.objects.everywhere().filter(assignee__isnull=False, phase__stage__in=BEFORE_LIVE)
    both = windows.order_by().values_list("owner").union(ahead.order_by().values_list("assignee"), all=True)
    return Counter(who for (who,) in both)


#: Who can take a biller: a TSM, a TAM, or the help desk's people.
TAKER_ROLES = ("tsm", "tam", "cs_agent", "cs_leader")


@dataclass(frozen=True)
class Candidate:
    """Somebody who could take a biller: how many they have in hand, how full they are then, when they would be over it.

    `is_known`: looks after the biller as its TSM or TAM already.
    """

    user: User
    in_hand: int
    share: float
    full: Full | None
    is_known: bool = False


def candidates(decision: TransitionDecision, today: date) -> list[Candidate]:
    """People who could take this one, by name, on the proposal's window and meetings. Three queries."""
    cared = Care.objects.everywhere().filter(biller=decision.biller_id, role__in=("tsm", "tam"), user=OuterRef("pk"))
    people = list(users_with_role(*TAKER_ROLES).annotate(is_known=Exists(cared)))
    held, taker = stints_by_user(today), rooms(today, people)
    more = asked_by(
        decision.phase, days=decision.window_days or 30, meetings=decision.meetings_required or 1, today=today
    )
    found = []
    for one in people:
        own = held.get(one.pk, [])
        room = taker[one.pk].room(monday_of(more.first))
        share = load_in(own, monday_of(more.first)) / room if room else 1.0
        count = sum(each.kind != "account" for each in own)
        full = full_for(one, more, today, held, taker[one.pk])
        found.append(Candidate(one, count, share, full, is_known=getattr(one, "is_known", False)))
    return found


def takers(*roles: str, found: Iterable[Candidate] | None = None) -> list[tuple[int, str]]:
    """People who could take a biller, each with what they have in hand, for a select box; who is full is said to be.

    `found` are candidates that were asked for already.
    """
    if found is None:
        hand = in_hand()
        found = [Candidate(one, hand[one.pk], 0.0, None) for one in users_with_role(*roles)]
    return [(one.user.pk, _taker_words(one)) for one in found]


def _taker_words(one: Candidate) -> str:
    words = f"{one.user.name}, {role_words(one.user)}"
    if {"tsm", "tam"} & set(one.user.roles):
        words += f": {one.in_hand} in hand" + (", full" if one.full is not None else "")
    return words


def likely_taker(choice: str, found: Iterable[Candidate]) -> User | None:
    """Who comes first to mind: who looks after the biller already, else the one with the least in hand who has room.

    Nobody for the help desk. Where nobody has room, the one with the least.
    """
    if choice not in (Choice.TSM, Choice.TAM):
        return None
    able = [one for one in found if choice in one.user.roles]
    best = min(
        able,
        key=lambda one: (one.full is not None, not one.is_known, one.in_hand, one.share, one.user.name),
        default=None,
    )
    return best.user if best is not None else None
