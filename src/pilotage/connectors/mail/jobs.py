"""Looks for answers once a minute: the look is a job, so that a slow mailbox holds nothing else up."""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DataError
from django.utils.translation import gettext as _

from pilotage.connectors.mail.boxes import Box, FolderBox, box_of
from pilotage.connectors.mail.operations import refuse_mail, take_mail
from pilotage.connectors.mail.reading import read_letter
from pilotage.core.jobs import Progress, enqueue, job
from pilotage.core.schedules import every
from pilotage.core.viewer import Viewer

READ = "mail.read"
LOG = logging.getLogger(__name__)


@every("mail.look", timedelta(minutes=1))
def look(*, by: Viewer, now: datetime) -> str | None:
    """Asks for a reading where something may wait."""
    box = box_of(settings.MAIL_IN)
    is_empty = isinstance(box, FolderBox) and not any(Path(box.root, "new").glob("[!.]*"))
    return None if is_empty else enqueue(READ, {}, by=by, now=now)


@job(READ)
def read(*, arguments: Mapping[str, Any], progress: Progress, by: Viewer, now: datetime) -> int:
    """Takes what waits; returns how many mails were new."""
    return read_box(box_of(settings.MAIL_IN), by=by, now=now)


def read_box(box: Box, *, by: Viewer, now: datetime) -> int:
    """Each mail is stored first and put away then; one that can't be taken is refused, and those behind it are read."""
    taken = 0
    for name, raw in box.waiting():
        try:
            taken += take_mail(letter=read_letter(raw), by=by, now=now) is not None
        except (DataError, ValueError, RecursionError):
            LOG.exception("A mail could not be taken")
            taken += refuse_mail(raw=raw, reason=_("It can't be read."), by=by, now=now)
        box.put_away(name)
    return taken
