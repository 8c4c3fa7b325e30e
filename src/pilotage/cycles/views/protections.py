"""Penalty protections: all of them, one, new, edit, closed with evidence, opened again."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilotage.billers.views.phases import find_phase
from pilotage.core.exports import KINDS, table_file
from pilotage.cycles import operations, queries
from pilotage.cycles.forms.parts import CloseForm, ProtectionFilter, ProtectionForm
from pilotage.cycles.models import Protection
from pilotage.cycles.permissions import may_keep
from pilotage.cycles.views.shared import about_phase, crumbs, list_tabs, phase_tabs, today_at
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.pages import act, asked, chips_of, export_urls, form_page, page_of
from pilotage.work.views.tasks import talk_about

HEADERS = (
    "biller", "phase", "starts_on", "ends_on", "late_fees", "shut_offs", "scope", "owner", "agreed_by", "cost", "state", "evidence",
)  # fmt: skip
FIELDS = (
    "starts_on", "ends_on", "is_for_fees", "is_for_shut_offs", "cycle", "invoice_type", "payers", "agreed_by", "cost_amount",
    "notice_text",
)  # fmt: skip


@staff_page
@require_GET
def protection_list(request: PageRequest) -> HttpResponseBase:
    """Protections of one phase or all, the one that ends first on top."""
    form, sort, today = ProtectionFilter(request.GET), request.GET.get("sort", ""), timezone.now().date()
    given = asked(form)
    phase = find_phase(request, given["phase"]) if given.get("phase") else None
    found = queries.protections(request.viewer, given, today=today, sort=sort)
    if request.GET.get("as") in KINDS:
        rows = (
            [one.biller.name, one.phase.name, one.starts_on, one.ends_on, one.is_for_fees, one.is_for_shut_offs, one.scope_words,
             one.owner.name, one.agreed_by, one.cost_amount, one.state, one.evidence]
            for one in found
        )  # fmt: skip
        return table_file(request.GET["as"], "penalty-protections", HEADERS, rows)
    page = page_of(request, found)
    context = {
        "page_title": _("Penalty protection of %(phase)s") % {"phase": phase} if phase else _("Penalty protection"),
        "breadcrumbs": crumbs(phase) if phase else [],
        "phase": phase,
        "filter_form": form,
        "chips": chips_of(form, leave=("phase",)),
        "sort": sort,
        "page": page,
        "rows": page,
        "is_empty": not page.paginator.count,
        "may_keep": may_keep(request.viewer),
        "tabs": phase_tabs(phase, "protections") if phase else list_tabs("protections"),
        **export_urls(request),
    }
    return render(request, "cycles/protections.html", context)


@staff_page
@require_http_methods(["GET", "POST"])
def protection_new(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Agrees one for a phase."""
    phase = find_phase(request, pk)
    first = {"starts_on": phase.went_live_date or phase.target_go_live_date, "owner": request.viewer.user_id}
    form = ProtectionForm(request.POST or None, phase=phase, initial=first)

    def run(given: Any) -> str:
        made = operations.agree_protection(phase=phase, by=request.viewer, now=timezone.now(), **form.values())
        return reverse("cycles:protection", args=[made.pk])

    there = f"{reverse('cycles:protections')}?phase={pk}"
    context = about_phase(phase, _("New penalty protection for %(phase)s"), _("Agree on it"), there)
    return form_page(request, form, run, context=context)


@staff_page
@require_GET
def protection(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """What isn't charged, from when to when, for whom, and how it ended."""
    found = find_protection(request, pk)
    today = today_at(found.biller)
    there = f"{reverse('cycles:protections')}?phase={found.phase_id}"
    left = (found.ends_on - today).days
    context = {
        "page_title": _("%(what)s at %(phase)s") % {"what": found.what, "phase": found.phase},
        "breadcrumbs": [*crumbs(found.phase), (_("Penalty protection"), there)],
        "protection": found,
        "is_over": found.state == "agreed" and left < 0,
        "days_over": -left,
        "days_left": left,
        "facts_rows": [
            (_("From"), found.starts_on),
            (_("Until, included"), found.ends_on),
            (_("For"), found.scope_words),
            (_("Agreed by"), found.agreed_by),
            (_("Who ends it"), found.owner.name),
            (_("Estimated cost"), f"${found.cost_amount:,.2f}" if found.cost_amount is not None else None),
        ],
        "may_keep": may_keep(request.viewer),
        "talk": talk_about(request, found.record),
        "history_url": reverse("desk:history", args=[pk]),
    }
    return render(request, "cycles/protection.html", context)


@staff_page
@require_http_methods(["GET", "POST"])
def protection_edit(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Days, scope, owner, words; a later end extends it."""
    found = find_protection(request, pk)
    first = {name: getattr(found, name) for name in FIELDS} | {"owner": found.owner_id, "version": found.record.version}
    form = ProtectionForm(request.POST or None, phase=found.phase, initial=first)
    here = reverse("cycles:protection", args=[pk])

    def run(given: Any) -> str:
        operations.change_protection(
            protection=found, expect=given["version"], by=request.viewer, now=timezone.now(), **form.values()
        )
        return here

    context = about_phase(found.phase, _("Edit a protection of %(phase)s"), _("Save protection"), here)
    return form_page(request, form, run, context=context, record=found.record)


@staff_page
@require_http_methods(["GET", "POST"])
def protection_close(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Ends it with evidence."""
    found = find_protection(request, pk)
    form = CloseForm(request.POST or None, initial={"version": found.record.version})
    here = reverse("cycles:protection", args=[pk])

    def run(given: Any) -> str:
        operations.close_protection(
            protection=found, evidence=given["evidence"], expect=given["version"], by=request.viewer, now=timezone.now()
        )
        return here

    context = about_phase(found.phase, _("Close the protection of %(phase)s"), _("Close it"), here)
    return form_page(request, form, run, context=context, record=found.record, said=_("The protection is closed."))


@staff_page
@require_POST
def protection_reopen(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Closed by mistake."""
    found = find_protection(request, pk)
    return act(
        request,
        lambda: operations.reopen_protection(protection=found, by=request.viewer, now=timezone.now()),
        said=_("The protection runs again."),
        then=reverse("cycles:protection", args=[pk]),
    )


def find_protection(request: PageRequest, pk: uuid.UUID) -> Protection:
    """The protection, or a page that isn't there."""
    try:
        return queries.protection_for(request.viewer, pk)
    except Protection.DoesNotExist:
        raise Http404 from None
