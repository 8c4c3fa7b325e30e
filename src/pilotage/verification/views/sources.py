"""SFTP sources: set up, one with its keys and files, asked now, its server's key confirmed, stopped."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilotage.core.jobs import status
from pilotage.people.doors import PageRequest, found, staff_page
from pilotage.people.pages import act, form_page
from pilotage.verification import operations, queries
from pilotage.verification.enums import Side
from pilotage.verification.forms import SourceForm
from pilotage.verification.models import SftpSource
from pilotage.verification.permissions import may_set_sources
from pilotage.verification.rules.remote import fingerprint
from pilotage.verification.views.finding import about, crumbs, find_spec

FIELDS = ("host", "port", "user", "folder", "pattern", "starts_runs")


@staff_page
@require_http_methods(["GET", "POST"])
def source_set(request: PageRequest, pk: uuid.UUID, side: str) -> HttpResponse:
    """From which server files of one side are fetched."""
    if side not in list(Side):
        raise Http404
    spec = find_spec(request, pk)
    held = queries.sources_of(spec).get(side)
    form = SourceForm(request.POST or None, initial={name: getattr(held, name) for name in FIELDS} if held else None)

    def run(given: Any) -> str:
        made = operations.set_source(spec=spec, side=side, by=request.viewer, now=timezone.now(), **given)
        return reverse("verification:source", args=[made.pk])

    context = about(spec, _("SFTP server for files of %(name)s"), _("Save source")) | {
        "page_lead": _(
            "Signed in to with a key that is made here. On the next page you give its public half to who runs the server, and"
            " confirm the server's own key."
        )
    }
    return form_page(request, form, run, context=context)


@staff_page
@require_GET
def source(request: PageRequest, pk: int) -> HttpResponse:
    """Both keys, what went wrong, and the files that were seen."""
    one = _source(request, pk)
    name = one.spec.left_name if one.side == Side.LEFT else one.spec.right_name
    job = status(one.job_id) if one.job_id else None
    context = {
        "page_title": _("SFTP source of %(name)s") % {"name": name},
        "page_lead": one.spec.name,
        "breadcrumbs": crumbs(one.spec),
        "source": one,
        "facts_rows": _facts(one),
        "held_print": fingerprint(one.host_key),
        "seen_print": fingerprint(one.seen_key) if one.seen_key != one.host_key else "",
        "files": queries.remote_files_of(one),
        "is_asked": job is not None and not job.is_over,
        "may_set": may_set_sources(request.viewer),
        "history_url": reverse("desk:history", args=[one.spec_id]),
    }
    return render(request, "verification/source.html", context)


@staff_page
@require_POST
def source_try(request: PageRequest, pk: int) -> HttpResponse:
    """Asks the server now."""
    one = _source(request, pk)
    return act(
        request,
        lambda: operations.ask_source(source=one, by=request.viewer, now=timezone.now()),
        said=_("The server is being asked. Reload in a moment."),
        then=reverse("verification:source", args=[pk]),
    )


@staff_page
@require_POST
def source_confirm(request: PageRequest, pk: int) -> HttpResponse:
    """The key that was shown is the server's."""
    one = _source(request, pk)
    key = request.POST.get("shown", "")
    return act(
        request,
        lambda: operations.confirm_server_key(source=one, key=key, by=request.viewer, now=timezone.now()),
        said=_("The server's key is confirmed. Files are fetched from now on."),
        then=reverse("verification:source", args=[pk]),
    )


@staff_page
@require_POST
def source_stop(request: PageRequest, pk: int) -> HttpResponse:
    """Asks it no longer."""
    one = _source(request, pk)
    return act(
        request,
        lambda: operations.stop_source(source=one, by=request.viewer, now=timezone.now()),
        said=_("The server is asked no longer, and its key is thrown away."),
        then=reverse("verification:spec", args=[one.spec_id]),
    )


def _source(request: PageRequest, pk: int) -> SftpSource:
    return found(queries.source_for, request.viewer, pk)


def _facts(one: SftpSource) -> list[Any]:
    biller = one.spec.biller
    return [
        (_("Biller"), biller.name, reverse("desk:biller", args=[biller.pk])),
        (_("Server"), f"{one.host}, {_('port')} {one.port}"),
        (_("User"), one.user),
        (_("Files"), f"{one.folder.rstrip('/')}/{one.pattern}"),
        (_("Runs"), _("start when both sides have a new file") if one.starts_runs else _("are started by people")),
    ]
