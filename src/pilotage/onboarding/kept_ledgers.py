"""Ledgers of lost days that were worked out before, found again by all that they are worked out from."""

from collections.abc import Mapping
from hashlib import sha256

from django.core.cache import cache

from pilotage.onboarding.plan_states import words_of
from pilotage.planner.calendars import WorkingCalendar
from pilotage.planner.ledger import Ledger, ledger
from pilotage.planner.slip import PlanState

#: Thirty days; one that is never asked for again goes by itself.
KEPT_SECONDS = 30 * 86_400
#: Raised when the ledger itself is worked out otherwise.
EDITION = 2


def ledger_of(
    before: PlanState, after: PlanState, *, calendar: WorkingCalendar, goal: str | None, parties: Mapping[str, str]
) -> Ledger:
    """As `planner.ledger.ledger`, worked out once for the same two states. Errors: `PlanError`.

    Its key is drawn from everything that decides it, so that it can't be out of date: any change of a task, link, hold,
    calendar or day is another key.
    """
    given = (EDITION, words_of(before), words_of(after), words_of(calendar), goal, sorted(parties.items()))
    key = f"lost-days:{sha256(repr(given).encode()).hexdigest()}"
    found: Ledger | None = cache.get(key)
    if found is None:
        found = ledger(before, after, calendar=calendar, goal=goal, parties=parties)
        cache.set(key, found, KEPT_SECONDS)
    return found
