"""Writing runbooks: what stands above the text, drafts, sections, publishing."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from pilotage.core.errors import Stale
from pilotage.people.doors import PageRequest, refusal_to_message, staff_page
from pilotage.people.pages import act, form_page
from pilotage.runbooks import operations, queries
from pilotage.runbooks.forms import PublishForm, RunbookForm, SectionForm
from pilotage.runbooks.models import RunbookSection, RunbookVersion
from pilotage.runbooks.views.reading import find_runbook


@staff_page
@require_http_methods(["GET", "POST"])
def new(request: PageRequest) -> HttpResponse:
    """A runbook, begun with a draft."""
    form = RunbookForm(request.POST or None)

    def run(given: Any) -> str:
        values, by, now = form.values(), request.viewer, timezone.now()
        shared = values.pop("is_shared")
        made = operations.begin_runbook(**values, by=by, now=now)
        if shared:
            operations.change_runbook(runbook=made.runbook, is_shared=True, by=by, now=now)
        return _url(made)

    context = {
        "page_title": _("Write a runbook"),
        "breadcrumbs": [(_("Runbooks"), reverse("runbooks:list"))],
        "submit_label": _("Begin"),
        "cancel_url": reverse("runbooks:list"),
    }
    return form_page(request, form, run, context=context)


@staff_page
@require_http_methods(["GET", "POST"])
def edit(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Name, owner, review date, who reads it."""
    found = find_runbook(request, pk)
    first = {name: getattr(found, name) for name in ("name", "description", "review_date", "is_shared")}
    form = RunbookForm(request.POST or None, initial=first | {"owner": found.owner_id, "version": found.record.version})

    def run(given: Any) -> str:
        operations.change_runbook(
            runbook=found, by=request.viewer, now=timezone.now(), expect=given["version"], **form.values()
        )
        return reverse("runbooks:runbook", args=[pk])

    context = {
        "page_title": _("Change %(name)s") % {"name": found.name},
        "breadcrumbs": [
            (_("Runbooks"), reverse("runbooks:list")),
            (found.name, reverse("runbooks:runbook", args=[pk])),
        ],
        "cancel_url": reverse("runbooks:runbook", args=[pk]),
    }
    return form_page(request, form, run, context=context, record=found.record)


@staff_page
@require_POST
def draft(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """The next version: the open draft, or a copy of the newest."""
    found, target = find_runbook(request, pk), reverse("runbooks:runbook", args=[pk])
    with refusal_to_message(request):
        target = _url(operations.begin_draft(runbook=found, by=request.viewer, now=timezone.now()))
    return redirect(target)


@staff_page
@require_http_methods(["GET", "POST"])
def publish(request: PageRequest, pk: int) -> HttpResponse:
    """A line of the change log; everybody reads this version from now on."""
    found = _version(pk)
    form = PublishForm(request.POST or None, initial={"number": found.number})

    def run(given: Any) -> str:
        operations.publish_runbook(
            version=found, number=given["number"], description=given["description"], on=given["on"], by=request.viewer,
            now=timezone.now(),
        )  # fmt: skip
        return reverse("runbooks:runbook", args=[found.runbook_id])

    context = _context(found, _("Publish %(name)s"), _("Publish"))
    return form_page(request, form, run, context=context, said=_("Published; the change log says so."))


@staff_page
@require_POST
def discard(request: PageRequest, pk: int) -> HttpResponse:
    """The draft is gone."""
    found = _version(pk)
    return act(
        request,
        lambda: operations.discard_draft(version=found, by=request.viewer, now=timezone.now()),
        said=_("The draft is discarded."),
        then=reverse("runbooks:runbook", args=[found.runbook_id]),
    )


@staff_page
@require_http_methods(["GET", "POST"])
def section_new(request: PageRequest, pk: int) -> HttpResponse:
    """A section into the draft."""
    found = _version(pk)
    form = SectionForm(request.POST or None, initial={"chapter": request.GET.get("chapter", "")})

    def run(given: Any) -> str:
        operations.save_section(version=found, by=request.viewer, now=timezone.now(), **form.values())
        return _url(found)

    return form_page(request, form, run, context=_context(found, _("Add a section to %(name)s"), _("Add section")))


@staff_page
@require_http_methods(["GET", "POST"])
def section_edit(request: PageRequest, pk: int) -> HttpResponse:
    """A section of the draft. Who was overtaken keeps what they typed."""
    row = _section(pk)
    first = {name: getattr(row, name) for name in ("chapter", "heading", "body", "is_internal")}
    form = SectionForm(request.POST or None, initial=first | {"steps": " ".join(row.steps), "seen": row.revision})

    def run(given: Any) -> str:
        try:
            operations.save_section(
                version=row.version, section=row, seen=given["seen"] or 0, by=request.viewer, now=timezone.now(), **form.values()
            )  # fmt: skip
        except Stale:
            typed: Any = form.data
            form.data = typed = typed.copy()
            typed["seen"] = RunbookSection.objects.filter(pk=pk).values_list("revision", flat=True).first() or 0
            raise
        return f"{_url(row.version)}#section-{row.pk}"

    context = _context(row.version, _("Section of %(name)s"), _("Save section"))
    return form_page(request, form, run, context=context, record=row.version.runbook.record)


@staff_page
@require_POST
def section_remove(request: PageRequest, pk: int) -> HttpResponse:
    """A section out of the draft."""
    row = _section(pk)
    return act(
        request,
        lambda: operations.remove_section(section=row, by=request.viewer, now=timezone.now()),
        said=_("The section is taken out."),
        then=_url(row.version),
    )


def _version(pk: int) -> RunbookVersion:
    found = RunbookVersion.objects.select_related("runbook__record").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _section(pk: int) -> RunbookSection:
    try:
        return queries.section_for(pk)
    except RunbookSection.DoesNotExist:
        raise Http404 from None


def _url(version: RunbookVersion) -> str:
    return f"{reverse('runbooks:runbook', args=[version.runbook_id])}?version={version.number}"


def _context(found: RunbookVersion, title: str, label: str) -> dict[str, Any]:
    return {
        "page_title": title % {"name": found.runbook.name},
        "breadcrumbs": [(_("Runbooks"), reverse("runbooks:list")), (found.runbook.name, _url(found))],
        "submit_label": label,
        "cancel_url": _url(found),
    }
