"""One promise: read, new, edit, withdraw."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pilotage.billers.views.phases import find_phase
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.pages import form_page
from pilotage.scope import operations, queries
from pilotage.scope.forms import PromiseForm, ReasonForm
from pilotage.scope.models import Promise
from pilotage.scope.permissions import may_write
from pilotage.work.views.tasks import talk_about

KEPT = ("title", "source", "reference", "said_on")


@staff_page
@require_GET
def promise(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """What was promised, where, and which lines keep it."""
    found = _promise(request, pk)
    context = {
        "page_title": found.title,
        "breadcrumbs": [(_("Scope"), reverse("scope:trace", args=[found.phase_id]))],
        "promise": found,
        "facts_rows": [
            (_("Where"), found.get_source_display()),
            (_("Clause, page or slide"), found.reference or None),
            (_("On"), found.said_on),
            (_("Phase"), str(found.phase), reverse("golive:readiness", args=[found.phase_id])),
        ],
        "lines": [row.line for row in found.kept_by.select_related("line").order_by("line__number")],
        "may_write": may_write(request.viewer),
        "talk": talk_about(request, found.record),
        "history_url": reverse("desk:history", args=[pk]),
    }
    return render(request, "scope/promise.html", context)


@staff_page
@require_http_methods(["GET", "POST"])
def promise_new(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """A promise made to a phase's biller."""
    phase = find_phase(request, pk)
    form = PromiseForm(request.POST or None)

    def run(given: Any) -> str:
        made = operations.add_promise(phase=phase, by=request.viewer, now=timezone.now(), **form.values())
        return reverse("scope:promise", args=[made.pk])

    there = reverse("scope:trace", args=[pk])
    context = {
        "page_title": _("New promise to %(phase)s") % {"phase": phase},
        "breadcrumbs": [(_("Scope"), there)],
        "submit_label": _("Add promise"),
        "cancel_url": there,
    }
    return form_page(request, form, run, context=context)


@staff_page
@require_http_methods(["GET", "POST"])
def promise_edit(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Its words, and where it stands."""
    found = _promise(request, pk)
    first = {name: getattr(found, name) for name in KEPT} | {"version": found.record.version}
    form = PromiseForm(request.POST or None, initial=first)

    def run(given: Any) -> str:
        operations.change_promise(
            promise=found, expect=given["version"], by=request.viewer, now=timezone.now(), **form.values()
        )
        return reverse("scope:promise", args=[pk])

    return form_page(
        request, form, run, context=_about(found, _("Edit %(code)s"), _("Save promise")), record=found.record
    )


@staff_page
@require_http_methods(["GET", "POST"])
def promise_withdraw(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """It no longer holds, by agreement."""
    found = _promise(request, pk)
    form = ReasonForm(request.POST or None, initial={"version": found.record.version})

    def run(given: Any) -> str:
        operations.withdraw_promise(
            promise=found, reason=given["reason"], expect=given["version"], by=request.viewer, now=timezone.now()
        )
        return reverse("scope:promise", args=[pk])

    return form_page(
        request, form, run, context=_about(found, _("Withdraw %(code)s"), _("Withdraw")), record=found.record
    )


def _promise(request: PageRequest, pk: uuid.UUID) -> Promise:
    try:
        return queries.promise_for(request.viewer, pk)
    except Promise.DoesNotExist:
        raise Http404 from None


def _about(found: Promise, title: str, label: str) -> dict[str, Any]:
    here = reverse("scope:promise", args=[found.pk])
    return {
        "page_title": title % {"code": found.code},
        "page_lead": found.title,
        "breadcrumbs": [(_("Scope"), reverse("scope:trace", args=[found.phase_id])), (found.title, here)],
        "submit_label": label,
        "cancel_url": here,
    }
