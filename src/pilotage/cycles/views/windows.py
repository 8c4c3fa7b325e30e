"""Go-live windows of a phase: proposed ones with their reasons, bad stretches by name, and how good one day is."""

import uuid
from datetime import date, timedelta

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pilotage.billers.views.phases import find_phase
from pilotage.core.exports import KINDS, table_file
from pilotage.cycles import queries
from pilotage.cycles.advice import advice_of
from pilotage.cycles.forms.cycles import SpanForm
from pilotage.cycles.permissions import may_keep
from pilotage.cycles.rules.dates import is_near
from pilotage.cycles.rules.windows import POINTS
from pilotage.cycles.views.shared import crumbs, phase_tabs, today_at
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.pages import asked, export_urls

SPAN, LONGEST = timedelta(days=120), timedelta(days=400)


@staff_page
@require_GET
def windows(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Windows between two days, best first; `?as=csv` or `xlsx` gives every working day with its score."""
    phase = find_phase(request, pk)
    today = today_at(phase.biller)
    form = SpanForm(request.GET)
    given = asked(form)
    first = given.get("first") or today
    first = first if is_near(first) else today
    target = phase.target_go_live_date
    target = target if target and is_near(target) else today
    last = given.get("last") or max(first + SPAN, target + timedelta(days=30))
    last = min(max(last, first), first + LONGEST)
    judge = queries.judge_of(phase, first, last)
    if judge is not None and request.GET.get("as") in KINDS:
        days = judge.calendars.working.working_days(first, last)
        rows = (
            [one.day, one.score, one.verdict, " ".join(r.text for r in one.reasons)] for one in map(judge.day, days)
        )
        return table_file(request.GET["as"], "go-live-days", ("day", "score", "verdict", "reasons"), rows)
    good, bad = judge.propose(first, last) if judge else ([], [])
    context = {
        "page_title": _("Go-live windows of %(phase)s") % {"phase": phase},
        "breadcrumbs": crumbs(phase),
        "phase": phase,
        "filter_form": SpanForm(initial={"first": first, "last": last}),
        "first": first,
        "last": last,
        "good": good,
        "bad": bad,
        "has_cycles": judge is not None,
        "is_empty": judge is None,
        "advice": advice_of(phase, phase.target_go_live_date) if not phase.went_live_date else None,
        "points": sorted(POINTS.items(), key=lambda one: -one[1]),
        "may_keep": may_keep(request.viewer),
        "tabs": phase_tabs(phase, "windows"),
        **export_urls(request),
    }
    return render(request, "cycles/windows.html", context)


@staff_page
@require_GET
def day(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """How good one day is, as a part of a page."""
    phase = find_phase(request, pk)
    try:
        on: date | None = date.fromisoformat(request.GET.get("date", ""))
    except ValueError:
        on = None
    return render(request, "cycles/advice.html", {"advice": advice_of(phase, on), "phase": phase})
