"""A plan as a file: taken along as MS Project XML or XLSX, and brought back with a preview of what it changes."""

import io
import uuid
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from pilotage.core.errors import Refused, Stale
from pilotage.documents.models import StoredFile
from pilotage.documents.operations import path_of, store_file
from pilotage.documents.queries import file_for
from pilotage.documents.rules import KINDS
from pilotage.onboarding import operations
from pilotage.onboarding.exchange import FileRefused, PlanDocument, read_plan_file
from pilotage.onboarding.exchange.mspdi_writing import write_mspdi
from pilotage.onboarding.exchange.workbook import write_workbook
from pilotage.onboarding.forms import PlanFileForm
from pilotage.onboarding.models import Project
from pilotage.onboarding.permissions import may_plan, require_may_plan
from pilotage.onboarding.plan_files import difference, document_of
from pilotage.onboarding.views.projects import find_project
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.pages import form_page

WRITERS = {"xml": write_mspdi, "xlsx": write_workbook}
MOST_SHOWN = 300


@staff_page
@never_cache
@require_GET
def plan_file(request: PageRequest, pk: uuid.UUID, ending: str) -> HttpResponse:
    """The whole plan as MS Project XML or XLSX."""
    found = find_project(request, pk)
    if ending not in WRITERS:
        raise Http404
    response = HttpResponse(WRITERS[ending](document_of(found)), content_type=KINDS[ending][0])
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{found.name}.{ending}')}"
    return response


@staff_page
@require_http_methods(["GET", "POST"])
def plan_file_new(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Sends a file; nothing changes before its preview was looked at."""
    found = find_project(request, pk)
    form = PlanFileForm(request.POST, request.FILES) if request.method == "POST" else PlanFileForm()

    def run(given: Any) -> str:
        require_may_plan(request.viewer)
        data = given["file"].read()
        try:
            read_plan_file(data, given["file"].name)
        except FileRefused as refused:
            raise Refused("\n".join(str(one) for one in refused.problems[:20]), field="file") from None
        kept = store_file(
            subject=found.record, biller=found.biller, name=given["file"].name, stream=io.BytesIO(data), is_shared=False,
            by=request.viewer, now=timezone.now(),
        )  # fmt: skip
        return reverse("onboarding:plan_file_preview", args=[kept.pk])

    context = _context(found, _("Bring in a plan file for %(name)s"), _("Look what it changes")) | {"is_upload": True}
    return form_page(request, form, run, context=context)


@staff_page
@never_cache
@require_http_methods(["GET", "POST"])
def plan_file_preview(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """What the file changes, adds and lacks; taking it is all or nothing."""
    kept, project, plan = _kept(request, pk)
    if request.method == "POST":
        taken = _take(request, project, plan)
        if taken is not None:
            return taken
    today = timezone.now().astimezone(ZoneInfo(project.biller.time_zone)).date()
    found = difference(project, plan, today)
    context = _context(project, _("What the file changes in %(name)s"), _("Take it")) | {
        "page_lead": kept.name,
        "project": project,
        "found": found,
        "added": found.added[:MOST_SHOWN],
        "changed": found.changed[:MOST_SHOWN],
        "missing": found.missing[:MOST_SHOWN],
        "problems": found.problems[:MOST_SHOWN],
        "may_plan": may_plan(request.viewer),
    }
    return render(request, "onboarding/plan_file.html", context)


def _take(request: PageRequest, project: Project, plan: PlanDocument) -> HttpResponse | None:
    try:
        done = operations.take_plan_file(
            project=project, plan=plan, seen=request.POST.get("seen", ""), drop_missing=bool(request.POST.get("drop")),
            by=request.viewer, now=timezone.now(),
        )  # fmt: skip
    except Stale:
        messages.warning(request, _("The plan changed while you looked. This is what the file changes in it now."))
        return None
    except FileRefused as refused:
        messages.error(request, str(refused.problems[0]))
        return None
    except Refused as refused:
        if refused.__class__ is not Refused:
            raise
        messages.error(request, refused.message)
        return None
    n = len(done.changed) + len(done.added)
    said = ngettext("%(n)d task is as the file has it.", "%(n)d tasks are as the file has them.", n) % {"n": n}
    messages.success(request, said)
    return redirect(reverse("onboarding:project", args=[project.pk]))


def _kept(request: PageRequest, pk: uuid.UUID) -> tuple[StoredFile, Project, PlanDocument]:
    try:
        kept = file_for(request.viewer, pk)
        data = path_of(kept.stored_name).read_bytes()
        project = find_project(request, kept.subject_id)
        return kept, project, read_plan_file(data, kept.name)
    except (StoredFile.DoesNotExist, FileNotFoundError, FileRefused):
        raise Http404 from None


def _context(found: Project, title: str, label: str) -> dict[str, Any]:
    back = reverse("onboarding:project", args=[found.pk])
    return {
        "page_title": title % {"name": found.name},
        "breadcrumbs": [(_("Projects"), reverse("onboarding:list")), (found.name, back)],
        "submit_label": label,
        "cancel_url": back,
    }
