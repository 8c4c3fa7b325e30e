"""Marks notices as read."""

from datetime import datetime

from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.notices.models import Notice


def mark_read(*, by: Viewer, now: datetime, notice: Notice) -> None:
    """The person has seen it."""
    with change(by=by, now=now):
        Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=now)


def mark_all_read(*, by: Viewer, now: datetime) -> int:
    """Everything that the person was told is read. Returns how many were unread."""
    with change(by=by, now=now):
        return Notice.objects.filter(user=by.user_id, read_at=None).update(read_at=now)
