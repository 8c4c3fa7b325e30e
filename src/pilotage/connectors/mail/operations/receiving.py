"""Takes one mail: an answer to a notice becomes a comment of who wrote it, once, or is refused in words.

The row of the mail, the comment and the files are one transaction, and the row's key is unique: a mail that is read again after a
crash, or comes twice, changes nothing.
"""

import hashlib
import io
import logging
import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from pilotage.billers.models import Biller
from pilotage.connectors.mail.models import ReceivedMail
from pilotage.connectors.mail.reading import Letter
from pilotage.connectors.mail.rules import token_in, why_automatic
from pilotage.core.errors import Refused
from pilotage.core.models import Record
from pilotage.core.operations import Change, change
from pilotage.core.reply_tokens import SIGNS, read_reply_token
from pilotage.core.viewer import Viewer
from pilotage.people.models import User
from pilotage.people.viewers import viewer_of
from pilotage.tally.forbidden import scan_text
from pilotage.work.enums import Side
from pilotage.work.models import Task
from pilotage.work.operations import add_comment, send_file
from pilotage.work.places import record_for

LOG = logging.getLogger(__name__)
#: A person writes less than that within an hour; a loop of two machines more.
PER_HOUR = 30


def take_mail(*, letter: Letter, by: Viewer, now: datetime) -> ReceivedMail | None:
    """Keeps, refuses or ignores a mail; None when it was taken before.

    Automatic mail is left alone. Refuses, without an answer: a writer who isn't the person that the notice went to, an address that
    was not made here, too many in an hour. Refuses, with an answer by mail: card numbers, no words, a record that is gone or no
    longer theirs, attachments that the checks of files refuse (the comment is kept then). Also: as `add_comment` and `send_file`.
    """
    with change(by=by, now=now) as c:
        if ReceivedMail.objects.filter(key=letter.key).exists():
            return None
        own = [settings.REPLY_ADDRESS, settings.DEFAULT_FROM_EMAIL.split("<")[-1].strip("> ")]
        if reason := why_automatic(letter.headers, letter.sender, own):
            return _note(letter, "ignored", reason, now)
        token = token_in(letter.to, settings.REPLY_ADDRESS, SIGNS)
        held = read_reply_token(token) if token else None
        user = User.objects.filter(pk=held[0], is_active=True).first() if held else None
        if held is None or user is None:
            return _refuse_quietly(letter, _("Nothing was sent from here that this could answer."), now)
        if user.email.lower() != letter.sender:
            return _refuse_quietly(letter, _("The writer isn't the person that the notice went to."), now)
        since = now - timedelta(hours=1)
        if ReceivedMail.objects.filter(sender=letter.sender, received_at__gt=since).count() >= PER_HOUR:
            return _refuse_quietly(letter, _("More than %(n)d mails within an hour.") % {"n": PER_HOUR}, now)
        return _take(c, letter, user, held[1], now)


def refuse_mail(*, raw: bytes, reason: str, by: Viewer, now: datetime) -> bool:
    """Notes that a mail was not taken, with nothing of what it says. False when that is noted already."""
    key = hashlib.sha256(raw).hexdigest()
    with change(by=by, now=now):
        if ReceivedMail.objects.filter(key=key).exists():
            return False
        ReceivedMail.objects.create(key=key, received_at=now, outcome="refused", reason=reason[:300])
        return True


def _take(c: Change, letter: Letter, user: User, record_id: uuid.UUID, now: datetime) -> ReceivedMail:
    by = viewer_of(user, source="mail")
    try:
        record, biller = _place(by, record_id)
        if letter.text or not letter.files:
            add_comment(subject=record, biller=biller, text=letter.text, is_internal=by.is_provider, by=by, now=now)
    except Refused as refused:
        return _refuse(c, letter, user, refused.message, now)
    sent, problems = _send_files(letter, record, biller, by, now)
    if problems:
        _answer(c, letter, user, _("These attachments were not kept:"), problems)
    row = _note(letter, "kept", "; ".join(problems), now, user=user, record=record)
    ReceivedMail.objects.filter(pk=row.pk).update(files_count=sent)
    return row


def _send_files(letter: Letter, record: Record, biller: Biller, by: Viewer, now: datetime) -> tuple[int, list[str]]:
    problems = []
    for file in letter.files:
        try:
            send_file(
                subject=record, biller=biller, name=file.name, stream=io.BytesIO(file.data), is_shared=not by.is_provider,
                by=by, now=now,
            )  # fmt: skip
        except Refused as refused:
            problems.append(f"{file.name}: {refused.message}")
    return len(letter.files) - len(problems), problems


def _place(by: Viewer, record_id: uuid.UUID) -> tuple[Record, Biller]:
    """The record that a person may still speak about. Raises `Refused` in words."""
    gone = Refused(_("What you answered to is gone, or no longer yours to see. Sign in to see what is open."))
    try:
        record, biller = record_for(by, record_id)
    except Record.DoesNotExist:
        raise gone from None
    if by.is_provider or record.kind == "project":
        return record, biller
    if record.kind != "task" or not Task.objects.visible_to(by).filter(pk=record.pk, side=Side.BILLER).exists():
        raise gone
    return record, biller


def _refuse_quietly(letter: Letter, reason: str, now: datetime) -> ReceivedMail:
    LOG.warning("A mail from %s was refused: %s", letter.sender or "nobody", reason)
    return _note(letter, "refused", reason, now)


def _refuse(c: Change, letter: Letter, user: User, reason: str, now: datetime) -> ReceivedMail:
    _answer(c, letter, user, reason, [])
    return _note(letter, "refused", reason, now, user=user)


def _answer(c: Change, letter: Letter, user: User, reason: str, more: list[str]) -> None:
    words = "\n".join([reason, *(f"- {line}" for line in more)])
    text = _("Hello %(name)s,\n\nyour mail was not kept as it came. %(words)s\n\n%(url)s") % {
        "name": user.name,
        "words": words,
        "url": settings.BASE_URL,
    }
    subject = _("Your answer to Pilotage was not kept") if not more else _("Attachments of your answer were not kept")
    c.send("mail", f"mail-answer:{letter.key}", {"to": [user.email], "subject": subject, "text": text})


def _note(
    letter: Letter, outcome: str, reason: str, now: datetime, *, user: User | None = None, record: Record | None = None
) -> ReceivedMail:
    subject = "" if scan_text(letter.subject) else letter.subject
    return ReceivedMail.objects.create(
        key=letter.key, received_at=now, sender=letter.sender[:254], subject=subject, outcome=outcome, reason=reason[:300],
        user=user, record=record,
    )  # fmt: skip
