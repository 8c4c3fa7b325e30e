"""The daily digest: one mail with all that a person chose to read once a day."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from pilotage.core import app_settings
from pilotage.core.models import OutboxMessage
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.notices.kinds import DIGEST, KINDS
from pilotage.notices.models import Notice, NoticeChoice
from pilotage.notices.operations.telling import answering
from pilotage.people.entry_links import way_in
from pilotage.people.models import User

MORNING = 7
OLDEST = timedelta(days=7)


def send_digests(*, by: Viewer, now: datetime) -> int:
    """Owes a digest to each person for whom it is past seven in the morning and who has something new in it.

    Once per person and day of theirs: what comes after it waits for the next one. Returns how many were owed.
    """
    waiting = Notice.objects.filter(digested_at=None, read_at=None, created_at__gte=now - OLDEST)
    due = {}
    for user in User.objects.filter(is_active=True, pk__in=waiting.values("user_id")):
        local = now.astimezone(ZoneInfo(user.time_zone))
        if local.hour >= MORNING:
            due[f"digest:{user.pk}:{local.date().isoformat()}"] = user
    owed = set(OutboxMessage.objects.filter(key__in=list(due)).values_list("key", flat=True))
    return sum(_send_one(user, key, by, now) for key, user in due.items() if key not in owed)


def _send_one(user: User, key: str, by: Viewer, now: datetime) -> bool:
    chosen = dict(NoticeChoice.objects.filter(user=user).values_list("kind", "email"))
    kinds = [name for name, kind in KINDS.items() if chosen.get(name, kind.email) == DIGEST]
    with change(by=by, now=now) as c:
        found = Notice.objects.filter(
            user=user, kind__in=kinds, digested_at=None, read_at=None, created_at__gte=now - OLDEST
        )
        rows = list(found.select_related("record").order_by("created_at"))
        if not rows:
            return False
        lines = [f"- {row.text}\n  {settings.BASE_URL.rstrip('/')}{way_in(user, row.url, now)}" for row in rows]
        provider = app_settings.value("provider_name") or "Pilotage"
        text = f"Hello {user.name},\n\nsince yesterday:\n\n" + "\n".join(lines) + f"\n\n{provider}"
        subject = f"{len(rows)} new in Pilotage" if len(rows) > 1 else rows[0].text
        about = {row.record_id: row.record for row in rows}
        reply = answering(user.pk, next(iter(about.values()))) if len(about) == 1 else {}
        c.send("mail", key, {"to": [user.email], "subject": subject[:200], "text": text} | reply)
        found.update(digested_at=now)
    return True
