"""Figures by form and by file, duties that are done, and the limits."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilotage.billers.models import Phase
from pilotage.billers.views.phases import find_phase
from pilotage.core.exports import table_file
from pilotage.core.operations.settings import change_settings
from pilotage.cycles.reading import Read
from pilotage.cycles.views.shared import crumbs
from pilotage.cycles.views.uploads import file_page
from pilotage.firstcycles import operations, queries
from pilotage.firstcycles.enums import CYCLES, DUTY_NAMES, FIGURES
from pilotage.firstcycles.forms import DutyForm, FiguresForm, FileForm, LimitsForm
from pilotage.firstcycles.reading import COLUMNS, read_figures
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.enums import Role
from pilotage.people.pages import act, form_page


@staff_page
@require_http_methods(["GET", "POST"])
def figures(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """The figures of one cycle, `?cycle=2`; those that stand are there to start from."""
    phase, number = live_phase(request, pk), _number(request)
    row = queries.row_of(phase, number)
    form = FiguresForm(request.POST or None, initial=_first(phase, number, row))
    form.tell_counted(row.counted if row is not None else {})

    def run(given: Any) -> str:
        operations.keep_figures(
            phase=phase, number=number, expect=given["version"], by=request.viewer, now=timezone.now(), **form.values()
        )
        return reverse("firstcycles:board", args=[pk])

    context = _about(
        phase, _("Figures of bill cycle %(n)d of %(phase)s") % {"n": number, "phase": phase}, _("Keep figures")
    )
    context["page_lead"] = _(
        "What is empty is taken from the daily checks, where they count it; else it counts as not known."
    )
    record = row.record if row is not None else None
    return form_page(request, form, run, context=context, record=record, said=_("The figures are kept."))


def _first(phase: Phase, number: int, row: Any) -> dict[str, Any]:
    today = queries.today_at(phase.biller, timezone.now())
    if row is not None and row.counted and row.as_of is None:
        return {"as_of": today, "version": row.record.version}
    if row is not None and row.as_of is not None:
        names = (*FIGURES, "left_out", "remark")
        return {name: getattr(row, name) for name in names} | {"as_of": today, "version": row.record.version}
    plan = queries.plan_of(phase)
    due = plan[number - 1].draft_on if len(plan) >= number else None
    return {"as_of": today, "autopay_due_on": due, "version": row.record.version if row is not None else None}


@staff_page
@require_http_methods(["GET", "POST"])
def figures_file(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Figures from a file: every row of it, or nothing."""
    phase = live_phase(request, pk)
    form = FileForm(request.POST or None, request.FILES or None)
    today = queries.today_at(phase.biller, timezone.now())

    def run(read: Read) -> tuple[str, str]:
        n = operations.take_file(phase=phase, rows=read.rows, by=request.viewer, now=timezone.now())
        said = ngettext("The figures of %(n)d cycle are kept.", "The figures of %(n)d cycles are kept.", n) % {"n": n}
        return reverse("firstcycles:board", args=[pk]), said

    context = _about(phase, _("Figures of %(phase)s from a file") % {"phase": phase}, _("Take the figures"))
    context["page_lead"] = _("Nothing of the file is kept unless all of it can be.")
    context["template_url"] = reverse("firstcycles:template")
    return file_page(
        request, form, lambda given: read_figures(given["file"], given["file"].name, today), run, context=context
    )


@staff_page
@require_GET
def template(request: PageRequest) -> HttpResponseBase:
    """An empty file with every column, a row for each cycle."""
    return table_file("csv", "first-cycles", COLUMNS, ([n, *[""] * (len(COLUMNS) - 1)] for n in CYCLES))


@staff_page
@require_http_methods(["GET", "POST"])
def duty(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Says that a duty is done in a cycle, `?cycle=1&duty=train`, and what came of it."""
    phase, number, chosen = live_phase(request, pk), _number(request), request.GET.get("duty", "")
    found = queries.duties_of(phase).get((number, chosen)) if request.method == "GET" else None
    first = {"number": number, "duty": chosen, "remark": found.remark if found else ""}
    form = DutyForm(request.POST or None, initial=first)

    def run(given: Any) -> str:
        operations.do_duty(phase=phase, by=request.viewer, now=timezone.now(), **given)
        return reverse("firstcycles:board", args=[pk]) + "#duties"

    context = _about(phase, _("A duty is done for %(phase)s") % {"phase": phase}, _("It is done"))
    return form_page(request, form, run, context=context, said=_("It is noted."))


@staff_page
@require_POST
def duty_undo(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """It is not done after all."""
    phase, number, chosen = live_phase(request, pk), request.POST.get("number", ""), request.POST.get("duty", "")
    if chosen not in DUTY_NAMES or number not in {str(n) for n in CYCLES}:
        raise Http404
    return act(
        request,
        lambda: operations.undo_duty(
            phase=phase, number=int(number), duty=chosen, by=request.viewer, now=timezone.now()
        ),
        said=_("It is open again."),
        then=reverse("firstcycles:board", args=[pk]) + "#duties",
    )


@staff_page(roles=(Role.ADMIN,))
@require_http_methods(["GET", "POST"])
def limits_edit(request: PageRequest) -> HttpResponse:
    """What counts as met, for every biller."""
    form = LimitsForm(request.POST or None)

    def run(given: Any) -> str:
        change_settings(by=request.viewer, now=timezone.now(), values=dict(given))
        return reverse("firstcycles:list")

    context = {
        "page_title": _("Limits of the first bill cycles"),
        "page_lead": _("They hold for every board from now on. They hold no support window open by themselves."),
        "breadcrumbs": [(_("Settings"), "/settings/")],
        "submit_label": _("Save limits"),
        "cancel_url": reverse("firstcycles:list"),
    }
    return form_page(request, form, run, context=context, said=_("The limits hold from now on."))


def live_phase(request: PageRequest, pk: uuid.UUID) -> Phase:
    """The phase, or a page that isn't there while it isn't live."""
    phase = find_phase(request, pk)
    if phase.went_live_date is None:
        raise Http404
    return phase


def _number(request: PageRequest) -> int:
    text = request.GET.get("cycle", "1")
    if text not in {str(n) for n in CYCLES}:
        raise Http404
    return int(text)


def _about(phase: Phase, title: str, label: str) -> dict[str, Any]:
    back = reverse("firstcycles:board", args=[phase.pk])
    return {
        "page_title": title,
        "breadcrumbs": [*crumbs(phase), (_("First bill cycles"), back)],
        "submit_label": label,
        "cancel_url": back,
        "phase": phase,
    }
