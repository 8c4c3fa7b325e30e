"""The board of a live phase's first three bill cycles, and the boards of all."""

import uuid
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pilotage.billers.models import Phase
from pilotage.billers.views.phases import find_phase
from pilotage.core.exports import KINDS, table_file
from pilotage.cycles.permissions import may_keep
from pilotage.cycles.views.shared import crumbs
from pilotage.firstcycles import queries
from pilotage.firstcycles.enums import (
    CRITERION_NAMES,
    CYCLES,
    DUTY_NAMES,
    FIGURE_NAMES,
    FIGURES,
    SOURCE_NAMES,
    TONES,
    VERDICT_NAMES,
    Source,
)
from pilotage.firstcycles.forms import BoardFilter
from pilotage.firstcycles.rules import NOTHING, Judged, not_known
from pilotage.firstcycles.standing import Stood, shown
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.enums import Role
from pilotage.people.pages import asked, chips_of, export_urls, page_of

HEADERS = ("biller", "external_id", "phase", "went_live", "cycle", "criteria", "unmet", "missing")
BOARD_HEADERS = ("cycle", "as_of", "criterion", "verdict", "what_is_so", "limit", *FIGURES)


@staff_page
@require_GET
def board_list(request: PageRequest) -> HttpResponseBase:
    """Live phases with how their first cycles stand, the newest go-live first."""
    form, sort, now = BoardFilter(request.GET), request.GET.get("sort", ""), timezone.now()
    given = asked(form)
    found = queries.live_phases(
        request.viewer, now=now, text=given.get("q", ""), scope=given.get("show", ""), sort=sort
    )
    if request.GET.get("as") in KINDS:
        return table_file(request.GET["as"], "first-cycles", HEADERS, _lines(list(found), now))
    page = page_of(request, found)
    kept = queries.kept_of(list(page), now)
    for one in page:
        one.cells = [_cell(kept.get(one.pk, {}).get(n)) for n in CYCLES]
    context = {
        "page_title": _("First bill cycles"),
        "page_lead": _("The first three bill cycles after each go-live: figures against their limits."),
        "filter_form": form,
        "chips": chips_of(form),
        "sort": sort,
        "page": page,
        "rows": page,
        "is_empty": not page.paginator.count,
        "may_set": request.viewer.has(Role.ADMIN),
        **export_urls(request),
    }
    return render(request, "firstcycles/list.html", context)


def _cell(judged: Any) -> dict[str, Any] | None:
    """What one cycle comes to: how many criteria are unmet, missing and met; None without figures."""
    if judged is None:
        return None
    counted = {name: sum(one.verdict == name for one in judged) for name in ("met", "unmet", "missing", "not_due")}
    return counted | {
        "words": ", ".join(str(CRITERION_NAMES[one.criterion]) for one in judged if one.verdict == "unmet")
    }


def _lines(phases: list[Phase], now: datetime) -> Iterator[list[object]]:
    kept = queries.kept_of(phases, now)
    for one in phases:
        for n in CYCLES:
            judged = kept.get(one.pk, {}).get(n, [])
            names = {
                verdict: "; ".join(CRITERION_NAMES[row.criterion] for row in judged if row.verdict == verdict)
                for verdict in ("unmet", "missing")
            }
            about = [one.biller.name, one.biller.external_id, one.name, one.went_live_date, n]
            yield [*about, len(judged), names["unmet"], names["missing"] if judged else "no figures"]


@staff_page
@require_GET
def board(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The three cycles side by side: every criterion, every figure, the TSM's duties. `?as=csv` or `xlsx` gives them as a file."""
    phase, now = find_phase(request, pk), timezone.now()
    standings = queries.board_of(phase, now)
    if request.GET.get("as") in KINDS:
        return table_file(request.GET["as"], "first-cycles", BOARD_HEADERS, _board_lines(standings))
    return _drawn(request, phase, standings, now)


def _drawn(request: PageRequest, phase: Phase, standings: list[queries.Standing], now: datetime) -> HttpResponse:
    done = queries.duties_of(phase) if standings else {}
    feeding = queries.feeding_of(phase) if standings else None
    context = {
        "page_title": _("First bill cycles of %(phase)s") % {"phase": phase},
        "breadcrumbs": [*crumbs(phase), (_("First bill cycles"), reverse("firstcycles:list"))],
        "phase": phase,
        "is_empty": not standings,
        "standings": standings,
        "criteria": [_criterion(name, [one.judged[n] for one in standings]) for n, name in enumerate(CRITERION_NAMES.values())],
        "figures": _figures(standings),
        "feeding": feeding,
        "lacking_words": ", ".join(str(FIGURE_NAMES[name]) for name in feeding.lacking) if feeding else "",
        "clashes": [(one.number, one.clash) for one in standings if one.clash],
        "duties": [
            {"key": key, "name": name, "cells": [{"n": n, "done": done.get((n, key))} for n in CYCLES]}
            for key, name in DUTY_NAMES.items()
        ],
        "duties_done": len(done),
        "unmet_words": [_told(_("Cycle %(n)d, unmet: %(what)s."), one.number, one.unmet) for one in standings if one.unmet],
        "missing_words": [_lacks(one) for one in standings if one.missing],
        "unmet_count": sum(len(one.unmet) for one in standings),
        "missing_count": sum(len(one.missing) for one in standings),
        "may_keep": may_keep(request.viewer),
        **export_urls(request),
    }  # fmt: skip
    return render(request, "firstcycles/board.html", context)


def _told(words: str, number: int, judged: list[Any]) -> str:
    return words % {"n": number, "what": ", ".join(CRITERION_NAMES[row.criterion] for row in judged)}


def _lacks(one: queries.Standing) -> str:
    """Which figures a cycle lacks, in words."""
    if one.row is None or one.row.figures() is None:
        return _("Cycle %(n)d has no figures yet.") % {"n": one.number}
    return _told(_("Cycle %(n)d, figures missing: %(what)s."), one.number, one.missing)


def _criterion(name: str, judged: list[Any]) -> dict[str, Any]:
    cells = [
        {"word": VERDICT_NAMES[one.verdict], "tone": TONES[one.verdict], "words": _words(one), "verdict": one.verdict}
        for one in judged
    ]
    return {"name": name, "limit": judged[0].limit if judged else "", "cells": cells}


def _words(one: Judged) -> str:
    """What is so; the figures that nobody gave yet are told above the table."""
    return "" if one.words in (NOTHING, not_known(one.missing)) else one.words


def _figures(standings: list[queries.Standing]) -> list[dict[str, Any]]:
    """A row for each figure, a cell for each cycle: the value, as of when and from where, and what daily checks say instead."""
    return [
        {"name": name, "cells": [_figure(one.figures.get(key)) for one in standings]}
        for key, name in FIGURE_NAMES.items()
    ]


def _figure(one: Stood | None) -> dict[str, Any] | None:
    if one is None:
        return None
    told = {"value": shown(one.value), "as_of": one.as_of, "source": SOURCE_NAMES[Source(one.source)], "by": one.by}
    return told | {"counted": shown(one.counted) if one.counted is not None else "", "counted_by": one.counted_by}


def _board_lines(standings: list[queries.Standing]) -> Iterator[list[object]]:
    for one in standings:
        known = one.figures
        numbers = [known[name].value if name in known else None for name in FIGURES]
        for row in one.judged:
            as_of = max((figure.as_of for figure in known.values()), default=None)
            about = [
                one.number,
                as_of,
                CRITERION_NAMES[row.criterion],
                VERDICT_NAMES[row.verdict],
                row.words,
                row.limit,
            ]
            yield [*about, *numbers]
