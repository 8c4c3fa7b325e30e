"""Tasks of a plan: several at once, a fixed date, a day on which one was done."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from pilotage.onboarding import operations, rules
from pilotage.onboarding.forms import BulkForm, CompleteForm, PlanTaskForm
from pilotage.onboarding.link_text import links_in_words, read_links
from pilotage.onboarding.models import Dependency, PlanTask
from pilotage.onboarding.views.project_frame import find_project
from pilotage.people.doors import PageRequest, refusal_to_message, staff_page
from pilotage.people.models import User
from pilotage.people.pages import form_page, uuids
from pilotage.planner.tasks import Link
from pilotage.work.enums import TaskState
from pilotage.work.operations import assign_tasks


@staff_page
@require_POST
def tasks_bulk(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """The ticked tasks are completed, or get an owner: all of them, or none."""
    found, chosen = find_project(request, pk), uuids(request)
    rows = list(
        PlanTask.objects.visible_to(request.viewer)
        .filter(project=found, pk__in=chosen)
        .select_related("task__biller", "task__record", "project__record")
    )
    by, now = request.viewer, timezone.now()
    if not rows:
        messages.error(request, _("Tick the tasks first."))
        return redirect("onboarding:project", pk=pk)
    with refusal_to_message(request):
        if request.POST.get("do") == "complete":
            n = operations.complete_plan_tasks(plan_tasks=rows, by=by, now=now)
            messages.success(request, ngettext("%(n)d task is done.", "%(n)d tasks are done.", n) % {"n": n})
        else:
            form = BulkForm(request.POST)
            owner = User.objects.filter(pk=form.cleaned_data["owner"]).first() if form.is_valid() else None
            n = assign_tasks(tasks=[row.task for row in rows], owner=owner, by=by, now=now)
            messages.success(request, ngettext("%(n)d task changed hands.", "%(n)d tasks changed hands.", n) % {"n": n})
    return redirect("onboarding:project", pk=pk)


@staff_page
@require_http_methods(["GET", "POST"])
def task_fix(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Everything that a task's dates depend on: length, what it waits for, days that bind it, progress, who answers for it."""
    found = find_plan_task(request, pk)
    form = plan_form(found, request.POST or None)

    def run(given: Any) -> str:
        save_plan(found, given, request)
        return _back(found)

    context = _context(found, _("Plan of %(task)s"), _("Save plan"))
    context["page_lead"] = rules.role_words(found.roles)
    return form_page(
        request, form, run, context=context, record=found.task.record, said=_("The plan is worked out anew.")
    )


def plan_form(found: PlanTask, data: Any = None) -> PlanTaskForm:
    """The form of a task's plan with what is so."""
    first = {name: getattr(found, name) for name in PlanTaskForm.base_fields if hasattr(found, name)}
    links = Dependency.objects.everywhere().filter(successor=found).select_related("predecessor").order_by("pk")
    first["waits_for"] = links_in_words(Link(one.predecessor.code, one.kind, one.lag_days) for one in links)
    first |= {"spans": "; ".join(found.spans), "version": found.task.record.version}
    is_done = found.task.state == TaskState.DONE
    return PlanTaskForm(data, initial=first, party=rules.party_of(found.roles, found.task.side), is_done=is_done)


def save_plan(found: PlanTask, given: Any, request: PageRequest) -> int:
    """What the form says, in one operation. Returns how many tasks moved."""
    codes = PlanTask.objects.everywhere().filter(project=found.project_id).values_list("code", flat=True)
    links = read_links(given["waits_for"], list(codes), own=found.code)
    fields = {name: value for name, value in given.items() if name in operations.EDITABLE}
    return operations.edit_plan_task(
        plan_task=found, fields=fields, links=links, expect=given["version"], by=request.viewer, now=timezone.now()
    )


@staff_page
@require_http_methods(["GET", "POST"])
def task_complete(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Completes a task on another day than today."""
    found = find_plan_task(request, pk)
    form = CompleteForm(request.POST or None)

    def run(given: Any) -> str:
        operations.complete_plan_task(plan_task=found, on=given["on"], by=request.viewer, now=timezone.now())
        return _back(found)

    return form_page(request, form, run, context=_context(found, _("When was “%(task)s” done?"), _("Complete task")))


def find_plan_task(request: PageRequest, pk: uuid.UUID) -> PlanTask:
    """The task in its plan, or a page that isn't there."""
    found = PlanTask.objects.visible_to(request.viewer).select_related(
        "task__biller", "task__record", "project__record", "project__phase"
    )
    row: PlanTask | None = found.filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def _back(found: PlanTask) -> str:
    return reverse("onboarding:project", args=[found.project_id])


def _context(found: PlanTask, title: str, label: str) -> dict[str, Any]:
    return {
        "page_title": title % {"task": found.task.title},
        "breadcrumbs": [(found.project.name, _back(found))],
        "submit_label": label,
        "cancel_url": _back(found),
    }
