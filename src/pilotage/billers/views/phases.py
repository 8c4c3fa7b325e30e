"""Phases of a biller: add, edit, set the target, cancel."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pilotage.billers import operations, queries
from pilotage.billers.forms import PhaseForm, ReasonForm, TargetForm
from pilotage.billers.models import Phase
from pilotage.billers.views.billers import crumbs, find_biller
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.pages import form_page


@staff_page
@require_http_methods(["GET", "POST"])
def phase_new(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Adds a go-live."""
    biller = find_biller(request, pk)
    used = queries.integrations_of(biller)
    form = PhaseForm(request.POST or None, biller=biller, initial={"integration": used[0].pk if used else None})

    def run(given: Any) -> str:
        fields = {name: value for name, value in given.items() if name != "version"}
        operations.add_phase(biller=biller, by=request.viewer, now=timezone.now(), **fields)
        return reverse("desk:biller", args=[pk])

    context = {
        "page_title": _("Add a phase"),
        "breadcrumbs": crumbs(biller),
        "submit_label": _("Add phase"),
        "cancel_url": reverse("desk:biller", args=[pk]),
    }
    return form_page(request, form, run, context=context)


@staff_page
@require_http_methods(["GET", "POST"])
def phase_edit(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Changes name and integration."""
    phase = find_phase(request, pk)
    first = {
        "name": phase.name, "integration": phase.integration_id, "is_phased": phase.is_phased, "version": phase.record.version,
    }  # fmt: skip
    form = PhaseForm(request.POST or None, biller=phase.biller, phase=phase, initial=first)

    def run(given: Any) -> str:
        fields = {name: value for name, value in given.items() if name != "version"}
        operations.change_phase(phase=phase, expect=given["version"], by=request.viewer, now=timezone.now(), **fields)
        return reverse("desk:biller", args=[phase.biller_id])

    return form_page(
        request, form, run, context=_context(phase, _("Edit %(phase)s"), _("Save phase")), record=phase.record
    )


@staff_page
@require_http_methods(["GET", "POST"])
def phase_target(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Sets or moves the target go-live date, with a reason."""
    phase = find_phase(request, pk)
    first = {"date": phase.target_go_live_date, "version": phase.record.version}
    form = TargetForm(request.POST or None, initial=first)

    def run(given: Any) -> str:
        operations.set_target_go_live(
            phase=phase,
            date=given["date"],
            reason=given["reason"],
            expect=given["version"],
            by=request.viewer,
            now=timezone.now(),
        )
        return reverse("desk:biller", args=[phase.biller_id])

    context = _context(phase, _("When should %(phase)s go live?"), _("Set target"))
    context["page_lead"] = _(
        "With a target the biller is on the pending-transition list; client services decides who supports it."
    )
    context |= {"phase": phase, "shown_day": phase.target_go_live_date}
    said = _("The target is set.")
    return form_page(
        request, form, run, context=context, record=phase.record, said=said, template="billers/target.html"
    )


@staff_page
@require_http_methods(["GET", "POST"])
def phase_cancel(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Ends a phase that will not go live."""
    phase = find_phase(request, pk)
    form = ReasonForm(request.POST or None)

    def run(given: Any) -> str:
        operations.cancel_phase(phase=phase, reason=given["reason"], by=request.viewer, now=timezone.now())
        return reverse("desk:biller", args=[phase.biller_id])

    context = _context(phase, _("Cancel %(phase)s?"), _("Cancel phase")) | {
        "page_lead": _("It can't go live afterwards.")
    }
    return form_page(request, form, run, context=context)


def find_phase(request: PageRequest, pk: uuid.UUID) -> Phase:
    """The phase, or a page that isn't there."""
    try:
        return queries.phase_for(request.viewer, pk)
    except Phase.DoesNotExist:
        raise Http404 from None


def _context(phase: Phase, title: str, label: str) -> dict[str, Any]:
    return {
        "page_title": title % {"phase": phase},
        "breadcrumbs": crumbs(phase.biller),
        "submit_label": label,
        "cancel_url": reverse("desk:biller", args=[phase.biller_id]),
    }
