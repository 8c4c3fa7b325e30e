"""How the provider works, for the biller's people to read: shared runbooks."""

import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pilotage.people.doors import PageRequest, portal_page
from pilotage.people.pages import asked, chips_of, page_of
from pilotage.runbooks import queries
from pilotage.runbooks.forms import SearchForm
from pilotage.runbooks.models import Runbook
from pilotage.runbooks.views.reading import reading_context, shown_version


@portal_page
@require_GET
def runbooks(request: PageRequest) -> HttpResponse:
    """What they may read; the search reads the texts too."""
    form = SearchForm(request.GET)
    page = page_of(request, queries.runbooks(request.viewer, asked(form)))
    context = {
        "page_title": _("How we work with you"),
        "page_lead": _("What you can expect from us around your go-live and afterwards."),
        "filter_form": form,
        "chips": chips_of(form),
        "page": page,
        "rows": page,
        "is_empty": not page.paginator.count,
    }
    return render(request, "portal/runbooks.html", context)


@portal_page
@require_GET
def runbook(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """One of them, in its newest version or the one that `?version=` numbers."""
    try:
        found = queries.runbook_for(request.viewer, pk)
    except Runbook.DoesNotExist:
        raise Http404 from None
    versions = queries.versions_of(request.viewer, found)
    context = reading_context(request, found, versions, shown_version(versions, request.GET.get("version", "")))
    context["breadcrumbs"] = [(_("How we work with you"), reverse("portal:runbooks"))]
    return render(request, "portal/runbook.html", context)
