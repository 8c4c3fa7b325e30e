"""The audit trail: searched, paged by number, and the state of its chain."""

import json
import uuid
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Q, QuerySet

from pilotage.core.models import Anchor, AuditHead, Event
from pilotage.core.viewer import Viewer
from pilotage.people.enums import Role

BY_PRODUCT = "product"


@dataclass(frozen=True)
class AuditSearch:
    """What is asked of the trail; empty fields ask nothing. Days are the reader's, both ends included."""

    text: str = ""
    area: str = ""
    kind: str = ""
    person: str = ""
    record: uuid.UUID | None = None
    from_date: date | None = None
    to_date: date | None = None


def audit_events(viewer: Viewer, asked: AuditSearch) -> QuerySet[Event]:
    """Matching events, newest first; nothing for anybody but administrators."""
    if not viewer.has(Role.ADMIN):
        return Event.objects.none()
    found = Event.objects.order_by("-seq")
    if asked.text:
        found = found.filter(_holds(asked.text))
    if asked.area:
        found = found.filter(kind__startswith=f"{asked.area}.")
    if asked.kind:
        found = found.filter(kind=asked.kind)
    if asked.person:
        found = found.filter(actor_id=None if asked.person == BY_PRODUCT else int(asked.person))
    if asked.record:
        found = found.filter(record_id=asked.record)
    zone = ZoneInfo(viewer.time_zone)
    if asked.from_date:
        found = found.filter(at__gte=datetime.combine(asked.from_date, time.min, zone))
    if asked.to_date:
        found = found.filter(at__lt=datetime.combine(asked.to_date + timedelta(days=1), time.min, zone))
    return found


def audit_page(events: QuerySet[Event], size: int, *, after: int | None, before: int | None) -> dict[str, Any]:
    """One page: `rows`, and the numbers from which the next (older) and the previous (newer) page go on."""
    if before is not None:
        newer = list(events.filter(seq__gt=before).order_by("seq")[: size + 1])
        rows = newer[:size][::-1]
        return _page(rows, has_newer=len(newer) > size, has_older=True)
    older = list((events if after is None else events.filter(seq__lt=after))[: size + 1])
    return _page(older[:size], has_newer=after is not None, has_older=len(older) > size)


def chain_state() -> dict[str, Any]:
    """How far the chain reaches, and the last anchor: `seq`, `chain_hash`, `anchor` (or None)."""
    head = AuditHead.objects.filter(pk=1).first()
    return {
        "seq": head.seq if head else 0,
        "chain_hash": head.chain_hash if head else "",
        "anchor": Anchor.objects.order_by("-day").first(),
    }


def _page(rows: list[Event], *, has_newer: bool, has_older: bool) -> dict[str, Any]:
    return {
        "rows": rows,
        "previous": rows[0].seq if rows and has_newer else None,
        "next": rows[-1].seq if rows and has_older else None,
    }


def _holds(text: str) -> Q:
    """Content with this text as it stands inside stored JSON: with letters beyond ASCII as they are, or on SQLite escaped."""
    found = Q(payload__icontains=json.dumps(text, ensure_ascii=False)[1:-1])
    if connection.vendor == "sqlite" and not text.isascii():
        found |= Q(payload__icontains=json.dumps(text)[1:-1])
    return found
