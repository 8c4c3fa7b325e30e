"""Bill cycles: all of them, the month calendar of a phase, one cycle, new, edit, out of use, dates from a file."""

import uuid
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilotage.billers.models import Phase
from pilotage.billers.views.phases import find_phase
from pilotage.core.exports import KINDS, table_file
from pilotage.cycles import operations, queries
from pilotage.cycles.enums import DAY_NAMES, ROLL_NAMES, UNIT_NAMES, DayKind, Unit
from pilotage.cycles.forms.cycles import CycleFilter, CycleForm, DatesFileForm, first_values
from pilotage.cycles.models import BillCycle
from pilotage.cycles.month import month_grid
from pilotage.cycles.permissions import may_keep
from pilotage.cycles.reading import DATE_COLUMNS, Read, read_dates
from pilotage.cycles.rules.dates import base_of, is_near, plus_months
from pilotage.cycles.views.shared import about_phase, crumbs, list_tabs, phase_tabs, today_at
from pilotage.cycles.views.uploads import file_page
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.pages import act, asked, chips_of, export_urls, form_page, page_of
from pilotage.work.views.tasks import talk_about

AHEAD = 12  # months of runs that an export and a cycle's page show


@staff_page
@require_GET
def cycle_list(request: PageRequest) -> HttpResponseBase:
    """Every cycle of every biller, with its next bill and due day."""
    form, sort = CycleFilter(request.GET), request.GET.get("sort", "")
    found = queries.cycles(request.viewer, asked(form), sort=sort)
    page = page_of(request, found)
    today = timezone.now().date()
    nexts: dict[Any, dict[DayKind, date]] = {}
    for run in queries.runs_of(list(page), today, today + timedelta(days=100)):
        for kind, on in run.days.items():
            if on >= today:
                held = nexts.setdefault(run.cycle.pk, {})
                held[kind] = min(on, held.get(kind, on))
    for row in page:
        row.next_days = {str(kind): on for kind, on in nexts.get(row.pk, {}).items()}
    if request.GET.get("as") in KINDS:
        headers = ("biller", "cycle", "invoice_type", "accounts", "interval_months", "in_use")
        rows = (
            [
                c.biller.name,
                c.name,
                c.invoice_type.name if c.invoice_type else "",
                c.accounts,
                c.interval_months,
                not c.is_retired,
            ]
            for c in found
        )
        return table_file(request.GET["as"], "cycles", headers, rows)
    context = {
        "page_title": _("Bill cycles"),
        "filter_form": form,
        "chips": chips_of(form, leave=("biller",)),
        "sort": sort,
        "page": page,
        "rows": page,
        "is_empty": not page.paginator.count,
        "tabs": list_tabs("cycles"),
        **export_urls(request),
    }
    return render(request, "cycles/list.html", context)


@staff_page
@require_GET
def calendar(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The days of a phase's cycles in one month, as a grid and as a table; `?as=csv` or `xlsx` gives a year, as an import takes it."""
    phase = find_phase(request, pk)
    today = today_at(phase.biller)
    rows = queries.cycles_of_phase(phase)
    if request.GET.get("as") in KINDS:
        runs = queries.runs_of(rows, today.replace(day=1), plus_months(today, AHEAD) - timedelta(days=1))
        return table_file(request.GET["as"], "cycle-dates", DATE_COLUMNS, _export(runs))
    month = _month(request.GET.get("month", ""), today)
    last = plus_months(month, 1) - timedelta(days=1)
    first_shown, last_shown = month - timedelta(days=month.weekday()), last + timedelta(days=6 - last.weekday())
    runs = queries.runs_of(rows, first_shown, last_shown)
    protections, parts = queries.protections_of(phase.pk), queries.parts_of(phase.pk)
    context = {
        "page_title": _("Bill cycles of %(phase)s") % {"phase": phase},
        "breadcrumbs": crumbs(phase),
        "phase": phase,
        "cycles": rows,
        "month": month,
        "previous": plus_months(month, -1),
        "following": plus_months(month, 1),
        "weeks": month_grid(phase, month, runs, protections, parts, today, queries.calendars().bank),
        "runs": [run for run in runs if any(month <= on <= last for on in run.days.values())],
        "kinds": [(kind, DAY_NAMES[kind]) for kind in DayKind],
        "protections": protections,
        "today": today,
        "may_keep": may_keep(request.viewer),
        "tabs": phase_tabs(phase, "calendar"),
        **export_urls(request),
    }
    return render(request, "cycles/calendar.html", context)


def _month(text: str, today: date) -> date:
    try:
        month = date.fromisoformat(f"{text}-01")
    except ValueError:
        month = today
    return (month if is_near(month) else today).replace(day=1)


def _export(runs: list[queries.Run]) -> Iterator[list[object]]:
    for run in runs:
        yield [run.cycle.name, f"{run.month:%Y-%m}", *(run.days.get(kind) for kind in DayKind)]


@staff_page
@require_http_methods(["GET", "POST"])
def cycle_new(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """A cycle of the phase's biller."""
    phase = find_phase(request, pk)
    number = len(queries.cycles_of_phase(phase)) + 1
    first = {"name": _("Cycle %(n)d") % {"n": number}, "first_month": today_at(phase.biller).replace(day=1)}
    form = CycleForm(request.POST or None, phase=phase, initial=first)

    def run(given: Any) -> str:
        made = operations.add_cycle(phase=phase, by=request.viewer, now=timezone.now(), **form.values())
        return reverse("cycles:cycle", args=[made.pk])

    context = about_phase(phase, _("New bill cycle for %(phase)s"), _("Add cycle"))
    return form_page(request, form, run, context=context, template="cycles/cycle_form.html")


@staff_page
@require_http_methods(["GET", "POST"])
def cycle_edit(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Its words and how its days are found."""
    found = find_cycle(request, pk)
    phase = phase_of(found)
    form = CycleForm(request.POST or None, phase=phase, initial=first_values(found), is_new=False)
    here = reverse("cycles:cycle", args=[pk])

    def run(given: Any) -> str:
        values = form.values()
        values["phase"] = phase if values.pop("is_of_phase") else None
        operations.change_cycle(cycle=found, expect=given["version"], by=request.viewer, now=timezone.now(), **values)
        return here

    context = about_phase(phase, _("Edit a cycle of %(phase)s"), _("Save cycle"), here) | {"page_lead": found.name}
    return form_page(request, form, run, context=context, record=found.record, template="cycles/cycle_form.html")


@staff_page
@require_GET
def cycle(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """How its days are found, and its next runs."""
    found = find_cycle(request, pk)
    phase, today = phase_of(found), today_at(found.biller)
    rules = found.day_rules
    kinds = [rule.kind for rule in rules]
    context = {
        "page_title": found.name,
        "breadcrumbs": [*crumbs(phase), (_("Bill cycles"), reverse("cycles:calendar", args=[phase.pk]))],
        "cycle": found,
        "facts_rows": [
            (_("Runs"), found.get_interval_months_display()),
            (_("Accounts"), f"{found.accounts:,}" if found.accounts is not None else None),
            (_("Invoice type"), found.invoice_type.name if found.invoice_type else None),
            (_("Concerns"), found.phase.name if found.phase else _("every phase")),
        ],
        "rules": [
            {
                "name": DAY_NAMES[rule.kind],
                "words": _rule_words(rule, base_of(rule.kind, kinds)),
                "roll": ROLL_NAMES[rule.roll],
            }
            for rule in rules
        ],
        "runs": queries.runs_of([found], today, plus_months(today, AHEAD))[:AHEAD],
        "kinds": [(kind, DAY_NAMES[kind]) for kind in DayKind],
        "may_keep": may_keep(request.viewer),
        "talk": talk_about(request, found.record),
        "history_url": reverse("desk:history", args=[pk]),
    }
    return render(request, "cycles/cycle.html", context)


def _rule_words(rule: Any, base: DayKind | None) -> str:
    if rule.unit == Unit.MONTH_DAY:
        return _("day %(n)d of the month") % {"n": rule.offset}
    return f"{rule.offset} {UNIT_NAMES[rule.unit]} {DAY_NAMES[base].lower() if base else '–'}"


@staff_page
@require_POST
def cycle_retire(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Out of use, or back."""
    found = find_cycle(request, pk)
    is_retired = request.POST.get("to") != "use"
    return act(
        request,
        lambda: operations.retire_cycle(cycle=found, is_retired=is_retired, by=request.viewer, now=timezone.now()),
        said=_("The cycle is out of use.") if is_retired else _("The cycle is in use again."),
        then=reverse("cycles:cycle", args=[pk]),
    )


@staff_page
@require_http_methods(["GET", "POST"])
def dates_import(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Dates of runs from a file; they go before the rules."""
    phase = find_phase(request, pk)
    form = DatesFileForm(request.POST or None, request.FILES or None)

    def run(found: Read) -> tuple[str, str]:
        runs, fresh = operations.fix_dates(phase=phase, rows=found.rows, by=request.viewer, now=timezone.now())
        said = _("%(runs)d runs have their dates; %(fresh)d cycles are new.") % {"runs": runs, "fresh": fresh}
        return reverse("cycles:calendar", args=[pk]), said

    context = about_phase(phase, _("Dates of bill cycles of %(phase)s"), _("Take the dates")) | {
        "page_lead": _(
            "A row for each run. The export of the calendar has the same columns; change it and send it back."
        )
    }
    return file_page(request, form, lambda given: read_dates(given["file"], given["file"].name), run, context=context)


def find_cycle(request: PageRequest, pk: uuid.UUID) -> BillCycle:
    """The cycle, or a page that isn't there."""
    try:
        return queries.cycle_for(request.viewer, pk)
    except BillCycle.DoesNotExist:
        raise Http404 from None


def phase_of(found: BillCycle) -> Phase:
    """The cycle's phase; of one that concerns all of them, the newest."""
    phase: Phase = (
        found.phase
        or Phase.objects.everywhere().filter(biller_id=found.biller_id).select_related("biller").order_by("-number")[0]
    )
    return phase
