"""Tells people something once: a notice each, and a mail at once for those who want it so."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.conf import settings

from pilotage.core import app_settings
from pilotage.core.models import Record
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.notices.kinds import KINDS, NOW
from pilotage.notices.models import Notice, NoticeChoice, NoticeTemplate
from pilotage.notices.rules import filled
from pilotage.people.models import User


def tell(
    *,
    users: Iterable[User | None],
    kind: str,
    text: str,
    url: str,
    record: Record | None = None,
    key: str,
    file: Mapping[str, str] | None = None,
    by: Viewer,
    now: datetime,
) -> int:
    """Each active person is told once per `key`, never about what they did themselves. Returns how many were told now.

    Also: an outbox mail, keyed alike, for those who chose e-mail at once; `file` {name, type, text} goes with it.
    """
    people = {user.pk: user for user in users if user is not None and user.is_active and user.pk != by.user_id}
    if not people:
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
        choices = dict(NoticeChoice.objects.filter(user__in=people, kind=kind).values_list("user_id", "email"))
        for user in fresh:
            if choices.get(user.pk, KINDS[kind].email) == NOW:
                mail = mail_of(user, kind, text, url) | ({"file": dict(file)} if file else {})
                c.send("mail", f"notice:{user.pk}:{key}"[:200], mail)
    return len(fresh)


def mail_of(user: User, kind: str, text: str, url: str) -> dict[str, object]:
    """The mail of one notice in the wording in force."""
    changed = NoticeTemplate.objects.filter(kind=kind).first()
    wording = changed or KINDS[kind]
    values = {
        "name": user.name,
        "text": text,
        "link": f"{settings.BASE_URL.rstrip('/')}{url}" if url else "",
        "provider": app_settings.value("provider_name") or "Pilotage",
    }
    subject = " ".join(filled(wording.subject, values).split())[:200]
    return {"to": [user.email], "subject": subject, "text": filled(wording.body, values)}
