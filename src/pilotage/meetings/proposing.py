"""What a meeting's agenda could hold: open things that apps name, each its own kind."""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from pilotage.core.viewer import Viewer
from pilotage.meetings.models import AgendaItem, Meeting

MOST = 15


@dataclass(frozen=True)
class Proposal:
    """A topic that waits: what it is, why now, whose part of the meeting, and the record that it is about."""

    record: uuid.UUID
    title: str
    why: str
    part: str = ""
    presenter: str = ""

    @property
    def key(self) -> str:
        """Its name in a form."""
        return str(self.record)


Source = Callable[[Meeting, Viewer, datetime], Iterable[Proposal]]
_sources: dict[str, tuple[object, Source]] = {}


def propose_from(name: str, label: object, source: Source) -> None:
    """From now on `source` names topics under this heading. Called when an app is ready."""
    _sources[name] = (label, source)


def proposals(meeting: Meeting, viewer: Viewer, now: datetime) -> list[tuple[object, list[Proposal]]]:
    """Headings with their topics, without those that stand on the agenda already; at most 15 under each."""
    there = set(
        AgendaItem.objects.everywhere().filter(meeting=meeting, about__isnull=False).values_list("about_id", flat=True)
    )
    found = []
    for label, source in _sources.values():
        rows = [one for one in source(meeting, viewer, now) if one.record not in there][:MOST]
        if rows:
            found.append((label, rows))
    return found
