"""What staff see and do: the vendor's people and tasks of a project, their links, and all links with their uses."""

import uuid
from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilotage.core.exports import KINDS, table_file
from pilotage.documents.models import ShareLink
from pilotage.onboarding.project_tabs import tabs_of
from pilotage.onboarding.views.projects import find_project
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.pages import act, asked, chips_of, export_urls, form_page, page_of
from pilotage.vendors import operations, queries
from pilotage.vendors.forms import ContactForm, LinkFilter, LinkForm
from pilotage.vendors.models import VendorContact
from pilotage.vendors.operations.contacts import firm_of
from pilotage.vendors.permissions import may_liaise
from pilotage.work.enums import FINISHED

HEADERS = ("biller", "project", "for", "email", "made_at", "made_by", "expires_at", "ended_at", "uses", "last_used_at")


@staff_page
@require_GET
def project_vendors(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Who of the vendor works on a project, what they owe, and which links they hold."""
    project = find_project(request, pk)
    tasks = list(queries.tasks_of(project.pk))
    context = {
        "page_title": _("CIS vendor of %(name)s") % {"name": project.name},
        "breadcrumbs": [
            (_("Projects"), reverse("onboarding:list")),
            (project.biller.name, reverse("desk:biller", args=[project.biller_id])),
        ],
        "project": project,
        "tabs": tabs_of(project, request.path, request.viewer),
        "firm": firm_of(project),
        "contacts": queries.contacts_of(project, request.viewer),
        "tasks": tasks,
        "open_count": sum(1 for task in tasks if task.state not in FINISHED),
        "files": list(queries.files_of(project.pk)),
        "may_liaise": may_liaise(request.viewer),
        "now": timezone.now(),
    }
    return render(request, "vendors/project.html", context)


@staff_page
@require_http_methods(["GET", "POST"])
def contact_new(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Names a person of the vendor."""
    project = find_project(request, pk)
    form = ContactForm(request.POST or None, initial={"firm": firm_of(project)})
    del form.fields["version"]

    def run(given: Any) -> str:
        made = operations.add_contact(project=project, by=request.viewer, now=timezone.now(), **given)
        return reverse("vendors:link_new", args=[made.pk])

    context = {
        "page_title": _("A person of the CIS vendor for %(name)s") % {"name": project.name},
        "page_lead": _("They need no account: you send them a link to their tasks next."),
        "breadcrumbs": _crumbs(project),
        "submit_label": _("Add person"),
        "cancel_url": _home(project.pk),
    }
    return form_page(request, form, run, context=context)


@staff_page
@require_http_methods(["GET", "POST"])
def contact_edit(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Corrects a person of the vendor."""
    found = _contact(request, pk)
    first = {name: getattr(found, name) for name in ("name", "firm", "title", "email", "phone")}
    form = ContactForm(request.POST or None, initial=first | {"version": found.record.version})

    def run(given: Any) -> str:
        fields = {key: value for key, value in given.items() if key != "version"}
        operations.change_contact(
            contact=found, expect=given["version"], by=request.viewer, now=timezone.now(), **fields
        )
        return _home(found.project_id)

    context = {
        "page_title": _("Edit %(name)s") % {"name": found},
        "breadcrumbs": _crumbs(found.project),
        "submit_label": _("Save person"),
        "cancel_url": _home(found.project_id),
    }
    return form_page(request, form, run, context=context, record=found.record, said=_("The person is saved."))


@staff_page
@require_POST
def contact_off(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """They work on the project no longer."""
    found = _contact(request, pk)
    return act(
        request,
        lambda: operations.take_off(contact=found, by=request.viewer, now=timezone.now()),
        said=_("%(name)s is off this project, and their links are over.") % {"name": found.name},
        then=_home(found.project_id),
    )


@staff_page
@require_http_methods(["GET", "POST"])
def link_new(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Sends a person of the vendor a link."""
    found = _contact(request, pk)
    form = LinkForm(request.POST or None)

    def run(given: Any) -> str:
        operations.send_link(contact=found, days=given["days"], by=request.viewer, now=timezone.now())
        return _home(found.project_id)

    context = {
        "page_title": _("A link for %(name)s") % {"name": found.name},
        "page_lead": _(
            "Who holds the link sees the vendor's tasks of this project, their dates and files opened to the vendor; nothing else."
        ),
        "breadcrumbs": _crumbs(found.project),
        "submit_label": _("Send link"),
        "cancel_url": _home(found.project_id),
    }
    said = _("The link is on its way to %(email)s.") % {"email": found.email}
    return form_page(request, form, run, context=context, said=said)


@staff_page
@require_GET
def links(request: PageRequest) -> HttpResponseBase:
    """All links of vendors' people, with how often each was used; `?as=csv` or `xlsx` gives a file."""
    form, now = LinkFilter(request.GET), timezone.now()
    given = asked(form)
    found = queries.links(request.viewer, text=given.get("q", ""), state=given.get("state", ""), now=now)
    if request.GET.get("as") in KINDS:
        return table_file(request.GET["as"], "vendor-links", HEADERS, _export(found))
    page = page_of(request, found)
    context = {
        "page_title": _("Links of CIS vendors"),
        "page_lead": _("Who outside sees what, until when, and when they last looked."),
        "breadcrumbs": [(_("Projects"), reverse("onboarding:list"))],
        "filter_form": form,
        "chips": chips_of(form),
        "page": page,
        "rows": page,
        "is_empty": not page.paginator.count,
        "now": now,
        **export_urls(request),
    }
    _with_projects(page)
    return render(request, "vendors/links.html", context)


def _with_projects(page: Any) -> None:
    """Each link with the project of its person: one query."""
    found = VendorContact.objects.everywhere().filter(pk__in=[link.subject_id for link in page])
    projects = {contact.pk: contact.project for contact in found.select_related("project")}
    for link in page:
        link.project = projects.get(link.subject_id)


def _export(found: Any) -> Iterator[list[object]]:
    rows: list[ShareLink] = list(found)
    _with_projects(rows)
    for link in rows:
        project: Any = link.project  # type: ignore[attr-defined]
        yield [
            link.biller.name, project.name if project else "", link.name, link.email, link.made_at,
            link.made_by.name if link.made_by else "", link.expires_at, link.revoked_at, link.uses_count, link.last_used_at,
        ]  # fmt: skip


def _contact(request: PageRequest, pk: uuid.UUID) -> VendorContact:
    try:
        return queries.contact_for(request.viewer, pk)
    except VendorContact.DoesNotExist:
        raise Http404 from None


def _home(project_id: uuid.UUID) -> str:
    return reverse("vendors:project", args=[project_id])


def _crumbs(project: Any) -> list[tuple[str, str]]:
    return [(project.name, reverse("onboarding:project", args=[project.pk])), (_("CIS vendor"), _home(project.pk))]
