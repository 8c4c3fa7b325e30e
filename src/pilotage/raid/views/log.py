"""The log over everything, one phase or one biller: list, matrix, bulk assignment, the pre-mortem."""

import uuid
from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilotage.billers.views.phases import find_phase
from pilotage.core.exports import KINDS, table_file
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.models import User
from pilotage.people.pages import act, asked, chips_of, export_urls, page_of, uuids
from pilotage.raid import operations, queries, rules
from pilotage.raid.enums import IMPACTS, LIKELIHOODS, RATING_NAMES
from pilotage.raid.forms import BulkForm, EntryFilter, MemoryFilter
from pilotage.raid.memory import alike, seeds_of_product
from pilotage.raid.models import RaidEntry
from pilotage.raid.permissions import may_write
from pilotage.raid.seeds import questions

HEADERS = (
    "biller", "phase", "code", "kind", "title", "description", "state", "rating", "score", "likelihood", "impact", "party",
    "owner", "trigger", "response", "response_text", "strikes_on", "due_date", "review_date", "raised_at", "closed_at", "outcome",
)  # fmt: skip
HIDDEN = ("biller", "phase", "likelihood", "impact")


@staff_page
@require_GET
def log(request: PageRequest) -> HttpResponseBase:
    """Search, filter, sort; `?as=csv` or `xlsx` gives a file."""
    form, sort = EntryFilter(request.GET), request.GET.get("sort", "")
    asked_for, found = _found(request, form, sort)
    if request.GET.get("as") in KINDS:
        return table_file(request.GET["as"], "raid-log", HEADERS, _export(found))
    page, today = page_of(request, found), _today(request)
    for one in page:
        one.proximity = rules.proximity(one.strikes_on, today)
    context = _frame(request, asked_for, "log") | {
        "filter_form": form,
        "chips": chips_of(form, leave=HIDDEN),
        "sort": sort,
        "page": page,
        "rows": page,
        "today": today,
        "is_empty": not page.paginator.count,
        "bulk_form": BulkForm() if may_write(request.viewer) else None,
        **export_urls(request),
    }
    return render(request, "raid/log.html", context)


@staff_page
@require_GET
def matrix(request: PageRequest) -> HttpResponse:
    """How many entries stand where, likelihood by impact; a cell opens its entries."""
    form = EntryFilter(request.GET)
    asked_for, found = _found(request, form, "")
    counted, base = queries.matrix(found), reverse("raid:log")
    query = request.GET.copy()
    rows = []
    for likelihood in sorted(LIKELIHOODS, reverse=True):
        cells = []
        for impact in IMPACTS:
            query["likelihood"], query["impact"] = str(likelihood), str(impact)
            rating = rules.rating(likelihood * impact)
            cells.append(
                {
                    "count": counted.get((likelihood, impact), 0),
                    "rating": rating,
                    "word": RATING_NAMES[rating],
                    "url": f"{base}?{query.urlencode()}",
                }
            )
        rows.append({"name": LIKELIHOODS[likelihood], "cells": cells})
    context = _frame(request, asked_for, "matrix") | {
        "filter_form": form,
        "chips": chips_of(form, leave=HIDDEN),
        "matrix": rows,
        "impacts": list(IMPACTS.values()),
        "total": sum(counted.values()),
        "is_empty": not counted,
    }
    return render(request, "raid/matrix.html", context)


@staff_page
@require_POST
def assign(request: PageRequest) -> HttpResponse:
    """Gives the ticked entries to one person."""
    form = BulkForm(request.POST)
    chosen = list(RaidEntry.objects.visible_to(request.viewer).filter(pk__in=uuids(request)))
    if not form.is_valid() or not chosen:
        raise Http404
    owner = User.objects.filter(pk=form.cleaned_data["owner"]).first() if form.cleaned_data["owner"] else None
    words = ngettext("%(n)d entry given away.", "%(n)d entries given away.", len(chosen)) % {"n": len(chosen)}
    now = timezone.now()
    return act(
        request,
        lambda: operations.assign_entries(entries=chosen, owner=owner, by=request.viewer, now=now),
        said=words,
        then=reverse("raid:log"),
    )


@staff_page
@require_http_methods(["GET", "POST"])
def pre_mortem(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Questions from go-lives that went wrong; each one ticked becomes a risk."""
    phase = find_phase(request, pk)
    then = f"{reverse('raid:log')}?{urlencode({'phase': phase.pk})}"
    if request.method == "POST":
        keys = request.POST.getlist("selected")
        if not keys:
            return redirect(then)
        return act(
            request,
            lambda: operations.raise_seeds(phase=phase, keys=keys, by=request.viewer, now=timezone.now()),
            said=_("The risks stand in the log. Give each an owner."),
            then=then,
        )
    held = queries.seeds_raised(phase.pk)
    context = {
        "page_title": _("What could go wrong with %(phase)s?") % {"phase": phase},
        "page_lead": _(
            "Tick each question that you can't answer with yes. It becomes a risk with a first score and a response."
        ),
        "breadcrumbs": [(_("RAID log"), then)],
        "phase": phase,
        "questions": [
            (seed, held.get(seed.key))
            for seed in (*seeds_of_product(phase, request.viewer), *questions(phase.biller.vertical or ""))
        ],
        "may_write": may_write(request.viewer),
        "cancel_url": then,
    }
    return render(request, "raid/pre_mortem.html", context)


@staff_page
@require_GET
def memory(request: PageRequest) -> HttpResponse:
    """Past entries and documented cases that are like what is asked."""
    form = MemoryFilter(request.GET)
    text = asked(form).get("q", "")
    found = alike(text, request.viewer) if text else []
    context = {
        "page_title": _("What happened before"),
        "page_lead": _("Every RAID log, and go-lives that went wrong, searched by the words that they share."),
        "breadcrumbs": [(_("RAID log"), reverse("raid:log"))],
        "filter_form": form,
        "chips": chips_of(form),
        "alike": found,
        "is_empty": not found,
    }
    return render(request, "raid/memory.html", context)


def _found(request: PageRequest, form: EntryFilter, sort: str) -> tuple[dict[str, Any], Any]:
    asked_for = asked(form) | ({"owner": request.viewer.user_id} if request.GET.get("mine") else {})
    return asked_for, queries.entries(request.viewer, asked_for, today=_today(request), sort=sort)


def _frame(request: PageRequest, asked_for: dict[str, Any], view: str) -> dict[str, Any]:
    """Title, crumbs and tabs of the log, for one phase or all."""
    phase = None
    if asked_for.get("phase"):
        phase = find_phase(request, asked_for["phase"])
    kept = {"phase": phase.pk} if phase else {}
    tabs: tuple[tuple[str, str, str, dict[str, Any], bool], ...] = (
        (
            "log",
            _("Log"),
            "raid:log",
            {},
            view == "log" and not request.GET.get("mine") and not request.GET.get("review"),
        ),
        ("mine", _("Mine"), "raid:log", {"mine": 1}, view == "log" and bool(request.GET.get("mine"))),
        ("due", _("Review due"), "raid:log", {"review": "due"}, view == "log" and request.GET.get("review") == "due"),
        ("matrix", _("Matrix"), "raid:matrix", {}, view == "matrix"),
    )
    shown = []
    for _key, label, name, more, is_active in tabs:
        query = urlencode(kept | more)
        shown.append({"label": label, "url": f"{reverse(name)}{'?' + query if query else ''}", "active": is_active})
    what = _("RAID matrix") if view == "matrix" else _("RAID log")
    title = _("%(what)s of %(phase)s") % {"what": what, "phase": phase} if phase else what
    return {
        "page_title": title,
        "breadcrumbs": [(phase.biller.name, reverse("desk:biller", args=[phase.biller_id]))] if phase else [],
        "phase": phase,
        "tabs": shown,
        "may_write": may_write(request.viewer),
    }


def _today(request: PageRequest) -> date:
    return timezone.now().astimezone(ZoneInfo(request.viewer.time_zone)).date()


def _export(found: Any) -> Iterator[list[object]]:
    for one in found.iterator(chunk_size=500):
        yield [
            one.biller.name, one.phase.name, one.code, one.kind, one.title, one.description, one.state, one.rating, one.score,
            one.likelihood, one.impact, one.party, one.owner.name if one.owner else "", one.trigger, one.response,
            one.response_text, one.strikes_on, one.due_date, one.review_date, one.raised_at, one.closed_at, one.outcome,
        ]  # fmt: skip
