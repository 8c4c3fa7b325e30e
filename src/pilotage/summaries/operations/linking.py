"""Takes links to documents that other apps keep, with where each came from."""

from datetime import datetime

from pilotage.billers.models import Phase
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.summaries.operations.making import Known, _fill_known
from pilotage.summaries.permissions import require_asker
from pilotage.summaries.queries import summary_of


def put_links(*, phase: Phase, links: Known, by: Viewer, now: datetime) -> int:
    """Puts links, by field key with their source, into the phase's summary; what a person wrote stays. Returns how many changed.

    Nothing happens where the phase has no summary yet: it takes them up when it is made. Refuses people who may not even ask
    for fields. Also: events `summaries.summaryfield_created` and `summaries.summaryfield_changed`.
    """
    require_asker(by)
    summary = summary_of(phase.pk)
    if summary is None:
        return 0
    with change(by=by, now=now) as c:
        return _fill_known(c, summary, links)
