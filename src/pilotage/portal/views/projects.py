"""One project as the biller sees it: milestones, their tasks, what the provider does, files and comments."""

import uuid
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pilotage.onboarding.models import PlanTask, Project
from pilotage.people.doors import PageRequest, portal_page
from pilotage.portal import queries
from pilotage.portal.forms import CommentForm, FileForm
from pilotage.portal.views.sending import keep_comment, keep_file
from pilotage.work.enums import FINISHED, Side


@portal_page
@require_GET
def project(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Dates, milestones and tasks."""
    return _page(request, _project(request, pk), CommentForm(), FileForm(), status=200)


@portal_page
@require_POST
def project_comment(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Adds a shared comment to the project."""
    found, form = _project(request, pk), CommentForm(request.POST)
    if keep_comment(request, form, found.record, found.biller):
        messages.success(request, _("Your comment is there for both sides."))
        return redirect(f"{reverse('portal:project', args=[pk])}#comments")
    return _page(request, found, form, FileForm(), status=422)


@portal_page
@require_POST
def project_file(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Sends a file."""
    found, form = _project(request, pk), FileForm(request.POST, request.FILES)
    if keep_file(request, form, found.record, found.biller):
        messages.success(request, _("The file has arrived."))
        return redirect(f"{reverse('portal:project', args=[pk])}#files")
    return _page(request, found, CommentForm(), form, status=422)


def _project(request: PageRequest, pk: uuid.UUID) -> Project:
    try:
        return queries.project_for(request.viewer, pk)
    except Project.DoesNotExist:
        raise Http404 from None


def _page(
    request: PageRequest, found: Project, comment_form: CommentForm, file_form: FileForm, *, status: int
) -> HttpResponse:
    plan, viewer = queries.plan_of(found), request.viewer
    ours = [row for row in plan if row.task.side == Side.BILLER]
    ours.sort(key=lambda row: row.task.state in FINISHED)  # what is still owed comes first
    theirs = [row for row in plan if row.task.side != Side.BILLER and row.task.state not in FINISHED]
    context = {
        "page_title": _("Your project: %(name)s") % {"name": found.name},
        "breadcrumbs": [(_("Home"), reverse("portal:home"))],
        "project": found,
        "facts_rows": _facts(found),
        "milestones": milestones(plan),
        "ours": ours,
        "ours_open": sum(1 for row in ours if row.task.state not in FINISHED),
        "theirs": theirs[:12],
        "theirs_more": max(0, len(theirs) - 12),
        "comments": queries.comments_on(found.pk, viewer),
        "comment_form": comment_form,
        "files": queries.files_on(found.pk, viewer),
        "file_form": file_form,
        "comment_url": reverse("portal:project_comment", args=[found.pk]),
        "file_url": reverse("portal:project_file", args=[found.pk]),
        "now": timezone.now(),
    }
    return render(request, "portal/project.html", context, status=status)


def milestones(plan: list[PlanTask]) -> list[dict[str, Any]]:
    """Milestones in plan order with how much of each is done, and when its last task ends."""
    found = []
    named = sorted((row for row in plan if row.milestone), key=lambda row: row.position)
    for name, group in groupby(named, key=lambda row: row.milestone):
        rows = list(group)
        open_rows = [row for row in rows if row.task.state not in FINISHED]
        dates = [row.task.due_date for row in rows if row.task.due_date]
        found.append({"name": name, "is_done": not open_rows, "date": max(dates, default=None)})
    return found


def _facts(found: Project) -> list[Any]:
    phase = found.phase
    rows: list[Any] = [(_("Kickoff"), found.kickoff_date)]
    if phase.went_live_date:
        rows.append((_("Live since"), phase.went_live_date))
    else:
        rows.append((_("Target go-live"), phase.target_go_live_date or _("not set yet")))
    rows.append((_("Tasks done"), _("%(done)d of %(total)d") % {"done": found.tasks_done, "total": found.tasks_total}))
    return rows
