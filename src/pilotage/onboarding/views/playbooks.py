"""Playbooks: list, one version as a table, publish a new one from a file, download."""

from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from pilotage.core.errors import Refused
from pilotage.core.exports import table_file
from pilotage.onboarding import operations, queries
from pilotage.onboarding.forms import PlaybookForm
from pilotage.onboarding.models import PlaybookVersion
from pilotage.onboarding.permissions import may_plan
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.pages import form_page
from pilotage.planner.errors import PlanError
from pilotage.planner.planfile import parse_plan

CRUMBS = [(gettext_lazy("Settings"), "/settings/")]
COLUMNS = ("id", "phase", "task", "role", "duration_days", "depends_on", "milestone", "notes", "condition")


@staff_page
@require_GET
def playbooks(request: PageRequest) -> HttpResponse:
    """All playbooks with their versions."""
    found = queries.playbooks()
    context = {
        "page_title": _("Playbooks"),
        "page_lead": _(
            "Plans that projects start from. A published version never changes; running projects keep theirs."
        ),
        "breadcrumbs": CRUMBS,
        "rows": found,
        "is_empty": not found,
        "may_plan": may_plan(request.viewer),
    }
    return render(request, "onboarding/playbooks.html", context)


@staff_page
@require_GET
def playbook(request: PageRequest, pk: int) -> HttpResponse:
    """One version: its tasks."""
    found = _version(pk)
    rows = list(found.tasks.all())
    context = {
        "page_title": str(found),
        "page_lead": found.note,
        "breadcrumbs": [*CRUMBS, (_("Playbooks"), reverse("onboarding:playbooks"))],
        "version": found,
        "rows": rows,
        "is_empty": not rows,
    }
    return render(request, "onboarding/playbook.html", context)


@staff_page
@require_GET
def playbook_file(request: PageRequest, pk: int) -> HttpResponseBase:
    """The version as a plan file, to edit and publish anew."""
    found = _version(pk)
    rows = (
        [
            row.code,
            row.part,
            row.title,
            ";".join(row.roles),
            row.duration_days,
            ";".join(row.depends_on),
            row.milestone,
            row.notes,
            row.condition,
        ]
        for row in found.tasks.all()
    )
    return table_file("csv", f"{found.playbook.slug}-{found.number}", COLUMNS, rows)


@staff_page
@require_http_methods(["GET", "POST"])
def playbook_new(request: PageRequest) -> HttpResponse:
    """Publishes a version from a plan file: of a playbook that exists, or of a new one."""
    form = (
        PlaybookForm(request.POST, request.FILES)
        if request.method == "POST"
        else PlaybookForm(initial={"name": request.GET.get("name", "")})
    )

    def run(given: Any) -> str:
        try:
            plan = parse_plan(given["file"].read())
        except PlanError as problem:
            raise Refused(str(problem), field="file") from None
        slug = next((one.slug for one in queries.playbooks() if one.name.lower() == given["name"].strip().lower()), "")
        made = operations.publish_playbook_version(
            plan=plan, name=given["name"], slug=slug, note=given["note"], by=request.viewer, now=timezone.now()
        )
        return reverse("onboarding:playbook", args=[made.pk])

    context = {
        "page_title": _("Publish a playbook"),
        "page_lead": _("The name of a playbook that exists gives it a new version."),
        "breadcrumbs": [*CRUMBS, (_("Playbooks"), reverse("onboarding:playbooks"))],
        "is_upload": True,
        "submit_label": _("Check and publish"),
        "cancel_url": reverse("onboarding:playbooks"),
    }
    return form_page(
        request, form, run, context=context, said=_("The version is published; new projects start from it.")
    )


def _version(pk: int) -> PlaybookVersion:
    found = PlaybookVersion.objects.select_related("playbook").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
