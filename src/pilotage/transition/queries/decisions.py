"""Questions about one decision, and who could take a biller."""

import uuid
from collections import Counter

from pilotage.billers.models import Care
from pilotage.billers.rules import BEFORE_LIVE
from pilotage.core.viewer import Viewer
from pilotage.people.models import User
from pilotage.people.queries import role_words, users_with_role
from pilotage.transition.enums import Choice, WindowState
from pilotage.transition.models import SupportWindow, TransitionDecision, TsmRequest


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


def takers(*roles: str, hand: Counter[int] | None = None) -> list[tuple[int, str]]:
    """People who could take a biller, each with what they have in hand (asked for unless given), for a select box."""
    hand = in_hand() if hand is None else hand
    return [
        (
            one.pk,
            f"{one.name}, {role_words(one)}{f': {hand[one.pk]} in hand' if {'tsm', 'tam'} & set(one.roles) else ''}",
        )
        for one in users_with_role(*roles)
    ]


def likely_taker(decision: TransitionDecision, choice: str, hand: Counter[int]) -> User | None:
    """Who comes first to mind: who looks after the biller already, else the one with the least in hand; nobody for the help desk."""
    if choice not in (Choice.TSM, Choice.TAM):
        return None
    cared = Care.objects.everywhere().filter(biller_id=decision.biller_id, role=choice).select_related("user").first()
    if cared is not None and cared.user.is_active and choice in cared.user.roles:
        found: User = cared.user
        return found
    return min(users_with_role(choice), key=lambda one: (hand[one.pk], one.name), default=None)
