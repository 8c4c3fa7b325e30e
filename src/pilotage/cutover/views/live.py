"""The live page of a cut-over: what runs, what is next, go/no-go, triggers, the log."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilotage.core.exports import KINDS, table_file
from pilotage.cutover import operations, queries
from pilotage.cutover.enums import STEP_STATE_NAMES, StepState
from pilotage.cutover.forms import DecisionForm, EntryForm, NoteForm, ReasonForm
from pilotage.cutover.permissions import may_decide
from pilotage.cutover.views.plans import about, find_plan, frame
from pilotage.cutover.views.steps import find_step, find_trigger
from pilotage.people.doors import PageRequest, refusal_to_message, staff_page
from pilotage.people.pages import act, export_urls, form_page

LOG_SHOWN = 60


@staff_page
@require_GET
def live(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Refreshes itself; `?as=csv` or `xlsx` gives the log as a file."""
    found = find_plan(request, pk)
    entries = queries.entries_of(found)
    if request.GET.get("as") in KINDS:
        rows = (
            [one.made_at, one.made_by_name, one.step.code if one.step else "", one.text] for one in reversed(entries)
        )
        return table_file(request.GET["as"], "cutover-log", ("at", "by", "step", "text"), rows)
    lines = queries.lines_of(found, queries.steps_of(found), timezone.now())
    decision = queries.current(lines, found)["decision"]
    context = frame(request, found, lines) | {
        "entries": list(entries[:LOG_SHOWN]),
        "entry_form": EntryForm(),
        "may_decide_now": decision is not None and may_decide(request.viewer, decision.step.owner_id),
        "read_at": timezone.now(),
        **export_urls(request),
    }
    return render(request, "cutover/live.html", context)


@staff_page
@require_POST
def start(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """The runbook runs from now."""
    found = find_plan(request, pk)
    return act(
        request,
        lambda: operations.start_plan(plan=found, by=request.viewer, now=timezone.now()),
        said=_("The cut-over runs."),
        then=reverse("cutover:live", args=[pk]),
    )


@staff_page
@require_POST
def end(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Done, or backed out."""
    found = find_plan(request, pk)
    return act(
        request,
        lambda: operations.end_plan(plan=found, by=request.viewer, now=timezone.now()),
        said=_("The cut-over has ended."),
        then=reverse("cutover:plan", args=[pk]),
    )


@staff_page
@require_POST
def entry(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """A line of the log."""
    found, form = find_plan(request, pk), EntryForm(request.POST)
    text = form.cleaned_data["text"] if form.is_valid() else ""
    with refusal_to_message(request):
        operations.write_entry(plan=found, text=text, by=request.viewer, now=timezone.now())
    return redirect("cutover:live", pk=pk)


@staff_page
@require_POST
def step_move(request: PageRequest, pk: int) -> HttpResponse:
    """Begins or ends a step, or sets it back: one press."""
    step = find_step(request, pk)
    with refusal_to_message(request):
        operations.move_step(step=step, to=request.POST.get("to", ""), by=request.viewer, now=timezone.now())
    return redirect("cutover:live", pk=step.plan_id)


@staff_page
@require_http_methods(["GET", "POST"])
def step_words(request: PageRequest, pk: int, to: str) -> HttpResponse:
    """Failed or left out, with words."""
    step = find_step(request, pk)
    if to not in (StepState.FAILED, StepState.SKIPPED, StepState.DONE):
        raise Http404
    form = NoteForm(request.POST or None)

    def run(given: Any) -> str:
        operations.move_step(step=step, to=to, note=given["note"], by=request.viewer, now=timezone.now())
        return reverse("cutover:live", args=[step.plan_id])

    word = str(STEP_STATE_NAMES[StepState(to)])
    context = about(step.plan, f"{step.code}: {word.lower()}", word, is_live=True) | {"page_lead": step.title}
    return form_page(request, form, run, context=context)


@staff_page
@require_http_methods(["GET", "POST"])
def step_decide(request: PageRequest, pk: int) -> HttpResponse:
    """Go or no-go."""
    step = find_step(request, pk)
    form = DecisionForm(request.POST or None)

    def run(given: Any) -> str:
        operations.decide(
            step=step, outcome=given["outcome"], note=given["note"], by=request.viewer, now=timezone.now()
        )
        return reverse("cutover:live", args=[step.plan_id])

    context = about(step.plan, step.title, _("Decide"), is_live=True) | {
        "page_lead": " ".join(
            part for part in (_("Decided by %(who)s.") % {"who": step.who} if step.who else "", step.detail) if part
        )
    }
    return form_page(request, form, run, context=context)


@staff_page
@require_http_methods(["GET", "POST"])
def trigger_pull(request: PageRequest, pk: int) -> HttpResponse:
    """It was seen."""
    trigger, form = find_trigger(request, pk), NoteForm(request.POST or None)

    def run(given: Any) -> str:
        operations.pull_trigger(trigger=trigger, note=given["note"], by=request.viewer, now=timezone.now())
        return reverse("cutover:live", args=[trigger.plan_id])

    context = about(trigger.plan, _("Seen: a back-out trigger"), _("Pull the trigger"), is_live=True) | {
        "page_lead": " · ".join(part for part in (trigger.title, trigger.threshold) if part)
    }
    return form_page(request, form, run, context=context)


@staff_page
@require_http_methods(["GET", "POST"])
def back_out(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """The way back is taken."""
    found, form = find_plan(request, pk), ReasonForm(request.POST or None)

    def run(given: Any) -> str:
        operations.back_out(plan=found, reason=given["reason"], by=request.viewer, now=timezone.now())
        messages.warning(request, _("The way back is taken; its steps run from now."))
        return reverse("cutover:live", args=[pk])

    context = about(found, _("Give %(name)s up?"), _("Take the way back"), is_live=True) | {
        "page_lead": _("It can't be taken back. Steps that run stay as they are; the steps of the way back begin.")
    }
    return form_page(request, form, run, context=context)
