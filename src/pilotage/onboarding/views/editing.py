"""Several tasks changed at once: what they get, what that would move, then one confirmation; and the way back."""

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from pilotage.core.errors import Forbidden, Refused
from pilotage.onboarding import operations
from pilotage.onboarding.changing_forms import EditForm
from pilotage.onboarding.models import PlanEdit, PlanTask
from pilotage.onboarding.operations.rehearsing import Moves
from pilotage.onboarding.views.looking import came_from
from pilotage.onboarding.working_days import calendar
from pilotage.people.doors import PageRequest, refusal_to_form, refusal_to_message, staff_page
from pilotage.people.models import User
from pilotage.people.pages import uuids
from pilotage.ui.components.dates import short_day
from pilotage.work.enums import FINISHED, TASK_STATE_NAMES, TaskState

TEMPLATE = "onboarding/edit.html"


@staff_page
@require_http_methods(["GET", "POST"])
def tasks_edit(request: PageRequest) -> HttpResponse:
    """The ticked tasks. `do=preview` shows what would change, `do=save` changes it: all of them, or none."""
    back, do = came_from(request, reverse("onboarding:all_tasks")), request.POST.get("do", "")
    rows = _rows(request)
    if not rows:
        messages.error(request, _("Tick the tasks first."))
        return redirect(back)
    form = EditForm(request.POST if do in ("preview", "save") else None, initial={"back": back})
    moves, status = None, 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                if do == "save":
                    return _save(request, rows, form, back)
                moves, status = _rehearsed(request, rows, form), 200
            except Forbidden:
                raise
            except Refused as refused:
                refusal_to_form(form, refused)
    n = len(rows)
    context = {
        "page_title": ngettext("Change %(n)d task", "Change %(n)d tasks", n) % {"n": n},
        "breadcrumbs": [(_("Tasks"), back)],
        "form": form,
        "rows": rows,
        "moves": moves,
        "changes": _changes(rows, form) if moves is not None else [],
        "submit_label": ngettext("Change %(n)d task", "Change %(n)d tasks", n) % {"n": n},
        "cancel_url": back,
    }
    return render(request, TEMPLATE, context, status=status)


def _rows(request: PageRequest) -> list[PlanTask]:
    found = PlanTask.objects.visible_to(request.viewer).filter(pk__in=uuids(request))
    return list(
        found.select_related(
            "task__biller", "task__record", "task__owner", "project__record", "project__phase"
        ).order_by("project__name", "position")
    )


def _save(request: PageRequest, rows: Sequence[PlanTask], form: EditForm, back: str) -> HttpResponse:
    batch = operations.edit_plan_tasks(
        edits=edits_of(rows, form.cleaned_data), words=_words(form), reason=form.cleaned_data["reason"],
        by=request.viewer, now=timezone.now(),
    )  # fmt: skip
    undo_words(request, batch, len(rows))
    return redirect(back)


def _rehearsed(request: PageRequest, rows: Sequence[PlanTask], form: EditForm) -> list[Moves]:
    """What would move. The operation works on rows of its own, for a rehearsal spends them."""
    spent, now, by = _rows(request), timezone.now(), request.viewer
    projects = {row.project_id: row.project for row in rows}

    def run() -> object:
        reason = form.cleaned_data["reason"]
        return operations.edit_plan_tasks(
            edits=edits_of(spent, form.cleaned_data), words="", reason=reason, by=by, now=now
        )

    return operations.rehearse(projects=projects.values(), run=run, by=by, now=now)


def edits_of(rows: Sequence[PlanTask], given: dict[str, Any]) -> list[tuple[PlanTask, dict[str, Any]]]:
    """What each task gets. A shift moves the start of what has not begun; what has begun keeps it."""
    days = calendar()
    found = []
    for row in rows:
        values: dict[str, Any] = {}
        if given.get("owner"):
            values["owner"] = None if given["owner"] == "none" else int(given["owner"])
        if given.get("state"):
            values["state"] = given["state"]
        is_open = row.task.state not in FINISHED
        if given.get("duration_days") and is_open:
            values["duration_days"] = given["duration_days"]
        start = row.fixed_date or row.task.start_date
        if given.get("shift_days") and is_open and start and row.actual_start_date is None:
            name = "fixed_date" if row.fixed_date else "no_earlier_date"
            values[name] = days.day_at(days.position(start) + given["shift_days"])
        found.append((row, values))
    return found


def _changes(rows: Sequence[PlanTask], form: EditForm) -> list[dict[str, Any]]:
    """For the preview: what each task gets besides dates, and which stay as they are."""
    given, found = form.cleaned_data, []
    owners = dict(form.fields["owner"].choices)  # type: ignore[attr-defined]
    for row, values in edits_of(rows, given):
        told: list[tuple[str, Any, Any]] = []
        if "owner" in values:
            told.append((_("Owner"), row.task.owner.name if row.task.owner else _("nobody"), owners[given["owner"]]))
        if "state" in values and values["state"] != row.task.state:
            told.append((_("State"), TASK_STATE_NAMES[TaskState(row.task.state)], TASK_STATE_NAMES[values["state"]]))
        if "duration_days" in values:
            told.append((_("Working days"), row.duration_days, values["duration_days"]))
        found.append({"row": row, "told": told, "stays": not values})
    return found


def _words(form: EditForm) -> str:
    given, words = form.cleaned_data, []
    if given["owner"]:
        words.append(_("owner %(name)s") % {"name": dict(form.fields["owner"].choices)[given["owner"]]})  # type: ignore[attr-defined]
    if given["state"]:
        words.append(_("state %(state)s") % {"state": TASK_STATE_NAMES[given["state"]].lower()})
    if given["shift_days"]:
        words.append(_("shift by %(n)d working days") % {"n": given["shift_days"]})
    if given["duration_days"]:
        words.append(_("length of %(n)d working days") % {"n": given["duration_days"]})
    return ", ".join(words).capitalize()


def undo_words(request: PageRequest, batch: uuid.UUID | None, n: int) -> None:
    """Says what was done, with the way back."""
    if batch is None:
        messages.info(request, _("Nothing was changed: it was so already."))
        return
    said = ngettext("%(n)d task is changed.", "%(n)d tasks are changed.", n) % {"n": n}
    url = reverse("onboarding:plan_edit", args=[batch])
    messages.success(request, format_html('{} <a href="{}">{}</a>', said, url, _("Look at it or take it back")))


@staff_page
@require_http_methods(["GET", "POST"])
def plan_edit(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """One edit of several tasks: who changed what; POST takes it back."""
    edits = list(PlanEdit.objects.visible_to(request.viewer).filter(batch=pk).select_related("project"))
    if not edits:
        raise Http404
    if request.method == "POST":
        with refusal_to_message(request):
            undone = operations.undo_edit(batch=pk, by=request.viewer, now=timezone.now())
            said = ngettext("%(n)d task is as it was.", "%(n)d tasks are as they were.", undone.tasks)
            messages.success(request, said % {"n": undone.tasks})
            if undone.left:
                words = _("Changed by somebody since, and left as they are: %(codes)s.")
                messages.warning(request, words % {"codes": ", ".join(undone.left)})
        return redirect("onboarding:plan_edit", pk=pk)
    context = {
        "page_title": edits[0].words,
        "breadcrumbs": [(edits[0].project.name, reverse("onboarding:project", args=[edits[0].project_id]))],
        "edit": edits[0],
        "rows": _told(request, edits),
        "moved": sum(edit.moved_total for edit in edits),
    }
    return render(request, "onboarding/plan_edit.html", context)


def _told(request: PageRequest, edits: Sequence[PlanEdit]) -> list[dict[str, Any]]:
    keys = [key for edit in edits for key in edit.before]
    found = PlanTask.objects.visible_to(request.viewer).filter(pk__in=keys).select_related("task", "project")
    rows = {str(row.pk): row for row in found}
    labels = {"no_earlier_date": _("Not before"), "fixed_date": _("Fixed start"), "duration_days": _("Working days"),
              "owner": _("Owner"), "state": _("State"), "actual_start_date": _("Begun"),
              "actual_finish_date": _("Done on"), "reason": _("Reason")}  # fmt: skip
    names = _names(edits)
    told = []
    for edit in edits:
        for key, before in edit.before.items():
            after = edit.after[key]
            changes = [
                (labels[name], _shown(name, before[name], names), _shown(name, after[name], names)) for name in before
            ]
            told.append({"row": rows[key], "changes": changes})
    return told


def _names(edits: Sequence[PlanEdit]) -> dict[int, str]:
    keys = {values.get("owner") for edit in edits for side in (edit.before, edit.after) for values in side.values()}
    return dict(User.objects.filter(pk__in=keys - {None}).values_list("pk", "name"))


def _shown(name: str, value: Any, names: dict[int, str]) -> Any:
    if name == "owner":
        return names.get(value, _("nobody")) if value else _("nobody")
    if name == "state":
        return TASK_STATE_NAMES[TaskState(value)]
    if name.endswith("_date") and value:
        return short_day(date.fromisoformat(value), timezone.now().date())
    return value or "–"
