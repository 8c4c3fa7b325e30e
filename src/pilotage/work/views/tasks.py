"""One task: read, edit, move between states; and a new one about any record."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilotage.core.models import Record
from pilotage.documents.queries import files_on
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.models import User
from pilotage.people.pages import act, form_page
from pilotage.work import operations, queries
from pilotage.work.enums import FINISHED, Side, TaskState
from pilotage.work.forms import CommentForm, ReasonForm, TaskForm
from pilotage.work.models import Task
from pilotage.work.places import page_of_record, record_for
from pilotage.work.planned import mover_of

MOVES = {"start": _("In hand now."), "complete": _("Done."), "reopen": _("Open again.")}


@staff_page
@require_GET
def task(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """What is to be done, by whom and when; what was said and sent; what happened."""
    found = _task(request, pk)
    plan = getattr(found, "plan", None)
    context = {
        "page_title": found.title,
        "breadcrumbs": [
            (found.biller.name, reverse("desk:biller", args=[found.biller_id])),
            (found.subject.title, page_of_record(found.subject)),
        ],
        "task": found,
        "plan": plan,
        "facts_rows": _facts(found, plan),
        "is_finished": found.state in FINISHED,
        "may_start": found.state == TaskState.OPEN,
        "approvals": queries.approvals_of(found) if found.side == Side.BILLER else [],
        "may_ask": found.side == Side.BILLER and found.state not in FINISHED,
        "talk": talk_about(request, found.record),
        "history_url": reverse("desk:history", args=[found.pk]),
    }
    return render(request, "work/task.html", context)


@staff_page
@require_http_methods(["GET", "POST"])
def task_new(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """A task about a record."""
    try:
        record, biller = record_for(request.viewer, pk)
    except Record.DoesNotExist:
        raise Http404 from None
    form = TaskForm(request.POST or None, people=_people(biller.pk))

    def run(given: Any) -> str:
        made = operations.create_task(
            subject=record, biller=biller, by=request.viewer, now=timezone.now(), **form.values()
        )
        return reverse("work:task", args=[made.pk])

    context = {
        "page_title": _("New task about %(title)s") % {"title": record.title},
        "breadcrumbs": [(record.title, page_of_record(record))],
        "submit_label": _("Add task"),
        "cancel_url": page_of_record(record),
    }
    return form_page(request, form, run, context=context)


@staff_page
@require_http_methods(["GET", "POST"])
def task_edit(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Changes words, owner, side and dates; the dates of a planned task are the plan's."""
    found = _task(request, pk)
    is_planned = hasattr(found, "plan")
    first = {name: getattr(found, name) for name in ("title", "description", "side", "start_date", "due_date")}
    first |= {"owner": found.owner_id, "version": found.record.version}
    form = TaskForm(request.POST or None, initial=first, people=_people(found.biller_id), is_planned=is_planned)

    def run(given: Any) -> str:
        operations.change_task(
            task=found, expect=given["version"], by=request.viewer, now=timezone.now(), **form.values()
        )
        return reverse("work:task", args=[pk])

    context = {
        "page_title": _("Edit %(title)s") % {"title": found.title},
        "page_lead": _("The plan gives this task its dates; fix one on the project's page.") if is_planned else "",
        "breadcrumbs": [(found.title, reverse("work:task", args=[pk]))],
        "submit_label": _("Save task"),
        "cancel_url": reverse("work:task", args=[pk]),
    }
    return form_page(request, form, run, context=context, record=found.record, said=_("The task is saved."))


@staff_page
@require_POST
def task_move(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """`to` start, complete or reopen; what follows in a plan gets its dates anew."""
    found, to = _task(request, pk), request.POST.get("to", "")
    if to not in MOVES:
        raise Http404
    back = request.POST.get("back", "")
    then = back if back.startswith("/") and not back.startswith("//") else reverse("work:task", args=[pk])
    return act(request, lambda: mover_of(found, to)(by=request.viewer, now=timezone.now()), said=MOVES[to], then=then)


@staff_page
@require_http_methods(["GET", "POST"])
def task_block(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Says what stands in its way."""
    return _with_reason(request, pk, "block", _("What blocks “%(title)s”?"), _("Mark as blocked"))


@staff_page
@require_http_methods(["GET", "POST"])
def task_drop(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """It won't be done."""
    return _with_reason(request, pk, "drop", _("Why is “%(title)s” not done?"), _("Drop task"))


def talk_about(request: PageRequest, record: Record) -> dict[str, Any]:
    """What `work/talk.html` shows: comments and files of a record, with the forms to add more."""
    return {
        "record": record,
        "comments": list(queries.comments_on(record.pk, request.viewer)),
        "files": list(files_on(record.pk, request.viewer)),
        "comment_form": CommentForm(has_vendor=queries.is_for_vendors(record)),
        "user_id": request.viewer.user_id,
    }


def _with_reason(request: PageRequest, pk: uuid.UUID, to: str, title: str, label: str) -> HttpResponse:
    found = _task(request, pk)
    form = ReasonForm(request.POST or None)

    def run(given: Any) -> str:
        mover_of(found, to)(reason=given["reason"], by=request.viewer, now=timezone.now())
        return reverse("work:task", args=[pk])

    context = {
        "page_title": title % {"title": found.title},
        "breadcrumbs": [(found.title, reverse("work:task", args=[pk]))],
        "submit_label": label,
        "cancel_url": reverse("work:task", args=[pk]),
    }
    return form_page(request, form, run, context=context)


def _task(request: PageRequest, pk: uuid.UUID) -> Task:
    try:
        return queries.task_for(request.viewer, pk)
    except Task.DoesNotExist:
        raise Http404 from None


def _people(biller_id: uuid.UUID) -> list[User]:
    return list(User.objects.filter(memberships__biller_id=biller_id, is_active=True).order_by("name"))


def _facts(found: Task, plan: Any) -> list[Any]:
    rows: list[Any] = [(_("Biller"), found.biller.name, reverse("desk:biller", args=[found.biller_id]))]
    rows.append((_("Part of"), found.subject.title, page_of_record(found.subject)))
    rows.append((_("Owner"), found.owner.name if found.owner else found.owner_role or _("nobody yet")))
    rows.append((_("Owed by"), found.get_side_display()))
    if found.start_date:
        rows.append((_("Can start"), found.start_date))
    if found.due_date:
        rows.append((_("Due"), found.due_date))
    if plan is not None:
        rows.append((_("Working days"), plan.duration_days))
        rows.append(
            (
                _("Float"),
                _("none, it is critical") if plan.is_critical else _("%(n)d working days") % {"n": plan.float_days},
            )
        )
        if plan.milestone:
            rows.append((_("Milestone"), plan.milestone))
    if found.done_at:
        rows.append((_("Done"), found.done_at.date()))
    return rows
