"""How the figures of a phase's first bill cycles came."""

import uuid
from collections.abc import Iterator

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pilotage.billers.views.phases import find_phase
from pilotage.core.exports import KINDS, table_file
from pilotage.cycles.views.shared import crumbs
from pilotage.firstcycles import queries
from pilotage.firstcycles.enums import FIGURE_NAMES, FIGURES
from pilotage.firstcycles.forms import HistoryFilter
from pilotage.firstcycles.models import FiguresKept
from pilotage.firstcycles.standing import shown, value_of
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.pages import asked, chips_of, export_urls, page_of

HEADERS = ("cycle", "as_of", "source", "by", "kept_at", *FIGURES)


@staff_page
@require_GET
def history(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Every keeping and counting, the newest first. `?as=csv` or `xlsx` gives them as a file."""
    phase, form = find_phase(request, pk), HistoryFilter(request.GET)
    number = asked(form).get("cycle", "")
    found = queries.history_of(phase, request.viewer, int(number) if number else None)
    if request.GET.get("as") in KINDS:
        return table_file(request.GET["as"], "figures-as-they-came", HEADERS, _lines(list(found)))
    page = page_of(request, found)
    for row in page:
        row.told = [(FIGURE_NAMES[name], _told(name, row)) for name in FIGURES if name in row.figures]
    context = {
        "page_title": _("How the figures of %(phase)s came") % {"phase": phase},
        "page_lead": _("As they were entered, or counted by daily checks, with the day that they are of."),
        "breadcrumbs": [*crumbs(phase), (_("First bill cycles"), reverse("firstcycles:board", args=[pk]))],
        "phase": phase,
        "filter_form": form,
        "chips": chips_of(form),
        "page": page,
        "rows": page,
        "is_empty": not page.paginator.count,
        **export_urls(request),
    }
    return render(request, "firstcycles/history.html", context)


def _told(name: str, row: FiguresKept) -> str:
    value = value_of(name, row.figures[name])
    return _("taken away") if value is None else shown(value)


def _lines(rows: list[FiguresKept]) -> Iterator[list[object]]:
    for row in rows:
        values = [value_of(name, row.figures.get(name)) for name in FIGURES]
        yield [row.cycle.number, row.as_of, row.source, row.by_name, row.kept_at, *values]
