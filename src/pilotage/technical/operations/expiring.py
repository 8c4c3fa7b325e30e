"""Owners hear of evidence that runs out, in time to renew it."""

from datetime import datetime

from pilotage.core.viewer import Viewer
from pilotage.notices.operations import tell
from pilotage.technical.queries import running_out


def tell_of_expiring(*, by: Viewer, now: datetime) -> int:
    """Tells owners of proven items of phases ahead whose evidence ends within two weeks or has ended; each end once.

    Returns how many notices.
    """
    told = 0
    for item in running_out(now.date()):
        assert item.valid_until is not None
        word = "has ended" if item.valid_until < now.date() else "ends"
        told += tell(
            users=[item.owner],
            kind="check_expiring",
            text=f"The evidence of “{item.title}” of {item.phase} {word} on {item.valid_until:%-d %b %Y}.",
            url=f"/technical/items/{item.pk}/",
            record=item.record,
            key=f"expires:{item.pk}:{item.valid_until}:{word}",
            by=by,
            now=now,
        )
    return told
