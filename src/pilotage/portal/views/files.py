"""Files that a biller's people sent: who sent one may take it back."""

import uuid

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pilotage.documents.models import StoredFile
from pilotage.documents.operations import remove_file
from pilotage.people.doors import PageRequest, portal_page
from pilotage.people.pages import act
from pilotage.portal import queries


@portal_page
@require_POST
def file_remove(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Takes one's own file from every page."""
    try:
        found = queries.shared_files(request.viewer).select_related("subject").get(pk=pk)
    except StoredFile.DoesNotExist:
        raise Http404 from None
    places = {"task": "portal:task", "project": "portal:project"}
    then = reverse(places[found.subject.kind], args=[found.subject_id]) if found.subject.kind in places else "/portal/"
    return act(
        request,
        lambda: remove_file(file=found, by=request.viewer, now=timezone.now()),
        said=_("%(name)s is taken back.") % {"name": found.name},
        then=then,
    )
