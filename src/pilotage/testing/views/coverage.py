"""The coverage matrix of a plan, and cells that need no case."""

import uuid
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.pages import form_page
from pilotage.testing import operations, queries
from pilotage.testing.enums import PlanState
from pilotage.testing.forms import ReasonForm
from pilotage.testing.permissions import may_plan
from pilotage.testing.views.plans import SIDES, context_of, find_plan, plan_tabs, tests_of

WORDS = {"covered": "good", "failing": "bad", "untested": "warn", "empty": "warn", "not_needed": "quiet"}
NAMES = {
    "covered": gettext_lazy("covered"),
    "failing": gettext_lazy("failing"),
    "untested": gettext_lazy("untested"),
    "empty": gettext_lazy("no case"),
    "not_needed": gettext_lazy("not needed"),
}


@staff_page
@require_GET
def coverage(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Cycle and bill type down, channel and event across: which cell is covered, failing, untested or empty."""
    found = find_plan(request, pk)
    matrix = queries.matrix_of(found)
    downs = [(cycle, kind) for cycle in found.cycles or [""] for kind in found.bill_types or [""]]
    acrosses = [(channel, event) for channel in found.channels or [""] for event in found.events or [""]]
    rows = []
    for down in downs:
        cells = []
        for across in acrosses:
            standing = matrix[down + across]
            query = urlencode(dict(zip(("cycle", "bill_type", "channel", "event"), down + across, strict=True)))
            cells.append(
                {
                    "word": NAMES[standing],
                    "tone": WORDS[standing],
                    "query": query,
                    "may_skip": standing in ("empty", "untested"),
                }
            )
        rows.append({"name": ", ".join(word for word in down if word) or _("Everything"), "cells": cells})
    counted = {name: sum(one == key for one in matrix.values()) for key, name in NAMES.items()}
    context = {
        "page_title": _("Coverage of %(name)s") % {"name": found.name},
        "breadcrumbs": [(_("Tests"), tests_of(found.phase_id)), (found.name, reverse("testing:plan", args=[pk]))],
        "plan": found,
        "matrix": rows,
        "across": [", ".join(word for word in one if word) or _("Everything") for one in acrosses],
        "counted": [(name, n) for name, n in counted.items() if n],
        "has_sides": any(getattr(found, side) for side in SIDES),
        "may_plan": may_plan(request.viewer) and found.state != PlanState.SIGNED,
        "tabs": plan_tabs(found, "coverage"),
    }
    return render(request, "testing/coverage.html", context)


@staff_page
@require_http_methods(["GET", "POST"])
def cell_skip(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Says why a cell of the matrix needs no case."""
    found, form = find_plan(request, pk), ReasonForm(request.POST or None)
    cell = tuple(request.GET.get(name, "") for name in ("cycle", "bill_type", "channel", "event"))
    there = reverse("testing:coverage", args=[pk])

    def run(given: Any) -> str:
        operations.mark_not_needed(
            plan=found, cell=cell, reason=given["reason"], by=request.viewer, now=timezone.now()  # type: ignore[arg-type]
        )  # fmt: skip
        return there

    context = context_of(found, _("No case needed in %(name)s"), _("Mark as not needed")) | {
        "page_lead": queries.name_of(cell),  # type: ignore[arg-type]
        "cancel_url": there,
    }
    return form_page(request, form, run, context=context)
