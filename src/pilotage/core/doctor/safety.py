"""The audit trail's end, its anchors, the secret key, and the doors."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Max

from pilotage.core import app_settings, chain
from pilotage.core.daily import last_check
from pilotage.core.doctor.finding import Finding, bad, ok, warn
from pilotage.core.models import Anchor, AuditHead, Event

LINKS = 200
ANCHOR_AGE = timedelta(days=2)
LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]", "::1"})
KEEP = "Keep the database as it is and run `pilotage audit verify`, with --anchor where you keep anchors elsewhere."


def trail(now: datetime) -> Finding:
    """A quick look: numbers without a gap, the head at the end, and the last links recomputed."""
    checked = last_check()
    if checked is not None and not checked["valid"]:
        return bad("audit trail", f"The check of {checked['at']:%Y-%m-%d %H:%M} UTC: {checked['why']}", KEEP)
    head = AuditHead.objects.filter(pk=1).first()
    seq, held = (head.seq, head.chain_hash) if head else (0, chain.GENESIS)
    found = Event.objects.filter(seq__lte=seq).aggregate(n=Count("seq"), last=Max("seq"))
    if found["n"] != seq or (found["last"] or 0) != seq:
        return bad("audit trail", f"{seq} events were sealed, and {found['n']} are there.", KEEP)
    rows = list(Event.objects.filter(seq__lte=seq, seq__gte=seq - LINKS).order_by("seq"))
    previous = rows[0].chain_hash if rows and rows[0].seq > 1 else chain.GENESIS
    for row in rows[1:] if rows and rows[0].seq > 1 else rows:
        if _link(row, previous) != row.chain_hash:
            return bad("audit trail", f"Event {row.seq} isn't as it was sealed.", KEEP)
        previous = row.chain_hash
    if rows and previous != held:
        return bad("audit trail", "Its end doesn't match its head.", KEEP)
    return ok("audit trail", f"{seq} events; the last links hold.")


def _link(row: Event, previous: str) -> str:
    if row.payload is not None and chain.digest_of(row.payload, row.salt or "") != row.digest:
        return ""
    return chain.link(
        previous=previous,
        seq=row.seq,
        uid=row.uid,
        at=row.at,
        kind=row.kind,
        record_id=row.record_id,
        scope_id=row.scope_id,
        actor_id=row.actor_id,
        digest=row.digest,
    )


def anchors(now: datetime) -> Finding:
    """The worker makes one a day."""
    first = Event.objects.order_by("seq").values_list("at", flat=True).first()
    newest = Anchor.objects.aggregate(at=Max("made_at"))["at"]
    if first is not None and (newest or first) < now - ANCHOR_AGE:
        seen = f"The last anchor is of {newest:%Y-%m-%d}." if newest else "The trail has no anchor."
        return warn("anchors", seen, "The worker makes one a day: see that it runs. Now: `pilotage audit anchor`.")
    return ok("anchors", f"The last anchor is of {newest:%Y-%m-%d}." if newest else "The first is made within a day.")


def secret_key(now: datetime) -> Finding:
    """It signs sessions and encrypts secrets: nobody else may read it."""
    key = settings.PILOTAGE_HOME / "secret.key"
    if key.exists() and key.stat().st_mode & 0o077:
        return bad("secret key", "Others on this machine can read secret.key.", f"chmod 600 {key}, then change it.")
    if len(settings.SECRET_KEY) < 32:
        return bad("secret key", "It is shorter than 32 signs.", "Set SECRET_KEY to 50 random signs.")
    return ok("secret key", "Only its owner can read it.")


def sign_in(now: datetime) -> Finding:
    """HTTPS, and a second step for staff, wherever others than this machine may come in."""
    if settings.IS_SAMPLE:
        return ok("sign-in", "Sample installation: one-click sign-in, from this machine only.")
    if set(settings.ALLOWED_HOSTS) <= LOOPBACK:
        return ok("sign-in", "Answers to this machine only.")
    if not settings.IS_HTTPS:
        remedy = "Put a proxy with HTTPS in front and set PILOTAGE_HTTPS=1."
        return bad("sign-in", "Others can come in, and pages are served without HTTPS.", remedy)
    if not app_settings.value("is_mfa_required"):
        return warn("sign-in", "Staff may sign in without a second step.", "Ask for one under Settings, Provider.")
    return ok("sign-in", "HTTPS, and a second step for staff.")
