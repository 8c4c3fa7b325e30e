"""Adds, edits and removes comments."""

from datetime import datetime

from django.utils.translation import gettext as _

from pilotage.billers.models import Biller
from pilotage.core.errors import Forbidden, Refused
from pilotage.core.models import Record
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.work.models import Comment
from pilotage.work.operations.hearing import tell_hearers
from pilotage.work.permissions import may_edit_comment
from pilotage.work.texts import no_card


def add_comment(
    *,
    subject: Record,
    biller: Biller,
    text: str,
    is_internal: bool,
    is_for_vendor: bool = False,
    by: Viewer,
    now: datetime,
) -> Comment:
    """Says something about a record. A biller's people always write for both sides; the CIS vendor's for the provider.

    Refuses an empty text and card numbers. Also: event `work.comment_created`; who works on the record
    is told (`hearing`).
    """
    cleaned = _cleaned(text)
    with change(by=by, now=now) as c:
        comment = c.create(
            Comment,
            scope=biller.pk,
            biller=biller,
            subject=subject,
            author_id=by.user_id,
            author_name=by.name,
            text=cleaned,
            is_internal=by.vendor_of is not None or (is_internal and by.is_provider),
            is_for_vendor=by.vendor_of is not None or (is_for_vendor and by.is_provider),
            created_at=now,
        )
        tell_hearers(
            subject=subject,
            biller=biller,
            is_internal=comment.is_internal,
            kind="comment_added",
            text=f"{by.name} commented on “{subject.title}”.",
            key=f"comment:{comment.pk}",
            by=by,
            now=now,
        )
        return comment


def edit_comment(*, comment: Comment, text: str, by: Viewer, now: datetime) -> bool:
    """Its author says it differently; the old words stay in history. Also: event `work.comment_changed`."""
    _require_own(by, comment)
    with change(by=by, now=now) as c:
        return c.save(comment, text=_cleaned(text), edited_at=now)


def remove_comment(*, comment: Comment, by: Viewer, now: datetime) -> bool:
    """Takes it from the page; history keeps it. Also: event `work.comment_removed`."""
    _require_own(by, comment)
    with change(by=by, now=now) as c:
        return c.save(comment, kind="work.comment_removed", removed_at=now)


def _cleaned(text: str) -> str:
    cleaned = text.strip()
    if not cleaned:
        raise Refused(_("Write something, then send it."), field="text")
    if len(cleaned) > 10_000:
        raise Refused(_("This is longer than 10,000 signs. Send it as a file."), field="text")
    no_card(cleaned, field="text")
    return cleaned


def _require_own(by: Viewer, comment: Comment) -> None:
    if not may_edit_comment(by, comment):
        raise Forbidden(_("Only the author may change a comment."))
