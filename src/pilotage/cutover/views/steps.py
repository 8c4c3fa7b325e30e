"""Steps and back-out triggers of a runbook while it is planned."""

import uuid
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from pilotage.cutover import operations, queries
from pilotage.cutover.forms import StepForm, TriggerForm, people
from pilotage.cutover.models import BackoutTrigger, CutoverStep
from pilotage.cutover.permissions import may_plan
from pilotage.cutover.views.plans import about, find_plan
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.pages import act, form_page

FIELDS = ("code", "kind", "section", "title", "detail", "owner_words", "minutes")


@staff_page
@require_http_methods(["GET", "POST"])
def step_new(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """A step at the end; after which one it comes may be given."""
    found = find_plan(request, pk)
    last = [one for one in queries.steps_of(found) if one.kind == request.GET.get("kind", "step")][-1:]
    first: dict[str, Any] = {"minutes": 15, "kind": request.GET.get("kind", "step")}
    if last:
        first |= {"section": last[0].section, "depends_on": last[0].code}
    form = StepForm(request.POST or None, zone=found.biller.time_zone, people=people(), initial=first)

    def run(given: Any) -> str:
        operations.add_step(plan=found, by=request.viewer, now=timezone.now(), **form.values())
        return reverse("cutover:plan", args=[pk])

    return form_page(request, form, run, context=about(found, _("New step in %(name)s"), _("Add step")))


@staff_page
@require_http_methods(["GET", "POST"])
def step_edit(request: PageRequest, pk: int) -> HttpResponse:
    """Words, owner, length, what it waits for."""
    step = find_step(request, pk)
    zone = step.plan.biller.time_zone
    first = {name: getattr(step, name) for name in FIELDS} | {
        "owner": step.owner_id,
        "version": step.plan.record.version,
        "depends_on": " ".join(step.depends_on),
    }
    if step.not_before_at:
        at = step.not_before_at.astimezone(ZoneInfo(zone))
        first |= {"not_before_day": at.date(), "not_before_time": at.time()}
    form = StepForm(request.POST or None, zone=zone, people=people(), initial=first)

    def run(given: Any) -> str:
        operations.change_step(
            step=step, expect=given["version"], by=request.viewer, now=timezone.now(), **form.values()
        )
        return reverse("cutover:plan", args=[step.plan_id])

    context = about(step.plan, _("Edit a step of %(name)s"), _("Save step"))
    context |= {"step": step, "may_plan": may_plan(request.viewer)}
    return form_page(request, form, run, context=context, record=step.plan.record, template="cutover/step_form.html")


@staff_page
@require_POST
def step_remove(request: PageRequest, pk: int) -> HttpResponse:
    """Takes a step away."""
    step = find_step(request, pk)
    return act(
        request,
        lambda: operations.remove_step(step=step, by=request.viewer, now=timezone.now()),
        said=_("The step is gone."),
        then=reverse("cutover:plan", args=[step.plan_id]),
    )


@staff_page
@require_http_methods(["GET", "POST"])
def trigger_new(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """What may mean the way back."""
    found, form = find_plan(request, pk), TriggerForm(request.POST or None)

    def run(given: Any) -> str:
        operations.add_trigger(plan=found, by=request.viewer, now=timezone.now(), **given)
        return reverse("cutover:plan", args=[pk])

    return form_page(request, form, run, context=about(found, _("New back-out trigger of %(name)s"), _("Add trigger")))


@staff_page
@require_POST
def trigger_remove(request: PageRequest, pk: int) -> HttpResponse:
    """Takes a trigger away that was never pulled."""
    trigger = find_trigger(request, pk)
    return act(
        request,
        lambda: operations.remove_trigger(trigger=trigger, by=request.viewer, now=timezone.now()),
        said=_("The trigger is gone."),
        then=reverse("cutover:plan", args=[trigger.plan_id]),
    )


def find_step(request: PageRequest, pk: int) -> CutoverStep:
    """The step with its plan, or a page that isn't there."""
    found = CutoverStep.objects.visible_to(request.viewer).filter(pk=pk)
    step: CutoverStep | None = found.select_related(
        "plan__record", "plan__biller", "plan__phase__biller", "owner"
    ).first()
    if step is None:
        raise Http404
    return step


def find_trigger(request: PageRequest, pk: int) -> BackoutTrigger:
    """The trigger with its plan, or a page that isn't there."""
    found = BackoutTrigger.objects.visible_to(request.viewer).filter(pk=pk)
    trigger: BackoutTrigger | None = found.select_related("plan__record", "plan__phase__biller").first()
    if trigger is None:
        raise Http404
    return trigger
