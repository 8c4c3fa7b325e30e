"""Tells people something once: a notice each, and a mail at once for those who want it so."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.conf import settings

from pilotage.core import app_settings
from pilotage.core.models import Record
from pilotage.core.operations import change
from pilotage.core.reply_tokens import reply_token
from pilotage.core.viewer import Viewer
from pilotage.notices.kinds import KINDS, NOW
from pilotage.notices.models import Notice, NoticeChoice, NoticeTemplate
from pilotage.notices.rules import filled
from pilotage.people.entry_links import way_in
from pilotage.people.models import User

#: Kinds of records whose mails can be answered with a comment.
ANSWERED = frozenset({"task", "project", "raid_entry", "defect"})
_GAPS = re.compile(r"\n{3,}")


def tell(
    *,
    users: Iterable[User | None],
    kind: str,
    text: str,
    url: str,
    record: Record | None = None,
    key: str,
    more: str = "",
    file: Mapping[str, str] | None = None,
    by: Viewer,
    now: datetime,
) -> int:
    """Each active person is told once per `key`, never about what they did themselves. Returns how many were told now.

    Also: an outbox mail, keyed alike, for those who chose e-mail at once; one about a task or the like can be answered.
    `more` stands in the mail alone, and `file`
    {name, type, text} goes with it: that one also to the person who acts, whose calendar knows nothing yet.
    """
    active = {user.pk: user for user in users if user is not None and user.is_active}
    people = {pk: user for pk, user in active.items() if pk != by.user_id}
    if not active or not (people or file):
        return 0
    with change(by=by, now=now) as c:
        told = set(Notice.objects.filter(user__in=people, key=key[:200]).values_list("user_id", flat=True))
        fresh = [user for pk, user in people.items() if pk not in told]
        rows = [
            Notice(user=user, key=key[:200], kind=kind, text=text[:400], url=url, record=record, created_at=now)
            for user in fresh
        ]
        # Who is told the same at the same moment by somebody else keeps that notice.
        Notice.objects.bulk_create(rows, ignore_conflicts=True)
        choices = dict(NoticeChoice.objects.filter(user__in=active, kind=kind).values_list("user_id", "email"))
        actor = [active[by.user_id]] if file and by.user_id in active else []
        for user in [*fresh, *actor]:
            if choices.get(user.pk, KINDS[kind].email) == NOW:
                mail = mail_of(user.name, user.email, kind, text, way_in(user, url, now), more=more, file=file)
                c.send("mail", f"notice:{user.pk}:{key}"[:200], mail | answering(user.pk, record))
    return len(fresh)


def write_to(
    *,
    people: Iterable[tuple[str, str]],
    kind: str,
    text: str,
    url: str = "",
    more: str = "",
    key: str,
    file: Mapping[str, str] | None = None,
    by: Viewer,
    now: datetime,
) -> None:
    """Mails people who have no account, by name and e-mail address, once per address and `key`. Also: outbox mails."""
    with change(by=by, now=now) as c:
        for name, email in people:
            mail = mail_of(name, email, kind, text, url, more=more, file=file)
            c.send("mail", f"mail:{_short(email)}:{key}"[:200], mail)


def answering(user_id: int, record: Record | None) -> dict[str, str]:
    """`reply`, the word of the address at which this person answers a mail about a record that can be spoken about; else nothing."""
    if record is None or record.kind not in ANSWERED:
        return {}
    return {"reply": reply_token(user_id, record.pk)}


def _short(email: str) -> str:
    return hashlib.sha256(email.lower().encode()).hexdigest()[:16]


def mail_of(
    name: str, email: str, kind: str, text: str, url: str, *, more: str = "", file: Mapping[str, str] | None = None
) -> dict[str, object]:
    """The mail of one notice in the wording in force."""
    changed = NoticeTemplate.objects.filter(kind=kind).first()
    wording = changed or KINDS[kind]
    values = {
        "name": name,
        "text": "\n\n".join(part for part in (text, more) if part),
        "link": f"{settings.BASE_URL.rstrip('/')}{url}" if url else "",
        "provider": app_settings.value("provider_name") or "Pilotage",
    }
    subject = " ".join(filled(wording.subject, values | {"text": text}).split())[:200]
    body = _GAPS.sub("\n\n", filled(wording.body, values))
    return {"to": [email], "subject": subject, "text": body} | ({"file": dict(file)} if file else {})
