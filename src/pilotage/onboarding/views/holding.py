"""Holds of tasks and projects: begin one, correct it, let the work go on."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from pilotage.onboarding import operations, queries
from pilotage.onboarding.forms import HoldForm
from pilotage.onboarding.models import Hold
from pilotage.onboarding.scheduling import party_of
from pilotage.onboarding.views.tasks import find_plan_task
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.pages import act, form_page


@staff_page
@require_http_methods(["GET", "POST"])
def task_hold(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Puts a task on hold, or corrects why it stands still."""
    found = find_plan_task(request, pk)
    held = queries.open_hold_of(found)
    first = _values(held) if held else {"party": party_of(found)}
    form = HoldForm(request.POST or None, initial=first)
    back = reverse("work:task", args=[pk])

    def run(given: Any) -> str:
        operations.hold_plan_task(plan_task=found, by=request.viewer, now=timezone.now(), **given)
        return back

    context = {
        "page_title": _("Put “%(task)s” on hold") % {"task": found.task.title},
        "page_lead": _("Its clock stands still, the forecast moves, and the days lost stand on who holds it up."),
        "breadcrumbs": [(found.project.name, reverse("onboarding:project", args=[found.project_id]))],
        "submit_label": _("Put on hold") if held is None else _("Save hold"),
        "cancel_url": back,
    }
    return form_page(request, form, run, context=context, said=_("The task is on hold."))


@staff_page
@require_POST
def task_release(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """The task goes on today."""
    found = find_plan_task(request, pk)
    return act(
        request,
        lambda: operations.release_plan_task(plan_task=found, by=request.viewer, now=timezone.now()),
        said=_("The task goes on; the plan is worked out anew."),
        then=reverse("work:task", args=[pk]),
    )


@staff_page
@require_http_methods(["GET", "POST"])
def hold_edit(request: PageRequest, pk: int) -> HttpResponse:
    """What is known of an open hold: why, who, until when."""
    found: Hold | None = (
        Hold.objects.visible_to(request.viewer)
        .select_related("project__record", "project__biller", "plan_task__task")
        .filter(pk=pk, until_date=None)
        .first()
    )
    if found is None:
        raise Http404
    held = found
    form = HoldForm(request.POST or None, initial=_values(held))
    del form.fields["since"]
    back = reverse("onboarding:project", args=[held.project_id])

    def run(given: Any) -> str:
        operations.change_hold(hold=held, by=request.viewer, now=timezone.now(), **given)
        return back

    what = held.plan_task.task.title if held.plan_task else held.project.name
    context = {
        "page_title": _("Hold of %(what)s") % {"what": what},
        "breadcrumbs": [(held.project.name, back)],
        "submit_label": _("Save hold"),
        "cancel_url": back,
    }
    return form_page(request, form, run, context=context, said=_("The hold is saved; the plan is worked out anew."))


def _values(held: Hold) -> dict[str, Any]:
    return {"reason": held.reason, "party": held.party, "since": held.since_date, "expected": held.expected_date}
