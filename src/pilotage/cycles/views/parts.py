"""Parts of a phased go-live: the list across time, new, edit, live or cancelled."""

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
from pilotage.cycles.bars import draw
from pilotage.cycles.forms.parts import LiveForm, PartForm
from pilotage.cycles.models import GoLivePart
from pilotage.cycles.permissions import may_keep
from pilotage.cycles.views.shared import about_phase, crumbs, phase_tabs, today_at
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.pages import act, export_urls, form_page

HEADERS = ("by", "part", "starts_on", "ends_on", "accounts", "state", "went_live_on", "overlaps")


@staff_page
@require_GET
def parts(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Parts in the order in which they start, drawn across time; overlaps are named."""
    phase = find_phase(request, pk)
    rows, today = queries.parts_of(pk), today_at(phase.biller)
    over = queries.overlaps(rows)
    if request.GET.get("as") in KINDS:
        lines = (
            [
                r.get_by_display(),
                r.what,
                r.starts_on,
                r.ends_on,
                r.accounts,
                r.state,
                r.went_live_on,
                "; ".join(o.what for o in over.get(r.pk, [])),
            ]
            for r in rows
        )
        return table_file(request.GET["as"], "go-live-parts", HEADERS, lines)
    judge = queries.judge_of(phase, min(r.starts_on for r in rows), max(r.starts_on for r in rows)) if rows else None
    context = {
        "page_title": _("Parts of the go-live of %(phase)s") % {"phase": phase},
        "breadcrumbs": crumbs(phase),
        "phase": phase,
        "rows": [
            {
                "part": row,
                "overlaps": over.get(row.pk, []),
                "judged": judge.day(row.starts_on) if judge and row.state == "planned" else None,
            }
            for row in rows
        ],
        "is_empty": not rows,
        "drawing": draw(rows, today),
        "may_keep": may_keep(request.viewer),
        "tabs": phase_tabs(phase, "parts"),
        **export_urls(request),
    }
    return render(request, "cycles/parts.html", context)


@staff_page
@require_http_methods(["GET", "POST"])
def part_new(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Plans a part."""
    phase = find_phase(request, pk)
    there = reverse("cycles:parts", args=[pk])
    first = {"starts_on": phase.target_go_live_date, "ends_on": phase.target_go_live_date}
    form = PartForm(request.POST or None, phase=phase, initial=first)

    def run(given: Any) -> str:
        operations.plan_part(phase=phase, by=request.viewer, now=timezone.now(), **form.values())
        return there

    context = about_phase(phase, _("New part of the go-live of %(phase)s"), _("Plan part"), there)
    return form_page(request, form, run, context=context)


@staff_page
@require_http_methods(["GET", "POST"])
def part_edit(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """What, when, how many accounts."""
    found = find_part(request, pk)
    there = reverse("cycles:parts", args=[found.phase_id])
    names = ("invoice_type", "cycle", "words", "starts_on", "ends_on", "accounts")
    first = {name: getattr(found, name) for name in names} | {"cut_by": found.by, "version": found.record.version}
    form = PartForm(request.POST or None, phase=found.phase, initial=first)

    def run(given: Any) -> str:
        operations.change_part(
            part=found, expect=given["version"], by=request.viewer, now=timezone.now(), **form.values()
        )
        return there

    context = about_phase(found.phase, _("Edit a part of the go-live of %(phase)s"), _("Save part"), there)
    return form_page(request, form, run, context=context, record=found.record)


@staff_page
@require_http_methods(["GET", "POST"])
def part_live(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Says on which day it went live."""
    found = find_part(request, pk)
    there = reverse("cycles:parts", args=[found.phase_id])
    form = LiveForm(request.POST or None, initial={"on": today_at(found.biller)})

    def run(given: Any) -> str:
        operations.move_part(part=found, to="live", on=given["on"], by=request.viewer, now=timezone.now())
        return there

    context = about_phase(found.phase, _("A part of %(phase)s is live"), _("It is live"), there) | {
        "page_lead": str(found)
    }
    return form_page(request, form, run, context=context, said=_("The part is live."))


@staff_page
@require_POST
def part_move(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Cancelled, or planned again."""
    found = find_part(request, pk)
    to = request.POST.get("to", "")
    return act(
        request,
        lambda: operations.move_part(part=found, to=to, by=request.viewer, now=timezone.now()),
        said=_("The part is moved."),
        then=reverse("cycles:parts", args=[found.phase_id]),
    )


def find_part(request: PageRequest, pk: uuid.UUID) -> GoLivePart:
    """The part, or a page that isn't there."""
    try:
        return queries.part_for(request.viewer, pk)
    except GoLivePart.DoesNotExist:
        raise Http404 from None
