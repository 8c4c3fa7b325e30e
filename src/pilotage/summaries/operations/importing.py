"""Takes a summary back from a file: all of it or nothing."""

from datetime import datetime

from django.utils.translation import gettext as _

from pilotage.core.errors import Refused
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.summaries.models import IntegrationSummary
from pilotage.summaries.operations.filling import fill_field, mark_not_applicable
from pilotage.summaries.permissions import require_filler
from pilotage.summaries.queries import fields_of
from pilotage.summaries.reading import SummaryFile


def import_fields(*, summary: IntegrationSummary, given: SummaryFile, by: Viewer, now: datetime) -> int:
    """Writes what the file says; what it leaves empty stays. Returns how many fields changed.

    Refuses a file with problems, and what `fill_field` refuses, naming the field; then nothing is kept. Also: event
    `summaries.summaryfield_changed` for each.
    """
    require_filler(by)
    if given.problems:
        raise Refused(_("The file has problems; nothing was saved."), field="file")
    labels = {one.key: one.label for one in fields_of(summary)}
    changed, key = 0, ""
    try:
        with change(by=by, now=now):
            for key, value in given.values.items():
                changed += fill_field(summary=summary, key=key, value=value, by=by, now=now)
            for key, reason in given.not_applicable.items():
                changed += mark_not_applicable(summary=summary, key=key, reason=reason, by=by, now=now)
    except Refused as refused:
        raise Refused(f"{labels.get(key, key)}: {refused.message}", field="file") from None
    return changed
