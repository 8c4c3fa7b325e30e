"""One task that the biller owes: read it, complete it, ask about it, send a file for it."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pilotage.core.errors import Refused
from pilotage.onboarding.operations import complete_plan_task, reopen_plan_task
from pilotage.people.doors import PageRequest, portal_page, refusal_to_form, refusal_to_message
from pilotage.portal import queries
from pilotage.portal.forms import AnswerForm, CommentForm, FileForm
from pilotage.portal.views.sending import keep_comment, keep_file
from pilotage.work.enums import FINISHED, TaskState
from pilotage.work.models import Task
from pilotage.work.operations import answer_approval, complete_task, reopen_task
from pilotage.work.queries import approvals_of


@portal_page
@require_GET
def task(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """What is asked, by when, and what was said and sent."""
    return _page(request, _task(request, pk), CommentForm(), FileForm(), status=200)


@portal_page
@require_POST
def task_complete(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Marks it done; what follows in the plan gets its dates anew."""
    found = _task(request, pk)
    with refusal_to_message(request):
        plan = getattr(found, "plan", None)
        if plan is not None:
            complete_plan_task(plan_task=plan, on=None, by=request.viewer, now=timezone.now())
        else:
            complete_task(task=found, by=request.viewer, now=timezone.now())
        messages.success(request, _("“%(task)s” is done. Thank you.") % {"task": found.title})
    return redirect(_way_back(request, found))


@portal_page
@require_POST
def task_reopen(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Takes a completion back."""
    found = _task(request, pk)
    with refusal_to_message(request):
        plan = getattr(found, "plan", None)
        if plan is not None:
            reopen_plan_task(plan_task=plan, by=request.viewer, now=timezone.now())
        else:
            reopen_task(task=found, by=request.viewer, now=timezone.now())
        messages.success(request, _("“%(task)s” is open again.") % {"task": found.title})
    return redirect("portal:task", pk=pk)


@portal_page
@require_POST
def task_comment(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Adds a shared comment to the task."""
    found, form = _task(request, pk), CommentForm(request.POST)
    if keep_comment(request, form, found.record, found.biller):
        messages.success(request, _("Your comment is there for both sides."))
        return redirect(f"{reverse('portal:task', args=[pk])}#comments")
    return _page(request, found, form, FileForm(), status=422)


@portal_page
@require_POST
def task_file(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Sends a file for the task."""
    found, form = _task(request, pk), FileForm(request.POST, request.FILES)
    if keep_file(request, form, found.record, found.biller):
        messages.success(request, _("The file has arrived."))
        return redirect(f"{reverse('portal:task', args=[pk])}#files")
    return _page(request, found, CommentForm(), form, status=422)


def _task(request: PageRequest, pk: uuid.UUID) -> Task:
    try:
        return queries.task_for(request.viewer, pk)
    except Task.DoesNotExist:
        raise Http404 from None


def _way_back(request: PageRequest, found: Task) -> str:
    if request.POST.get("back") == "home":
        return reverse("portal:home")
    plan = getattr(found, "plan", None)
    if request.POST.get("back") == "project" and plan is not None:
        return reverse("portal:project", args=[plan.project_id])
    return reverse("portal:task", args=[found.pk])


@portal_page
@require_POST
def task_answer(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Says yes or no to what the task asks to approve."""
    found, form = _task(request, pk), AnswerForm(request.POST)
    ask = next((one for one in approvals_of(found) if one.answered_at is None), None)
    if ask is None or not form.is_valid():
        raise Http404
    is_yes = request.POST.get("answer") == "yes"
    try:
        answer_approval(
            approval=ask, is_yes=is_yes, reason=form.cleaned_data["reason"], by=request.viewer, now=timezone.now()
        )
    except Refused as refused:
        refusal_to_form(form, refused)
        return _page(request, found, CommentForm(), FileForm(), status=422, answer_form=form)
    said = _("You approved it. Thank you.") if is_yes else _("Your no is with who asked; they come back to you.")
    messages.success(request, said)
    return redirect("portal:task", pk=pk)


def _page(
    request: PageRequest,
    found: Task,
    comment_form: CommentForm,
    file_form: FileForm,
    *,
    status: int,
    answer_form: AnswerForm | None = None,
) -> HttpResponse:
    asks = approvals_of(found)
    plan = getattr(found, "plan", None)
    crumbs = [(_("Home"), reverse("portal:home"))]
    if plan is not None:
        crumbs.append((plan.project.name, reverse("portal:project", args=[plan.project_id])))
    context = {
        "page_title": found.title,
        "breadcrumbs": crumbs,
        "task": found,
        "plan": plan,
        "is_finished": found.state in FINISHED,
        "may_reopen": found.state == TaskState.DONE,
        "comments": queries.comments_on(found.pk, request.viewer),
        "comment_form": comment_form,
        "files": queries.files_on(found.pk, request.viewer),
        "file_form": file_form,
        "asks": asks,
        "asked": next((one for one in asks if one.answered_at is None), None),
        "answer_form": answer_form or AnswerForm(),
        "comment_url": reverse("portal:task_comment", args=[found.pk]),
        "file_url": reverse("portal:task_file", args=[found.pk]),
    }
    return render(request, "portal/task.html", context, status=status)
