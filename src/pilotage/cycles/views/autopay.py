"""AutoPay boards: all of them, one, begun, changed, daily figures by form and file, accounts of two sides compared."""

import uuid
from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pilotage.billers.models import Phase
from pilotage.billers.views.phases import find_phase
from pilotage.core.exports import KINDS, table_file
from pilotage.cycles import operations, queries
from pilotage.cycles.bars import lines
from pilotage.cycles.enums import FUNNEL, FUNNEL_NAMES, METHOD_NAMES
from pilotage.cycles.forms.autopay import CheckForm, FigureForm, FiguresFileForm, MoveForm, SearchForm
from pilotage.cycles.models import AccountCheck, AutopayMove
from pilotage.cycles.permissions import may_keep
from pilotage.cycles.reading import FIGURE_COLUMNS, Read, read_accounts, read_figures
from pilotage.cycles.views.shared import about_phase, crumbs, list_tabs, phase_tabs, today_at
from pilotage.cycles.views.uploads import file_page
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.pages import asked, chips_of, export_urls, form_page, page_of
from pilotage.work.views.tasks import talk_about


@staff_page
@require_GET
def board_list(request: PageRequest) -> HttpResponseBase:
    """Every AutoPay board with how far it is."""
    form = SearchForm(request.GET)
    found = queries.moves(request.viewer, asked(form))
    if request.GET.get("as") in KINDS:
        rows = list(found)
        counts = queries.latest_figures([one.pk for one in rows])
        names = (*FUNNEL, "failed", "at_risk", "left")
        lines_of = (
            [
                one.biller.name,
                one.phase.name,
                *(queries.summed(counts.get(one.pk, {}).values())[name] for name in names),
            ]
            for one in rows
        )
        return table_file(request.GET["as"], "autopay", ("biller", "phase", *names), lines_of)
    page = page_of(request, found)
    counts = queries.latest_figures([one.pk for one in page])
    for one in page:
        one.counts = queries.summed(counts.get(one.pk, {}).values())
    context = {
        "page_title": _("AutoPay moves"),
        "filter_form": form,
        "chips": chips_of(form),
        "page": page,
        "rows": page,
        "is_empty": not page.paginator.count,
        "tabs": list_tabs("autopay"),
        **export_urls(request),
    }
    return render(request, "cycles/boards.html", context)


@staff_page
@require_GET
def of_phase(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """The board of a phase, or how to begin it."""
    phase = find_phase(request, pk)
    move = queries.move_of(pk)
    if move is not None:
        return redirect("cycles:board", pk=move.pk)
    context = {
        "page_title": _("AutoPay of %(phase)s") % {"phase": phase},
        "breadcrumbs": crumbs(phase),
        "phase": phase,
        "is_empty": True,
        "may_keep": may_keep(request.viewer),
        "tabs": phase_tabs(phase, "autopay"),
    }
    return render(request, "cycles/no_board.html", context)


@staff_page
@require_http_methods(["GET", "POST"])
def board_new(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Begins the board of a phase."""
    phase = find_phase(request, pk)
    form = MoveForm(request.POST or None, initial={"owner": request.viewer.user_id})

    def run(given: Any) -> str:
        made = operations.begin_move(phase=phase, by=request.viewer, now=timezone.now(), **form.values())
        return reverse("cycles:board", args=[made.pk])

    context = about_phase(
        phase, _("AutoPay board of %(phase)s"), _("Begin board"), reverse("cycles:autopay", args=[pk])
    )
    return form_page(request, form, run, context=context)


@staff_page
@require_http_methods(["GET", "POST"])
def board_edit(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Who drives it, the drafts on both sides, what to know."""
    found = find_board(request, pk)
    names = ("next_draft_on", "old_stops_on", "remark")
    first = {name: getattr(found, name) for name in names} | {"owner": found.owner_id, "version": found.record.version}
    form = MoveForm(request.POST or None, initial=first)

    def run(given: Any) -> str:
        operations.change_move(
            move=found, expect=given["version"], by=request.viewer, now=timezone.now(), **form.values()
        )
        return reverse("cycles:board", args=[pk])

    context = _about(found, _("Edit the AutoPay board of %(phase)s"), _("Save board"))
    return form_page(request, form, run, context=context, record=found.record)


@staff_page
@require_GET
def board(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Counts per method, the funnel, days to the next draft, accounts at risk, checks; `?as=csv` or `xlsx` gives all figures."""
    found = find_board(request, pk)
    figures = queries.figures_of(found)
    if request.GET.get("as") in KINDS:
        rows = ([one.on, one.method, *(getattr(one, name) for name in FIGURE_COLUMNS[2:])] for one in figures)
        return table_file(request.GET["as"], "autopay-figures", FIGURE_COLUMNS, rows)
    all_figures = list(figures)
    latest: dict[str, Any] = {one.method: one for one in reversed(all_figures)}
    counts, today = queries.summed(latest.values()), today_at(found.biller)
    draft, checks = queries.draft_of(found, today), queries.checks_of(found)
    context = {
        "page_title": _("AutoPay of %(phase)s") % {"phase": found.phase},
        "breadcrumbs": crumbs(found.phase),
        "move": found,
        "phase": found.phase,
        "today": today,
        "methods": [{"name": name, "figure": latest.get(key)} for key, name in METHOD_NAMES.items()],
        "counts": counts,
        "funnel": list(_funnel(counts)),
        "draft": draft,
        "draft_days": (draft - today).days if draft else None,
        "protected": [
            one for one in queries.protections_of(found.phase_id) if one.is_for_shut_offs and one.ends_on >= today
        ],
        "checks": checks,
        "check": checks[0] if checks else None,
        "lines": lines(list(reversed(all_figures))),
        "figures": page_of(request, figures, 30),
        "may_keep": may_keep(request.viewer),
        "talk": talk_about(request, found.record),
        "history_url": reverse("desk:history", args=[pk]),
        "tabs": phase_tabs(found.phase, "autopay"),
        **export_urls(request),
    }
    return render(request, "cycles/board.html", context)


def _funnel(counts: dict[str, int]) -> Iterator[dict[str, Any]]:
    total = counts["total"]
    for n, name in enumerate(FUNNEL):
        share = counts[name] / total if total else 0
        yield {
            "name": FUNNEL_NAMES[name],
            "count": counts[name],
            "percent": round(share * 100),
            "width": max(2, round(share * 420)),
            "y": 8 + n * 30,
        }


@staff_page
@require_http_methods(["GET", "POST"])
def figures_new(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """One method at the end of one day; the last figures stand there to start from."""
    found = find_board(request, pk)
    method = request.GET.get("method", "token")
    last = queries.figures_of(found).filter(method=method).first()
    first: dict[str, Any] = {"on": today_at(found.biller), "method": method}
    if last is not None:
        first |= {name: getattr(last, name) for name in FIGURE_COLUMNS[2:]}
    form = FigureForm(request.POST or None, initial=first)

    def run(given: Any) -> str:
        operations.take_figures(move=found, rows=[form.values()], by=request.viewer, now=timezone.now())
        return reverse("cycles:board", args=[pk])

    return form_page(request, form, run, context=_about(found, _("AutoPay figures of %(phase)s"), _("Keep figures")))


@staff_page
@require_http_methods(["GET", "POST"])
def figures_import(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Daily figures from a file: all of them, or none."""
    found = find_board(request, pk)
    form = FiguresFileForm(request.POST or None, request.FILES or None)

    def run(read: Read) -> tuple[str, str]:
        n = operations.take_figures(move=found, rows=read.rows, by=request.viewer, now=timezone.now())
        return reverse("cycles:board", args=[pk]), _("%(n)d figures are kept.") % {"n": n}

    context = _about(found, _("AutoPay figures of %(phase)s from a file"), _("Take the figures"))
    return file_page(request, form, lambda given: read_figures(given["file"], given["file"].name), run, context=context)


@staff_page
@require_http_methods(["GET", "POST"])
def check_new(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Two lists of accounts: who would be drafted twice."""
    found = find_board(request, pk)
    form = CheckForm(request.POST or None, request.FILES or None)
    sides: dict[str, Read] = {}

    def reader(given: dict[str, Any]) -> Read:
        both = Read()
        for side in ("old", "new"):
            sides[side] = read_accounts(given[side], given[side].name, field_name=side)
            for one in sides[side].errors:
                both.wrong(one.row, f"{given[side].name}: {one.column}", one.value, one.reason)
        return both

    def run(_read: Read) -> tuple[str, str]:
        given = form.cleaned_data
        made = operations.check_accounts(
            move=found, old=sides["old"].rows, new=sides["new"].rows, names=(given["old"].name, given["new"].name),
            today=today_at(found.biller), by=request.viewer, now=timezone.now(),
        )  # fmt: skip
        return reverse("cycles:check", args=[made.pk]), _("The lists are compared and forgotten.")

    context = _about(found, _("Who would be drafted twice at %(phase)s?"), _("Compare")) | {
        "page_lead": _(
            "Send numbers or their SHA-256; blanks and dashes don't count, zeros in front do. Files with card numbers are refused."
        )
    }
    return file_page(request, form, reader, run, context=context)


@staff_page
@require_GET
def check(request: PageRequest, pk: int) -> HttpResponseBase:
    """The accounts on both sides and those at risk; `?as=csv` or `xlsx` gives them as a file."""
    row = AccountCheck.objects.visible_to(request.viewer).filter(pk=pk).select_related("move__phase__biller").first()
    if row is None:
        raise Http404
    if request.GET.get("as") in KINDS:
        cells = [*([one, "both sides", ""] for one in row.found), *([one, "at risk", day] for one, day in row.at_risk)]
        return table_file(request.GET["as"], "accounts", ("account", "why", "shut_off"), cells)
    context = _about(row.move, _("Accounts of %(phase)s on both sides"), "") | {
        "check": row,
        "found": row.found[:200],
        "at_risk": row.at_risk[:200],
        **export_urls(request),
    }
    return render(request, "cycles/check.html", context)


def find_board(request: PageRequest, pk: uuid.UUID) -> AutopayMove:
    """The board, or a page that isn't there."""
    try:
        return queries.move_for(request.viewer, pk)
    except AutopayMove.DoesNotExist:
        raise Http404 from None


def _about(found: AutopayMove, title: str, label: str) -> dict[str, Any]:
    phase: Phase = found.phase
    context = about_phase(phase, title, label, reverse("cycles:board", args=[found.pk]))
    return context | {"breadcrumbs": [*crumbs(phase), (_("AutoPay"), reverse("cycles:board", args=[found.pk]))]}
