"""The matrix: the house's, a phase's own, and what it has brought about in a phase."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilotage.billers.models import Phase
from pilotage.billers.views.phases import find_phase
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.pages import act, form_page, page_of
from pilotage.raci import operations, queries, rules
from pilotage.raci.enums import CELL_NAMES, COLUMNS, WORK_NAMES, WORK_REMARKS
from pilotage.raci.forms import MatrixForm
from pilotage.raci.permissions import may_keep, may_keep_phase
from pilotage.work.places import page_of_record


@staff_page
@require_GET
def matrix(request: PageRequest) -> HttpResponse:
    """Who does what in phased projects, everywhere."""
    kept = queries.house_matrix()
    context = {
        "page_title": _("RACI of phased projects"),
        "page_lead": _("Who does what where a biller is live and still being built for. A project may differ."),
        "rows": _rows(queries.house_cells(), rules.SHIPPED),
        "columns": COLUMNS.values(),
        "reason": kept.reason if kept is not None else "",
        "edit_url": reverse("raci:matrix_edit") if may_keep(request.viewer) else "",
        "differs": _("Highlighted rows differ from the shipped table."),
    }
    return render(request, "raci/matrix.html", context)


@staff_page
@require_http_methods(["GET", "POST"])
def matrix_edit(request: PageRequest) -> HttpResponse:
    """The house's matrix."""
    kept = queries.house_matrix()
    first = {"version": kept.record.version if kept is not None else None}
    form = MatrixForm(request.POST or None, cells=queries.house_cells(), initial=first)

    def run(given: Mapping[str, Any]) -> str:
        operations.save_matrix(
            cells=form.cells(), reason=given["reason"], expect=given["version"], by=request.viewer, now=timezone.now()
        )
        return reverse("raci:matrix")

    context = {
        "page_title": _("Change the RACI"),
        "page_lead": _("Exactly one A and at least one R for each task. It holds for what happens from now on."),
        "breadcrumbs": [(_("RACI of phased projects"), reverse("raci:matrix"))],
        "cancel_url": reverse("raci:matrix"),
        "columns": COLUMNS.values(),
    }
    record = kept.record if kept is not None else None
    return form_page(
        request, form, run, context=context, record=record, said=_("The matrix is saved."), template="raci/edit.html"
    )


@staff_page
@require_GET
def phase_matrix(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Who does what in one phase's project, and what it has brought about there."""
    phase = find_phase(request, pk)
    own, house = queries.phase_matrix(pk), queries.house_cells()
    people = queries.people_of(phase.biller_id)
    page = page_of(request, queries.duties_of(request.viewer, phase))
    for one in page:
        one.url = page_of_record(one.subject)
        one.parts = [
            {"pk": s.pk, "letter": s.letter, "role": s.get_role_display(), "person": s.person, "answer": s.answer, "due": s.due_date,
             "is_open": s.letter == "C" and s.answered_at is None and one.settled_at is None}
            for s in sorted(one.shares.all(), key=lambda s: "RACI".index(s.letter))
        ]  # fmt: skip
    context = _frame(phase) | {
        "page_title": _("Who does what: %(phase)s") % {"phase": phase},
        "page_lead": _("Responsible, accountable, consulted, informed."),
        "phase": phase,
        "rows": _rows(rules.laid_over(house, own.cells if own is not None else {}), house),
        "columns": COLUMNS.values(),
        "people": [(short, people.get(role)) for role, short in COLUMNS.items()],
        "reason": own.reason if own is not None else "",
        "is_own": bool(own and own.cells),
        "edit_url": reverse("raci:phase_edit", args=[pk]) if may_keep_phase(request.viewer) else "",
        "differs": _("Highlighted rows are this project's own; the others follow the house."),
        "duties": page,
        "page": page,
    }
    return render(request, "raci/matrix.html", context)


@staff_page
@require_http_methods(["GET", "POST"])
def phase_edit(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """A phase's own rows."""
    phase, own = find_phase(request, pk), queries.phase_matrix(pk)
    first = {"version": own.record.version if own is not None else None, "reason": own.reason if own else ""}
    form = MatrixForm(request.POST or None, cells=queries.cells_of(pk), initial=first)

    def run(given: Mapping[str, Any]) -> str:
        operations.save_phase_matrix(
            phase=phase, cells=form.cells(), reason=given["reason"], expect=given["version"], by=request.viewer,
            now=timezone.now(),
        )  # fmt: skip
        return reverse("raci:phase", args=[pk])

    here = reverse("raci:phase", args=[pk])
    context = _frame(phase) | {
        "page_title": _("Change who does what: %(phase)s") % {"phase": phase},
        "page_lead": _("Rows that you leave as they are follow the house's matrix."),
        "cancel_url": here,
        "columns": COLUMNS.values(),
    }
    context["breadcrumbs"] = [*context["breadcrumbs"], (_("Who does what"), here)]
    record = own.record if own is not None else None
    return form_page(
        request, form, run, context=context, record=record, said=_("The project's matrix is saved."),
        template="raci/edit.html",
    )  # fmt: skip


@staff_page
@require_POST
def phase_reset(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Back to the house's matrix."""
    phase = find_phase(request, pk)
    return act(
        request,
        lambda: operations.reset_phase_matrix(phase=phase, by=request.viewer, now=timezone.now()),
        said=_("The project follows the house's matrix."),
        then=reverse("raci:phase", args=[pk]),
    )


def _frame(phase: Phase) -> dict[str, Any]:
    return {"breadcrumbs": [(phase.biller.name, reverse("desk:biller", args=[phase.biller_id]))]}


def _rows(cells: rules.Cells, base: rules.Cells) -> list[dict[str, Any]]:
    own = rules.differing(base, cells)
    return [
        {
            "number": int(number),
            "name": name,
            "remark": WORK_REMARKS[number],
            "cells": [(short, CELL_NAMES[cells[str(int(number))].get(role, "")]) for role, short in COLUMNS.items()],
            "is_own": str(int(number)) in own,
        }
        for number, name in WORK_NAMES.items()
    ]
