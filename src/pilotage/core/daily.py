"""What core does by the clock, and when asked: the day's anchor, and a check of the audit chain."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache

from pilotage.core.jobs import Progress, job
from pilotage.core.operations.anchoring import anchor_chain
from pilotage.core.schedules import every
from pilotage.core.verify import verify_chain
from pilotage.core.viewer import Viewer

CHECK = "core.check_chain"
CHECKED_KEY = "audit:checked"


@every("core.anchor", timedelta(days=1), offset=timedelta(hours=2))
def anchor(*, by: Viewer, now: datetime) -> object:
    """The day's anchor of the audit chain."""
    return anchor_chain(by=by, now=now)


@job(CHECK)
def check_chain(*, arguments: Mapping[str, Any], progress: Progress, by: Viewer, now: datetime) -> None:
    """Checks every event, and keeps what was found for the page and the doctor."""
    found = verify_chain()
    cache.set(CHECKED_KEY, {"at": now.isoformat(), "why": found.why, **found.answer()}, None)


def last_check() -> dict[str, Any] | None:
    """What the last check found: `at` as a moment, `valid`, `events`, `first_bad`, `why`; None before the first."""
    held = cache.get(CHECKED_KEY)
    return None if held is None else held | {"at": datetime.fromisoformat(held["at"])}
