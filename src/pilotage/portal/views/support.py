"""Customer Support for the biller's people: how it is reached, the walkthrough, and what was shared with them near go-live."""

import uuid
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pilotage.people.doors import PageRequest, portal_page
from pilotage.people.pages import act
from pilotage.welcome import operations, queries
from pilotage.welcome.brand import provider, support
from pilotage.welcome.content import sections_of
from pilotage.welcome.facts import day
from pilotage.welcome.leaflet_text import parts_of
from pilotage.welcome.models import Leaflet, Overview


@portal_page
@require_GET
def customer_support(request: PageRequest) -> HttpResponse:
    """How Customer Support is reached, in steps; the leaflets and overviews that were shared with them."""
    leaflets = queries.shared_leaflets(request.viewer)
    context = {
        "page_title": _("Customer Support"),
        "page_lead": _("How %(provider)s is reached once you are live.") % {"provider": provider()},
        "ways": support(),
        "leaflets": leaflets,
        "to_walk": [one for one in leaflets if one.walked_at is None],
        "overviews": queries.shared_with(request.viewer),
    }
    return render(request, "portal/support.html", context)


@portal_page
@require_GET
def leaflet(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """The welcome leaflet as it was shared; opening it is noted."""
    found = _leaflet(request, pk)
    operations.note_opened(leaflet=found, who=request.viewer.name, by=request.viewer, now=timezone.now())
    context = {
        "page_title": found.shared_title,
        "breadcrumbs": [(_("Customer Support"), reverse("portal:support"))],
        "leaflet": found,
        "parts": parts_of(found.shared_body),
    }
    return render(request, "portal/leaflet.html", context)


@portal_page
@require_POST
def leaflet_acknowledge(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """They have read it."""
    found, viewer = _leaflet(request, pk), request.viewer
    return act(
        request,
        lambda: operations.acknowledge_leaflet(leaflet=found, who=viewer.name, by=viewer, now=timezone.now()),
        said=_("Thank you. We know that you have read it."),
        then=reverse("portal:leaflet", args=[pk]),
    )


@portal_page
@require_POST
def leaflet_walk(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """They know how to reach Customer Support."""
    found, viewer = _leaflet(request, pk), request.viewer
    return act(
        request,
        lambda: operations.note_walked(leaflet=found, who=viewer.name, by=viewer, now=timezone.now()),
        said=_("Thank you. We know that you know your way."),
        then=reverse("portal:support"),
    )


@portal_page
@require_GET
def overview(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """The Go-Live Overview in the version that was shared last."""
    try:
        found = queries.overview_for(request.viewer, pk)
    except Overview.DoesNotExist:
        raise Http404 from None
    version = queries.newest_version(found)
    if version is None:
        raise Http404
    made = day(version.made_at.astimezone(ZoneInfo(found.biller.time_zone)).date())
    context = {
        "page_title": _("Go-Live Overview of %(phase)s") % {"phase": found.phase},
        "page_lead": _("As of %(day)s") % {"day": made},
        "breadcrumbs": [(_("Customer Support"), reverse("portal:support"))],
        "intro": version.texts.get("intro", ""),
        "news": version.news,
        "sections": sections_of(version.facts, version.texts, version.left_out),
    }
    return render(request, "portal/overview.html", context)


def _leaflet(request: PageRequest, pk: uuid.UUID) -> Leaflet:
    try:
        return queries.leaflet_for(request.viewer, pk)
    except Leaflet.DoesNotExist:
        raise Http404 from None
