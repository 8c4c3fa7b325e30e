"""Looks at entries again in time: a review sets the next one, and owners hear of those that are due."""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from pilotage.core.errors import Refused
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.notices.operations import tell
from pilotage.raid import rules
from pilotage.raid.models import RaidEntry
from pilotage.raid.operations.writing import change_entry
from pilotage.raid.permissions import require_writer
from pilotage.raid.queries import reviews_due

REVIEWED = "raid.reviewed"
FURTHEST = timedelta(days=366)


def review_entry(
    *,
    entry: RaidEntry,
    likelihood: int | None,
    impact: int,
    note: str = "",
    next_on: date | None = None,
    expect: int | None = None,
    by: Viewer,
    now: datetime,
) -> None:
    """Looked at: its score as it is now, and the next look (by its rating unless given).

    Refuses closed entries and a next look in the past or over a year away. Raises `Stale`. Also: event `raid.reviewed`.
    """
    require_writer(by)
    today = now.date()
    if next_on is not None and not today <= next_on <= today + FURTHEST:
        raise Refused(_("The next look is a day from today on, within a year."), field="next_on")
    with change(by=by, now=now) as c:
        change_entry(entry=entry, likelihood=likelihood, impact=impact, expect=expect, by=by, now=now)
        due = next_on or rules.next_review(entry.score, today, entry.strikes_on)
        c.save(entry, kind=REVIEWED, note=note.strip(), reviewed_at=now, review_date=due)


def tell_of_reviews(*, by: Viewer, now: datetime) -> int:
    """Tells owners of entries whose review is due, once per due date. Returns how many notices."""
    told = 0
    for entry in reviews_due(now.date()):
        told += tell(
            users=[entry.owner],
            kind="raid_due",
            text=f"{entry.code} “{entry.title}” of {entry.phase} is due for a look.",
            url=f"/raid/{entry.pk}/",
            record=entry.record,
            key=f"raid:{entry.pk}:due:{entry.review_date}",
            by=by,
            now=now,
        )
    return told
