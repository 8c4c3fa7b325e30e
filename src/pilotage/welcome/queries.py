"""Questions about overviews: which phases have one, what differs, who has a link."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from pilotage.billers.enums import Stage
from pilotage.billers.models import Contact, Membership, Phase
from pilotage.billers.rules import BEFORE_LIVE
from pilotage.core.viewer import Viewer
from pilotage.documents.models import ShareLink
from pilotage.welcome.enums import Standing
from pilotage.welcome.models import Leaflet, Overview, OverviewVersion

PURPOSE = "go_live_overview"
SERIES = "go_live_overview"
LEAFLET = "leaflet"
#: Phases stand on the list from so long before their go-live until so long after it.
AHEAD, BEHIND = timedelta(days=120), timedelta(days=120)
SORTS: dict[str, tuple[Any, ...]] = {
    "go_live": ("day", "pk"),
    "-go_live": ("-day", "pk"),
    "biller": ("biller__name", "number"),
    "-biller": ("-biller__name", "number"),
    "shared": (F("overview__shared_at").asc(nulls_first=True), "pk"),
    "-shared": (F("overview__shared_at").desc(nulls_last=True), "pk"),
}


def phases_near(viewer: Viewer, asked: dict[str, Any], *, today: date, sort: str = "") -> QuerySet[Phase]:
    """Phases near their go-live with their overview, the nearest first. `asked`: q, standing."""
    ahead = Q(stage__in=BEFORE_LIVE, target_go_live_date__lte=today + AHEAD)
    done = Q(went_live_date__gte=today - BEHIND) & ~Q(stage=Stage.CANCELLED)
    found = Phase.objects.visible_to(viewer).filter(ahead | done).select_related("biller", "overview__shared_by")
    found = found.annotate(day=Coalesce("went_live_date", "target_go_live_date"))
    if text := asked.get("q"):
        found = found.filter(Q(biller__name__icontains=text) | Q(name__icontains=text))
    standing = asked.get("standing")
    if standing == Standing.NONE:
        found = found.filter(overview__shared_at=None)
    elif standing:
        found = found.filter(
            overview__shared_at__isnull=False, overview__differs_since__isnull=standing == Standing.SHARED
        )
    return found.order_by(*SORTS.get(sort, SORTS["go_live"]))


def standing_of(overview: Overview | None) -> Standing:
    """Where it stands; None has not been begun."""
    if overview is None or overview.shared_at is None:
        return Standing.NONE
    return Standing.CHANGED if overview.differs_since else Standing.SHARED


def overview_of(phase_id: uuid.UUID) -> Overview | None:
    """The overview of a phase, if anybody has written or shared it."""
    found: Overview | None = (
        Overview.objects.everywhere()
        .filter(phase_id=phase_id)
        .select_related("record", "phase__biller", "biller", "shared_by")
        .first()
    )
    return found


def overview_by_key(pk: uuid.UUID) -> Overview | None:
    """The overview behind a link."""
    found: Overview | None = (
        Overview.objects.everywhere().filter(pk=pk).select_related("record", "phase__biller", "biller").first()
    )
    return found


def newest_version(overview: Overview) -> OverviewVersion | None:
    """What was shared last."""
    found: OverviewVersion | None = overview.versions.everywhere().order_by("-number").first()
    return found


def versions_of(overview: Overview) -> list[OverviewVersion]:
    """Every version, the newest first."""
    return list(overview.versions.everywhere().select_related("made_by").order_by("-number"))


def living_links(of: Overview | Leaflet, now: datetime, purpose: str) -> dict[str, ShareLink]:
    """Open links to it by e-mail address."""
    found = ShareLink.objects.everywhere().filter(
        subject_id=of.pk, purpose=purpose, revoked_at=None, expires_at__gt=now
    )
    return {one.email: one for one in found.order_by("made_at") if one.email}


def people_of(biller_id: uuid.UUID) -> list[tuple[str, str]]:
    """Name and address of the biller's people: contacts first, then who uses the portal; each address once."""
    contacts: Iterable[Contact] = Contact.objects.everywhere().filter(biller_id=biller_id).order_by("name")
    members = Membership.objects.everywhere().filter(biller_id=biller_id, user__is_active=True).select_related("user")
    found = {one.email: one.name for one in contacts if one.email}
    found = {one.user.email: one.user.name for one in members.order_by("user__name")} | found
    return [(name, email) for email, name in found.items()]


def shared_overviews(today: date) -> QuerySet[Overview]:
    """Shared ones whose phase is ahead of its go-live or not long behind it."""
    ahead = Q(phase__stage__in=BEFORE_LIVE)
    found = Overview.objects.everywhere().filter(ahead | Q(phase__went_live_date__gte=today - BEHIND))
    return found.filter(shared_at__isnull=False).select_related("record", "phase__biller", "biller", "shared_by")


def leaflet_of(phase_id: uuid.UUID) -> Leaflet | None:
    """The leaflet of a phase, if one was begun."""
    found: Leaflet | None = _leaflets().filter(phase_id=phase_id).first()
    return found


def leaflet_by_key(pk: uuid.UUID) -> Leaflet | None:
    """The leaflet behind a link."""
    found: Leaflet | None = _leaflets().filter(pk=pk).first()
    return found


def _leaflets() -> QuerySet[Leaflet]:
    return Leaflet.objects.everywhere().select_related("record", "phase__biller", "biller", "shared_by")


def shared_leaflets(viewer: Viewer) -> list[Leaflet]:
    """Leaflets that were shared with the billers of this person, the newest first."""
    found = Leaflet.objects.visible_to(viewer).filter(shared_at__isnull=False)
    return list(found.select_related("record", "phase__biller", "biller", "shared_by").order_by("-shared_at")[:20])


def leaflet_for(viewer: Viewer, pk: uuid.UUID) -> Leaflet:
    """One that was shared with this person's biller. Raises `Leaflet.DoesNotExist`."""
    found = Leaflet.objects.visible_to(viewer).filter(shared_at__isnull=False)
    leaflet: Leaflet = found.select_related("record", "phase__biller", "biller", "shared_by").get(pk=pk)
    return leaflet


def shared_with(viewer: Viewer) -> list[Overview]:
    """Overviews that were shared with the billers of this person, the newest first."""
    found = Overview.objects.visible_to(viewer).filter(shared_at__isnull=False)
    return list(found.select_related("record", "phase__biller", "biller").order_by("-shared_at")[:20])


def overview_for(viewer: Viewer, pk: uuid.UUID) -> Overview:
    """One that was shared with this person's biller. Raises `Overview.DoesNotExist`."""
    found = Overview.objects.visible_to(viewer).filter(shared_at__isnull=False)
    overview: Overview = found.select_related("record", "phase__biller", "biller").get(pk=pk)
    return overview
