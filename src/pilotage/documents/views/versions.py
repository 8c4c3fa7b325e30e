"""A document of a record in all its versions."""

import uuid
from itertools import groupby

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pilotage.documents import queries
from pilotage.people.doors import PageRequest, staff_page


@staff_page
@require_GET
def versions(request: PageRequest, pk: uuid.UUID, series: str) -> HttpResponse:
    """The newest version on top, each with its files."""
    found = list(queries.versions_of(pk, series, request.viewer))
    if not found:
        raise Http404
    biller, subject = found[0].biller, found[0].subject
    context = {
        "page_title": _("%(document)s of %(subject)s")
        % {"document": series.replace("_", " ").replace("-", " ").capitalize(), "subject": subject.title},
        "breadcrumbs": [(biller.name, reverse("desk:biller", args=[biller.pk]))],
        "versions": [(number, list(files)) for number, files in groupby(found, key=lambda one: one.number)],
        "history_url": reverse("desk:history", args=[pk]),
    }
    return render(request, "documents/versions.html", context)
