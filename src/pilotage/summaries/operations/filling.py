"""Fills fields, marks them N/A, and empties them again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from pilotage.core.errors import Refused, Stale
from pilotage.core.models import Record
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.summaries.models import IntegrationSummary, SummaryField
from pilotage.summaries.operations.asking import close_asking
from pilotage.summaries.permissions import require_filler
from pilotage.summaries.queries import completeness, fields_of, words_of
from pilotage.work.texts import no_card


def fill_field(
    *, summary: IntegrationSummary, key: str, value: str, by: Viewer, now: datetime, seen: str | None = None
) -> bool:
    """Writes a value; an empty one makes the field missing again. False when it said so already.

    `seen` is what the person had before them (`queries.words_of`): `Stale` when it reads otherwise now. Refuses unknown fields
    and card numbers. Also: event `summaries.summaryfield_changed`; the task that asked for it is done once nothing is missing.
    """
    text = value.strip()
    if len(text) > 20_000:
        raise Refused(_("This is longer than 20,000 signs. Put it into a file and link it."), field=key)
    no_card(text, field=key)
    return _set(summary, key, by, now, seen, value=text, is_not_applicable=False, reason="", source="")


def fill_fields(
    *,
    summary: IntegrationSummary,
    values: Mapping[str, str],
    not_applicable: Mapping[str, str],
    by: Viewer,
    now: datetime,
    expect: int | None = None,
) -> None:
    """Several fields at once: all or none. Refuses as `fill_field` and `mark_not_applicable` do.

    `expect` is the version of the summary that was read: raises `Stale` when anything in it changed since.
    """
    with change(by=by, now=now) as c:
        if expect is not None:
            c.save(summary, expect=expect)
        for key, value in values.items():
            fill_field(summary=summary, key=key, value=value, by=by, now=now)
        for key, reason in not_applicable.items():
            mark_not_applicable(summary=summary, key=key, reason=reason, by=by, now=now)


def mark_not_applicable(
    *, summary: IntegrationSummary, key: str, reason: str, by: Viewer, now: datetime, seen: str | None = None
) -> bool:
    """The field doesn't apply here. Refuses without a reason. Raises `Stale`. Also: event `summaries.summaryfield_changed`."""
    text = " ".join(reason.split())
    if not text:
        raise Refused(_("Say why this doesn't apply; client services reads it."), field=key)
    no_card(text, field=key)
    return _set(summary, key, by, now, seen, value="", is_not_applicable=True, reason=text[:400], source="")


def clear_field(*, summary: IntegrationSummary, key: str, by: Viewer, now: datetime, seen: str | None = None) -> bool:
    """Makes a field missing again. Raises `Stale`. Also: event `summaries.summaryfield_changed`."""
    return _set(summary, key, by, now, seen, value="", is_not_applicable=False, reason="", source="")


def _set(summary: IntegrationSummary, key: str, by: Viewer, now: datetime, seen: str | None, **fields: Any) -> bool:
    require_filler(by)
    known = {field.key: field for field in fields_of(summary)}
    if key not in known:
        raise Refused(_("An Integration Summary has no field %(key)s.") % {"key": key}, field=key)
    with change(by=by, now=now) as c:
        Record.objects.select_for_update().get(pk=summary.pk)  # one writer of a summary at a time
        row = SummaryField.objects.everywhere().filter(summary=summary, key=key).first()
        if seen is not None and seen != words_of(row):
            raise Stale(known[key].label)
        who: dict[str, Any] = {"filled_by_id": by.user_id, "filled_at": now}
        if row is None:
            if not (fields["value"] or fields["is_not_applicable"]):
                return False
            made = c.create(
                SummaryField, scope=summary.biller_id, biller_id=summary.biller_id, summary=summary, key=key, **fields,
                **who,
            )  # fmt: skip
            c.touch(made)
        elif all(getattr(row, name) == value for name, value in fields.items()):
            return False
        else:
            c.save(row, **fields, **who)
        if completeness(summary)["is_complete"]:
            close_asking(summary=summary, by=by, now=now)
        return True
