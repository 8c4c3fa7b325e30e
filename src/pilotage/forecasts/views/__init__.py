"""Pages of forecasts: one project's, and all by their chance to make the target."""

import uuid
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from pilotage.core.exports import KINDS, table_file
from pilotage.forecasts import queries
from pilotage.forecasts.drawing import distribution, over_time
from pilotage.forecasts.forms import ForecastFilter
from pilotage.forecasts.models import ProjectForecast
from pilotage.forecasts.operations import ask_for_forecasts
from pilotage.forecasts.rules import drivers_in_words
from pilotage.onboarding.permissions import RUNNERS
from pilotage.onboarding.project_tabs import all_tabs, tabs_of
from pilotage.onboarding.views.projects import find_project
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.pages import act, asked, chips_of, export_urls, page_of

HEADERS = (
    "project", "biller", "target", "chance", "p50", "p80", "p95", "planned", "working_days_p80_past_target", "past_tasks", "made_at",
)  # fmt: skip
DRIVERS = ("task", "title", "criticality", "times_as_long_as_planned", "past_tasks", "pool")


@staff_page
@require_GET
def forecast_list(request: PageRequest) -> HttpResponseBase:
    """Running projects by their chance; `?as=csv` or `xlsx` gives a file."""
    form, sort = ForecastFilter(request.GET), request.GET.get("sort", "")
    found = queries.latest(request.viewer, asked(form), sort)
    if request.GET.get("as") in KINDS:
        return table_file(request.GET["as"], "forecasts", HEADERS, _export(found))
    page, learnt = page_of(request, found), queries.newest_learning()
    context = {
        "page_title": _("Forecasts"),
        "page_lead": _("Running projects by their chance to go live by their target."),
        "breadcrumbs": [(_("Projects"), reverse("onboarding:list"))],
        "filter_form": form,
        "chips": chips_of(form),
        "sort": sort,
        "page": page,
        "rows": page,
        "is_empty": not page.paginator.count,
        "learnt": learnt,
        "tabs": all_tabs(request.path),
        "tested": (learnt.backtest or None) if learnt else None,
        "may_ask": request.viewer.has(*RUNNERS),
        **export_urls(request),
    }
    return render(request, "forecasts/list.html", context)


def _export(found: Any) -> Iterator[list[object]]:
    for row in found.iterator(chunk_size=500):
        yield [
            row.project.name, row.biller.name, row.target_date, None if row.chance is None else round(row.chance, 3), row.p50_date,
            row.p80_date, row.p95_date, row.planned_date, row.late_days if row.target_date else None, row.samples, row.made_at,
        ]  # fmt: skip


@staff_page
@require_GET
def project(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The newest forecast: what is so, the distribution, what drives it, how it moved. `?as=csv` gives the drivers as a file."""
    found = find_project(request, pk)
    row = queries.latest_of(pk)
    if row is not None and request.GET.get("as") in KINDS:
        return table_file(request.GET["as"], "forecast", DRIVERS, ([*one.values()] for one in row.drivers))
    context = {
        "page_title": _("Forecast of %(name)s") % {"name": found.name},
        "breadcrumbs": [
            (_("Projects"), reverse("onboarding:list")),
            (found.name, reverse("onboarding:project", args=[pk])),
        ],
        "biller": found.biller,
        "project": found,
        "tabs": tabs_of(found, request.path, request.viewer),
        "row": row,
        "may_ask": request.viewer.has(*RUNNERS),
        **export_urls(request),
    }
    if row is not None:
        curve = [(chance, date.fromisoformat(day)) for chance, day in row.curve]
        marks = [("P50", row.p50_date), ("P80", row.p80_date), ("P95", row.p95_date)]
        past = queries.past_of(found)
        context |= {
            "finding": finding(row),
            "plot": distribution(curve, marks, row.target_date),
            "past": list(reversed(past)),
            "moved": over_time(past),
            "decides": drivers_in_words(row.drivers),
        }
    return render(request, "forecasts/project.html", context)


def finding(row: ProjectForecast) -> str:
    """What is so, in one sentence."""
    days = {"p50": f"{row.p50_date:%-d %b %Y}", "p80": f"{row.p80_date:%-d %b %Y}"}
    if row.target_date is None or row.chance is None:
        return _("Go-live comes by %(p50)s with a chance of 50 %%, by %(p80)s with 80 %%. No target is set.") % days
    words = days | {"target": f"{row.target_date:%-d %b %Y}", "chance": round(row.chance * 100), "n": row.late_days}
    if row.late_days <= 0:
        return (
            _("The target, %(target)s, is met with a chance of %(chance)d %%; go-live comes by %(p80)s with 80 %%.")
            % words
        )
    return (
        ngettext(
            "The target, %(target)s, is met with a chance of %(chance)d %%; go-live comes by %(p80)s with 80 %%, %(n)d working day later.",
            "The target, %(target)s, is met with a chance of %(chance)d %%; go-live comes by %(p80)s with 80 %%, %(n)d working days later.",
            row.late_days,
        )
        % words
    )


@staff_page
@require_POST
def again(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """A forecast of this project in the background."""
    found = find_project(request, pk)
    return act(
        request,
        lambda: ask_for_forecasts(projects=[found], cause="asked", by=request.viewer, now=timezone.now()),
        said=_("The forecast is being worked out; look again in some seconds."),
        then=reverse("forecasts:project", args=[pk]),
    )


@staff_page
@require_POST
def all_again(request: PageRequest) -> HttpResponse:
    """Learns anew and forecasts all running projects, in the background."""
    return act(
        request,
        lambda: ask_for_forecasts(projects=[], cause="asked", learn=True, by=request.viewer, now=timezone.now()),
        said=_("All forecasts are being worked out; look again in a minute."),
        then=reverse("forecasts:list"),
    )
