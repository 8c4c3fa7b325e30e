"""Moves one task in time: a form, or the drag of a bar, shows what would move before anything does."""

import uuid
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pilotage.core.errors import Forbidden, Refused
from pilotage.onboarding import operations
from pilotage.onboarding.changing_forms import ShiftForm
from pilotage.onboarding.models import PlanTask
from pilotage.onboarding.operations.rehearsing import Moves
from pilotage.onboarding.views.editing import undo_words
from pilotage.onboarding.views.looking import came_from
from pilotage.onboarding.views.tasks import find_plan_task
from pilotage.onboarding.working_days import calendar
from pilotage.people.doors import PageRequest, refusal_to_form, staff_page
from pilotage.people.pages import form_page

TEMPLATE = "onboarding/shift.html"


@staff_page
@require_http_methods(["GET", "POST"])
def task_shift(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Start and length of a task. `?start=` or `?due=` are where a bar was dragged; `do=preview` changes nothing."""
    found = find_plan_task(request, pk)
    back = came_from(request, reverse("onboarding:timeline", args=[found.project_id]))
    form = ShiftForm(request.POST or None, initial=_first(request, found) | {"back": back})
    context = {
        "page_title": _("Move the dates of “%(task)s”") % {"task": found.task.title},
        "breadcrumbs": [(found.project.name, back)],
        "submit_label": _("Move task"),
        "cancel_url": back,
        "task": found.task,
        "is_single": True,
    }
    if request.POST.get("do") == "preview":
        context["moves"] = _moves(request, found, form) if form.is_valid() else None
        status = 422 if form.errors else 200
        return render(request, TEMPLATE, context | {"form": form}, status=status)

    def run(given: Any) -> str:
        expect = {found.pk: given["version"]} if given["version"] is not None else None
        words = _("Moved “%(task)s”") % {"task": found.task.title}
        batch = operations.edit_plan_tasks(
            edits=[(found, form.values())], words=words, expect=expect, by=request.viewer, now=timezone.now()
        )
        undo_words(request, batch, 1)
        return back

    return form_page(request, form, run, context=context, record=found.task.record, template=TEMPLATE)


def _first(request: PageRequest, found: PlanTask) -> dict[str, Any]:
    """What the form shows at first: the task as it is, or as its bar was dragged."""
    start, due = _day(request.GET.get("start", "")), _day(request.GET.get("due", ""))
    hold = "fixed" if found.fixed_date else "no_earlier" if found.no_earlier_date or start else "free"
    days, usual = found.duration_days, calendar()
    if due and found.task.start_date:
        days = max(1, usual.position_after(due) - usual.position(found.task.start_date))
    at = usual.next_working_day(start) if start else found.fixed_date or found.no_earlier_date
    return {
        "start": at or found.task.start_date,
        "hold": hold,
        "duration_days": days,
        "version": found.task.record.version,
    }


def _moves(request: PageRequest, found: PlanTask, form: ShiftForm) -> list[Moves] | None:
    """What would move; a refusal stands on the form."""
    spent = find_plan_task(request, found.pk)
    now, by = timezone.now(), request.viewer

    def run() -> object:
        return operations.edit_plan_tasks(edits=[(spent, form.values())], words="", by=by, now=now)

    try:
        return operations.rehearse(projects=[found.project], run=run, by=by, now=now)
    except Forbidden:
        raise
    except Refused as refused:
        refusal_to_form(form, refused)
        return None


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2199 else None
