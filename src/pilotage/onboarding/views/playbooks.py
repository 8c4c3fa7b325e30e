"""Playbooks: list, one version as a table, two versions side by side, a version from a file and as a file."""

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
from pilotage.onboarding import operations, playbook_queries
from pilotage.onboarding.comparing import differences
from pilotage.onboarding.conditions import PRODUCTS
from pilotage.onboarding.lines import COLUMNS, file_row, line_of_row
from pilotage.onboarding.models import PlaybookVersion
from pilotage.onboarding.permissions import may_plan
from pilotage.onboarding.playbook_forms import FindPlaybookForm, PlaybookForm
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.pages import asked, chips_of, form_page
from pilotage.planner.errors import PlanError
from pilotage.planner.planfile import PlanFile, parse_plan

CRUMBS = [(gettext_lazy("Settings"), "/settings/")]


@staff_page
@require_GET
def playbooks(request: PageRequest) -> HttpResponse:
    """All playbooks: whole plans, and parts that are stitched into them."""
    form = FindPlaybookForm(request.GET)
    given = asked(form)
    found = playbook_queries.standings(given.get("q", ""), given.get("kind", ""))
    context = {
        "page_title": _("Playbooks"),
        "page_lead": _(
            "Plans that projects start from. A published version never changes; running projects keep theirs until somebody"
            " carries a newer one in."
        ),
        "breadcrumbs": CRUMBS,
        "filter_form": form,
        "chips": chips_of(form),
        "rows": [
            {"one": one, "products": [PRODUCTS.get(word, word) for word in one.playbook.products]} for one in found
        ],
        "is_empty": not found,
        "may_plan": may_plan(request.viewer),
    }
    return render(request, "onboarding/playbooks.html", context)


@staff_page
@require_GET
def playbook(request: PageRequest, pk: int) -> HttpResponse:
    """One version: its tasks; a draft with what builds it."""
    found = find_version(pk)
    rows = list(found.tasks.all())
    for row in rows:
        row.line = line_of_row(row)
    context = {
        "page_title": str(found) if found.is_published else _("Draft of %(name)s") % {"name": found.playbook.name},
        "page_lead": found.note or found.playbook.description,
        "breadcrumbs": [*CRUMBS, (_("Playbooks"), reverse("onboarding:playbooks"))],
        "version": found,
        "versions": playbook_queries.versions_of(found.playbook),
        "products": [PRODUCTS.get(word, word) for word in found.playbook.products],
        "rows": rows,
        "is_empty": not rows,
        "may_plan": may_plan(request.viewer),
        "is_draft": not found.is_published and may_plan(request.viewer),
    }
    return render(request, "onboarding/playbook.html", context)


@staff_page
@require_GET
def playbook_compare(request: PageRequest, pk: int) -> HttpResponse:
    """Two versions of one playbook side by side, the older one first: with the one before, or the one that `?with=` names."""
    one = find_version(pk)
    versions = playbook_queries.versions_of(one.playbook)
    others = [two for two in versions if str(two.pk) == request.GET.get("with", "")]
    others = others or [two for two in versions if two.number < one.number] or [one]
    was, now = sorted((one, others[0]), key=lambda version: version.number)
    found = differences([line_of_row(row) for row in was.tasks.all()], [line_of_row(row) for row in now.tasks.all()])
    counted = {kind: sum(one.kind == kind for one in found) for kind in ("added", "changed", "dropped", "same")}
    context = {
        "page_title": _("%(name)s: version %(was)s and version %(now)s")
        % {"name": was.playbook.name, "was": was.number, "now": now.number},
        "page_lead": now.note,
        "breadcrumbs": [
            *CRUMBS,
            (_("Playbooks"), reverse("onboarding:playbooks")),
            (str(now), reverse("onboarding:playbook", args=[now.pk])),
        ],
        "older": was,
        "newer": now,
        "counted": counted,
        "rows": [one for one in found if one.kind != "same"],
        "is_empty": counted["same"] == len(found),
    }
    return render(request, "onboarding/playbook_compare.html", context)


@staff_page
@require_GET
def playbook_file(request: PageRequest, pk: int) -> HttpResponseBase:
    """The version as a plan file, to edit and read in again: the same tasks come out of it."""
    found = find_version(pk)
    rows = (file_row(line_of_row(row)) for row in found.tasks.all())
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
        name = given["name"].strip().lower()
        known = (one.playbook for one in playbook_queries.standings())
        slug = next((one.slug for one in known if one.name.lower() == name), "")
        made = operations.publish_playbook_version(
            plan=read_file(given["file"]), name=given["name"], slug=slug, note=given["note"], by=request.viewer, now=timezone.now()
        )  # fmt: skip
        return reverse("onboarding:playbook", args=[made.pk])

    context = {
        "page_title": _("Publish a playbook from a file"),
        "page_lead": _("The name of a playbook that exists gives it a new version."),
        "breadcrumbs": [*CRUMBS, (_("Playbooks"), reverse("onboarding:playbooks"))],
        "is_upload": True,
        "submit_label": _("Check and publish"),
        "cancel_url": reverse("onboarding:playbooks"),
    }
    return form_page(
        request, form, run, context=context, said=_("The version is published; new projects start from it.")
    )


def read_file(given: Any) -> PlanFile:
    """The plan in an uploaded file. Refuses what can't be read, naming the row."""
    try:
        return parse_plan(given.read())
    except PlanError as problem:
        raise Refused(str(problem), field="file") from None


def find_version(pk: int) -> PlaybookVersion:
    """The version, or a page that isn't there."""
    try:
        return playbook_queries.version_for(pk)
    except PlaybookVersion.DoesNotExist:
        raise Http404 from None
