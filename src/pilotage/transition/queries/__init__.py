"""Questions about pending transitions, decisions, support windows and versions of the policy."""

from pilotage.transition.queries.decisions import (
    TAKER_ROLES,
    Candidate,
    candidates,
    decision_for,
    decision_of,
    in_hand,
    likely_taker,
    takers,
    tsm_request_for,
)
from pilotage.transition.queries.drafts import draft_for, months_ahead, open_drafts, standings
from pilotage.transition.queries.loads import (
    account_of,
    asked_by,
    extension_of,
    full_for,
    rooms,
    stints,
    stints_by_user,
    tsms_and_tams,
    undecided,
)
from pilotage.transition.queries.pending import REVIEW_SPAN, changes_since, next_to_decide, pending
from pilotage.transition.queries.presentations import (
    invites_billers,
    next_presentations,
    outside_hours,
    presentations,
    presented,
)
from pilotage.transition.queries.reviews import MOST_ITEMS, agenda, decided_between, open_review_of, review_for, reviews
from pilotage.transition.queries.risks import is_at_risk, risk_signs
from pilotage.transition.queries.windows import cases_of, window_facts, window_for, windows

__all__ = [
    "MOST_ITEMS",
    "REVIEW_SPAN",
    "TAKER_ROLES",
    "Candidate",
    "account_of",
    "agenda",
    "asked_by",
    "candidates",
    "cases_of",
    "changes_since",
    "decided_between",
    "decision_for",
    "decision_of",
    "draft_for",
    "extension_of",
    "full_for",
    "in_hand",
    "invites_billers",
    "is_at_risk",
    "likely_taker",
    "months_ahead",
    "next_presentations",
    "next_to_decide",
    "open_drafts",
    "open_review_of",
    "outside_hours",
    "pending",
    "presentations",
    "presented",
    "review_for",
    "reviews",
    "risk_signs",
    "rooms",
    "standings",
    "stints",
    "stints_by_user",
    "takers",
    "tsm_request_for",
    "tsms_and_tams",
    "undecided",
    "window_facts",
    "window_for",
    "windows",
]
