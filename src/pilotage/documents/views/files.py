"""Hands a stored file out: after an access check, always as a download, never shown inline."""

import uuid
from urllib.parse import quote

from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from pilotage.documents import operations, queries
from pilotage.documents.models import StoredFile
from pilotage.documents.operations import path_of
from pilotage.people.doors import PageRequest, any_page, staff_page
from pilotage.people.pages import act


@any_page
@never_cache
@require_GET
def download(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The bytes as they were sent."""
    try:
        file = queries.file_for(request.viewer, pk)
        opened = open(path_of(file.stored_name), "rb")  # noqa: SIM115 the response closes it
    except (StoredFile.DoesNotExist, FileNotFoundError):
        raise Http404 from None
    response = FileResponse(opened, content_type="application/octet-stream")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file.name)}"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@staff_page
@require_POST
def remove(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Takes a file from every page."""
    try:
        file = queries.file_for(request.viewer, pk)
    except StoredFile.DoesNotExist:
        raise Http404 from None
    back = request.POST.get("back", "/")
    back = back if back.startswith("/") and not back.startswith("//") else "/"
    said = _("%(name)s is removed.") % {"name": file.name}
    return act(
        request, lambda: operations.remove_file(file=file, by=request.viewer, now=timezone.now()), said=said, then=back
    )
