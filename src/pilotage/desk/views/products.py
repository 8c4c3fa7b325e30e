"""What a CIS product's past projects took, who was integrated with it, where and when."""

import uuid
from collections.abc import Iterator
from typing import Any

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pilotage.catalogue.models import CisProduct
from pilotage.catalogue.product_tabs import tabs_of
from pilotage.catalogue.queries import product_for
from pilotage.core.exports import KINDS, table_file
from pilotage.desk.queries.products import Integrated, integrated_with
from pilotage.desk.spread_plot import spread_plot
from pilotage.onboarding.past import Past, past_of
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.pages import export_urls, page_of
from pilotage.raid.memory import past_entries

HEADERS = (
    "biller",
    "phase",
    "state",
    "integrator",
    "stage",
    "went_live",
    "target",
    "judged",
    "counted",
    "working_days",
)


@staff_page
@require_GET
def product_projects(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Median and spread of working days, the plot, what came up, and every biller; `?as=csv` or `xlsx` gives these as a file."""
    try:
        found = product_for(pk)
    except CisProduct.DoesNotExist:
        raise Http404 from None
    past = past_of(found.pk)
    rows = integrated_with(found.pk, request.viewer, past.projects, today=timezone.now().date())
    if request.GET.get("as") in KINDS:
        return table_file(request.GET["as"], "past-projects", HEADERS, _export(rows))
    page = page_of(request, rows, 25)
    context = {
        "page_title": _("Projects on %(product)s") % {"product": found},
        "page_lead": _lead(past, rows),
        "breadcrumbs": [(_("Catalogue"), reverse("catalogue:list"))],
        "tabs": tabs_of(pk, request.path),
        "product": found,
        "past": past,
        "plot": spread_plot(past),
        "rows": list(page),
        "page": page,
        "rows_total": len(rows),
        "states": sorted({row.phase.biller.state for row in rows if row.phase.biller.state}),
        "entries": past_entries(found.pk, request.viewer)[:8],
        **export_urls(request),
    }
    return render(request, "desk/product_projects.html", context)


def _lead(past: Past, rows: list[Integrated]) -> str:
    live = sum(1 for row in rows if row.phase.went_live_date)
    if past.total is None:
        return _(
            "%(n)d phases are or were on it, %(live)d of them live; no project has its whole way measured yet."
        ) % {
            "n": len(rows),
            "live": live,
        }
    words = {"days": f"{past.total.median:g}", "n": past.total.count, "low": past.total.least, "high": past.total.most}
    return (
        _("From kickoff to go-live it took %(days)s working days in the median of %(n)d projects, %(low)d to %(high)d.")
        % words
    )


def _export(rows: list[Integrated]) -> Iterator[list[Any]]:
    for row in rows:
        phase, used = row.phase, row.phase.integration
        yield [
            phase.biller.name, phase.name, phase.biller.state, used.integrator if used else "", phase.stage,
            phase.went_live_date, phase.target_go_live_date, row.judged, "; ".join(row.counted),
            row.past.total if row.past else None,
        ]  # fmt: skip
