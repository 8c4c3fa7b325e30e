"""What stands behind a share link, and the link's own page with the log of its use."""

import uuid

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilotage.core.rls import work_for_everybody
from pilotage.core.viewer import Viewer
from pilotage.documents import operations, queries
from pilotage.documents.models import ShareLink
from pilotage.documents.sharing import address_of_link, is_key, page_for
from pilotage.people.doors import PageRequest, open_page, staff_page
from pilotage.people.pages import act, page_of

PER_MINUTE = 60


@open_page
@never_cache
@require_http_methods(["GET", "POST"])
def shared(request: HttpRequest, pk: uuid.UUID, key: str, rest: str = "") -> HttpResponseBase:
    """Shows what the link is for, and logs that it was opened. A link that is over, ended or unknown says so alike."""
    now = timezone.now()
    work_for_everybody()  # whoever is signed in beside: the link alone says what is seen
    if _is_too_often(request, pk):
        return HttpResponse(
            _("That was too often in a short time. Wait a minute."), status=429, content_type="text/plain"
        )
    found = queries.living_link(pk, now) if is_key(pk, key) else None
    page = page_for(found.purpose) if found else None
    if found is None or page is None:
        return render(request, "documents/link_gone.html", {"page_title": _("This link is over")}, status=410)
    address = request.META.get("REMOTE_ADDR", "")
    by = Viewer(user_id=None, name=_("%(name)s, by link") % {"name": found.name}, source="page", address=address)
    program = request.headers.get("User-Agent", "")
    operations.note_use(link=found, address=address, program=program, place=rest, by=by, now=now)
    response = page(request, found, rest.strip("/"))
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "same-origin"  # with none at all, a browser sends forms without an origin
    return response


def _is_too_often(request: HttpRequest, pk: uuid.UUID) -> bool:
    """More than `PER_MINUTE` requests of one link from one address within a minute; guesses of keys count alike."""
    name = f"share:{pk}:{request.META.get('REMOTE_ADDR', '')}"
    cache.add(name, 0, 60)
    try:
        return int(cache.incr(name)) > PER_MINUTE
    except ValueError:  # it ended between the two
        return False


@staff_page
@require_GET
def link(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """For whom a link is, until when, and each time that it was opened."""
    found = _link(request, pk)
    is_alive = found.revoked_at is None and found.expires_at > timezone.now()
    page = page_of(request, found.uses.order_by("-used_at", "-pk"))
    context = {
        "page_title": _("Link for %(name)s") % {"name": found.name},
        "breadcrumbs": [(found.biller.name, reverse("desk:biller", args=[found.biller_id]))],
        "link": found,
        "address": address_of_link(found) if is_alive else "",
        "is_alive": is_alive,
        "page": page,
        "uses": list(page),
        "is_empty": not page.paginator.count,
        "history_url": reverse("desk:history", args=[pk]),
    }
    return render(request, "documents/link.html", context)


@staff_page
@require_POST
def revoke(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Ends a link at once."""
    found = _link(request, pk)
    return act(
        request,
        lambda: operations.revoke_link(link=found, by=request.viewer, now=timezone.now()),
        said=_("The link for %(name)s shows nothing any more.") % {"name": found.name},
        then=reverse("documents:link", args=[pk]),
    )


def _link(request: PageRequest, pk: uuid.UUID) -> ShareLink:
    try:
        return queries.link_for(request.viewer, pk)
    except ShareLink.DoesNotExist:
        raise Http404 from None
