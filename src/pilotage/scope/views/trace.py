"""The trace of a phase: the matrix, its orphans, import, the kept scope plan; and the phases that have one."""

import uuid
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilotage.billers.models import Phase
from pilotage.billers.rules import BEFORE_LIVE
from pilotage.billers.views.phases import find_phase
from pilotage.core.exports import KINDS, table_file
from pilotage.documents.queries import versions_of
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.pages import act, asked, chips_of, export_urls, form_page, page_of
from pilotage.scope import operations, queries, rules
from pilotage.scope.enums import STANDING_NAMES, STANDING_TONES, STEP_NAMES, LineState, Moment, Standing, Step
from pilotage.scope.forms import ImportForm, ListFilter, TraceFilter
from pilotage.scope.permissions import may_write
from pilotage.scope.writing import HEADERS, SERIES, plan_rows, target_words

PAGE = 60
#: Files of kept scope plans on the page; all of them are on the page of versions.
PLANS = 6
GAPS = (Standing.MISSING, Standing.BROKEN)


@staff_page
@require_GET
def phase_list(request: PageRequest) -> HttpResponseBase:
    """Phases with a scope: promises, lines, and what leads nowhere; `?as=csv` or `xlsx` gives a file."""
    form, sort, today = ListFilter(request.GET), request.GET.get("sort", ""), today_of(request)
    found = queries.phases_with_scope(request.viewer, asked(form), sort=sort)
    if request.GET.get("as") in KINDS:
        headers = (
            "biller",
            "phase",
            "target_go_live",
            "promises",
            "lines",
            "orphans_before_kickoff",
            "orphans_before_go_live",
        )
        return table_file(
            request.GET["as"], "scope", headers, (_counts(row).values() for row in _rows(list(found), today))
        )
    page = page_of(request, found)
    context = {
        "page_title": _("Scope"),
        "filter_form": form,
        "chips": chips_of(form),
        "sort": sort,
        "page": page,
        "rows": _rows(list(page), today),
        "is_empty": not page.paginator.count,
        **export_urls(request),
    }
    return render(request, "scope/list.html", context)


@staff_page
@require_GET
def trace(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Each line with its promises and where it leads; `?as=csv` or `xlsx` gives the scope plan."""
    phase, today = find_phase(request, pk), today_of(request)
    if request.GET.get("as") in KINDS:
        return table_file(request.GET["as"], "scope-plan", HEADERS, plan_rows(phase, today))
    form = TraceFilter(request.GET)
    found = queries.trace_of(phase.pk, today)
    lines = _shown(found, asked(form))
    page = Paginator(lines, PAGE).get_page(request.GET.get("page"))
    context = _frame(request, phase, found, "trace") | {
        "filter_form": form,
        "chips": chips_of(form),
        "page": page,
        "rows": [_row(one) for one in page],
        "steps": list(STEP_NAMES.items()),
        "is_empty": not lines,
        "has_any": bool(found.lines or found.promises),
        "loose": [one for one in found.promises if one.withdrawn_at is None and not _is_kept(found, one)],
        "plans": list(versions_of(phase.pk, SERIES, request.viewer)[:PLANS]),
        **export_urls(request),
    }
    return render(request, "scope/trace.html", context)


@staff_page
@require_GET
def orphans(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """What leads nowhere, before kickoff and before go-live."""
    phase, today = find_phase(request, pk), today_of(request)
    found = queries.trace_of(phase.pk, today)
    first = found.orphans(Moment.KICKOFF)
    known = {(one.kind, one.key, one.words) for one in first}
    later = [one for one in found.orphans(Moment.GO_LIVE) if (one.kind, one.key, one.words) not in known]
    context = _frame(request, phase, found, "orphans") | {
        "groups": [
            {
                "title": _("Before kickoff"),
                "lead": _("Every promise has a line, every line a promise."),
                "rows": [_orphan(one) for one in first],
            },
            {
                "title": _("Before go-live"),
                "lead": _("Every line is configured, tested, trained and measured, or says why not."),
                "rows": [_orphan(one) for one in later],
            },
        ],
    }
    return render(request, "scope/orphans.html", context)


@staff_page
@require_http_methods(["GET", "POST"])
def scope_import(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Promises, lines and links from a file: all of it, or nothing."""
    phase = find_phase(request, pk)
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    there = reverse("scope:trace", args=[pk])

    def run(given: Any) -> str:
        file = given["file"]
        counts = operations.import_trace(
            phase=phase, name=file.name, stream=file, by=request.viewer, now=timezone.now()
        )
        words = _("%(promises)d promises, %(lines)d lines and %(links)d links are new.") % counts
        messages.success(request, words)
        return there

    context = {
        "page_title": _("Import the scope of %(phase)s") % {"phase": phase},
        "page_lead": _(
            "Columns: promise, source, reference, line, configuration, test, training, kpi. Several codes in a cell are separated by"
            " semicolons; “N/A: reason” says that a step is not needed. What is there already stays."
        ),
        "breadcrumbs": [(_("Scope"), there)],
        "submit_label": _("Import"),
        "cancel_url": there,
        "is_upload": True,
    }
    return form_page(request, form, run, context=context)


@staff_page
@require_POST
def plan_keep(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Keeps the scope plan as a document."""
    phase = find_phase(request, pk)
    share = request.POST.get("to") == "share"
    return act(
        request,
        lambda: operations.keep_scope_plan(phase=phase, is_shared=share, by=request.viewer, now=timezone.now()),
        said=_("The scope plan is kept as it stands now, and the Integration Summary links to it."),
        then=reverse("scope:trace", args=[pk]),
    )


def today_of(request: PageRequest) -> date:
    """Today where the reader is."""
    return timezone.now().astimezone(ZoneInfo(request.viewer.time_zone)).date()


def cells_of(one: queries.TracedLine) -> list[dict[str, Any]]:
    """The steps of a line as cells: how each stands, and where it leads."""
    found = []
    for step, name in STEP_NAMES.items():
        standing = one.standing(step)
        links = [
            {"word": target_words(link), "title": str(link), "url": link_url(link), "link": link}
            for link, _s in one.links.get(step, [])
        ]
        found.append(
            {"step": step, "name": name, "word": STANDING_NAMES[standing], "tone": STANDING_TONES[standing], "links": links,
             "is_gap": standing in GAPS}
        )  # fmt: skip
    return found


def link_url(link: Any) -> str:
    """Where a link leads; empty for words alone."""
    if link.check_item_id:
        return reverse("technical:item", args=[link.check_item_id])
    if link.test_case_id:
        return reverse("testing:case", args=[link.test_case_id])
    return reverse("work:task", args=[link.plan_task_id]) if link.plan_task_id else ""


def _row(one: queries.TracedLine) -> dict[str, Any]:
    return {
        "line": one.line,
        "promises": one.promises,
        "cells": cells_of(one),
        "is_dropped": one.line.state == LineState.DROPPED,
    }


def _shown(found: queries.Trace, given: dict[str, Any]) -> list[queries.TracedLine]:
    show, text = given.get("show") or "", (given.get("q") or "").casefold()
    lines = found.lines if show == "all" else found.in_scope
    if show == "dropped":
        lines = [one for one in found.lines if one.line.state == LineState.DROPPED]
    if show == "gaps":
        lines = [one for one in lines if not one.promises or any(one.standing(step) in GAPS for step in Step)]
    if text:
        lines = [
            one for one in lines if text in " ".join([one.line.title, *(p.title for p in one.promises)]).casefold()
        ]
    return lines


def _is_kept(found: queries.Trace, promise: Any) -> bool:
    return any(promise.pk == kept.pk for one in found.in_scope for kept in one.promises)


def _orphan(one: rules.Orphan) -> dict[str, Any]:
    return {"words": one.words, "url": reverse(f"scope:{one.kind}", args=[one.key])}


def _rows(phases: list[Phase], today: date) -> list[dict[str, Any]]:
    traces = queries.traces_of([one.pk for one in phases], today)
    return [
        {
            "phase": phase,
            "promises": sum(one.withdrawn_at is None for one in traces[phase.pk].promises),
            "lines": len(traces[phase.pk].in_scope),
            "kickoff": len(traces[phase.pk].orphans(Moment.KICKOFF)),
            "go_live": len(traces[phase.pk].orphans(Moment.GO_LIVE)),
        }
        for phase in phases
    ]


def _counts(row: dict[str, Any]) -> dict[str, Any]:
    phase = row["phase"]
    first = {"biller": phase.biller.name, "name": phase.name, "target": phase.target_go_live_date}
    return first | {key: value for key, value in row.items() if key != "phase"}


def _frame(request: PageRequest, phase: Phase, found: queries.Trace, view: str) -> dict[str, Any]:
    early, late = len(found.orphans(Moment.KICKOFF)), len(found.orphans(Moment.GO_LIVE))
    return {
        "page_title": _("Scope of %(phase)s") % {"phase": phase},
        "breadcrumbs": [(phase.biller.name, reverse("desk:biller", args=[phase.biller_id])), (_("Scope"), reverse("scope:list"))],
        "phase": phase,
        "project": phase.projects.exclude(state="cancelled").order_by("-kickoff_date").first(),
        "early": early,
        "late": late,
        "is_ahead": phase.stage in BEFORE_LIVE,
        "counted": ngettext("%(n)d line in scope", "%(n)d lines in scope", len(found.in_scope)) % {"n": len(found.in_scope)},
        "may_write": may_write(request.viewer),
        "tabs": [
            {"label": _("Trace"), "url": reverse("scope:trace", args=[phase.pk]), "active": view == "trace"},
            {"label": _("Orphans"), "url": reverse("scope:orphans", args=[phase.pk]), "active": view == "orphans"},
        ],
    }  # fmt: skip
