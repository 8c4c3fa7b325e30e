"""Files of a spec's sides: upload, download, watched folders."""

import uuid
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilotage.documents.operations import path_of
from pilotage.people.doors import PageRequest, found, staff_page
from pilotage.people.pages import act, form_page
from pilotage.verification import operations, queries
from pilotage.verification.enums import Side
from pilotage.verification.forms import FileForm, FolderForm
from pilotage.verification.models import ReceivedFile, Spec
from pilotage.verification.views.finding import about, find_spec


@staff_page
@require_http_methods(["GET", "POST"])
def file_new(request: PageRequest, pk: uuid.UUID, side: str) -> HttpResponse:
    """Takes a file of one side."""
    spec = _spec(request, pk, side)
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()

    def run(given: Any) -> str:
        take_file(request, spec, side, given["file"])
        return reverse("verification:spec", args=[pk])

    name = spec.left_name if side == Side.LEFT else spec.right_name
    context = about(spec, _("New file for %(name)s"), _("Take file")) | {
        "page_lead": _("%(side)s, up to 100 MB. Card numbers are looked for before anything is kept.") % {"side": name},
        "is_upload": True,
    }
    return form_page(request, form, run, context=context, said=_("The file is here."))


def take_file(request: PageRequest, spec: Spec, side: str, sent: Any) -> ReceivedFile:
    """The file as it is kept; bytes that are there under another name are told of."""
    now = timezone.now()
    held = operations.receive_file(spec=spec, side=side, name=sent.name, stream=sent, by=request.viewer, now=now)
    if held.received_at != now and held.name != sent.name:
        words = _("%(sent)s has the same content as %(held)s, which was here already, and goes by that name.")
        messages.info(request, words % {"sent": sent.name, "held": held.name})
    return held


@staff_page
@never_cache
@require_GET
def file(request: PageRequest, pk: int) -> HttpResponseBase:
    """The bytes as they came."""
    one = found(queries.file_for, request.viewer, pk)
    return handed_out(one.stored_name, one.name)


def handed_out(stored_name: str, name: str) -> HttpResponseBase:
    """Stored bytes as a download, never shown inline."""
    try:
        opened = open(path_of(stored_name), "rb")  # noqa: SIM115 the response closes it
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(opened, content_type="application/octet-stream")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@staff_page
@require_http_methods(["GET", "POST"])
def folder(request: PageRequest, pk: uuid.UUID, side: str) -> HttpResponse:
    """Which folder is watched for one side."""
    spec = _spec(request, pk, side)
    held = queries.folders_of(spec).get(side)
    first = (
        {"folder": held.folder, "pattern": held.pattern, "starts_runs": held.starts_runs}
        if held
        else {"folder": f"{spec.biller.external_id}/{side}", "pattern": "*.csv", "starts_runs": True}
    )
    form = FolderForm(request.POST or None, initial=first)

    def run(given: Any) -> str:
        operations.set_folder(spec=spec, side=side, by=request.viewer, now=timezone.now(), **given)
        return reverse("verification:spec", args=[pk])

    context = about(spec, _("Folder for files of %(name)s"), _("Watch folder")) | {
        "page_lead": _(
            "Looked into every minute. Files are moved to “taken”, or to “refused” with the reason on the page of the verification."
        )
    }
    return form_page(request, form, run, context=context)


@staff_page
@require_POST
def folder_stop(request: PageRequest, pk: int) -> HttpResponse:
    """Watches it no longer."""
    one = found(queries.folder_for, request.viewer, pk)
    return act(
        request,
        lambda: operations.stop_folder(folder=one, by=request.viewer, now=timezone.now()),
        said=_("The folder is no longer watched."),
        then=reverse("verification:spec", args=[one.spec_id]),
    )


def _spec(request: PageRequest, pk: uuid.UUID, side: str) -> Spec:
    if side not in list(Side):
        raise Http404
    return find_spec(request, pk)
