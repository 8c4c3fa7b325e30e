"""Erases personal content from the trail where the law asks for it; the chain still holds, and says that it was done."""

from collections.abc import Collection
from datetime import datetime

from pilotage.core.errors import Refused
from pilotage.core.models import Event
from pilotage.core.operations.change import change
from pilotage.core.verify import ERASED_KIND
from pilotage.core.viewer import Viewer


def erase_content(*, events: Collection[int], reason: str, by: Viewer, now: datetime) -> int:
    """Empties what these events held (by number); place, time, kind and hash stay. Returns how many.

    Refuses without a reason, and to erase what says that something was erased. Also: event `core.content_erased`.
    """
    if not reason.strip():
        raise Refused("Say by which law or request the content is erased.", field="reason")
    with change(by=by, now=now) as c:
        held = Event.objects.filter(seq__in=list(events), payload__isnull=False)
        if held.filter(kind=ERASED_KIND).exists():
            raise Refused("An event that says what was erased can't be erased itself.")
        numbers = sorted(held.values_list("seq", flat=True))
        if numbers:
            c.log(ERASED_KIND, None, after={"erased": numbers}, note=reason.strip())
            Event.objects.filter(seq__in=numbers).update(payload=None, salt=None)
    return len(numbers)
