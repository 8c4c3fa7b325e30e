"""The progress matrix over all phases, the items of one phase or all, a new checklist, several items at once."""

import uuid
from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilotage.billers.models import Phase
from pilotage.billers.views.phases import find_phase
from pilotage.core.exports import KINDS, table_file
from pilotage.people.doors import PageRequest, refusal_to_message, staff_page
from pilotage.people.models import User
from pilotage.people.pages import asked, chips_of, export_urls, form_page, page_of, uuids
from pilotage.technical import operations, queries
from pilotage.technical.enums import AREA_NAMES, STANDING_NAMES, STANDING_TONES, Standing
from pilotage.technical.forms import BeginForm, BulkForm, ItemFilter, ListFilter
from pilotage.technical.models import CheckItem, Checklist
from pilotage.technical.permissions import may_begin, may_write

HEADERS = (
    "biller", "phase", "code", "area", "item", "what_would_show_it", "state", "owner", "due", "evidence", "holds_until", "proven_by",
    "proven_at", "checked_by", "checked_at", "reason",
)  # fmt: skip
HIDDEN = ("phase", "biller")
PAGE = 100


@staff_page
@require_GET
def matrix(request: PageRequest) -> HttpResponseBase:
    """How far each phase is in each area; `?as=csv` or `xlsx` gives a file."""
    form, sort, today = ListFilter(request.GET), request.GET.get("sort", ""), today_of(request)
    found = queries.checklists(request.viewer, asked(form), sort=sort)
    if request.GET.get("as") in KINDS:
        headers = ("biller", "phase", "target_go_live", "done", "items", *AREA_NAMES)
        return table_file(request.GET["as"], "technical-progress", headers, _progress_export(found, today))
    page = page_of(request, found)
    counted = queries.progress(page, today)
    rows = []
    for one in page:
        mine = counted[one.pk]
        done, total = mine.get("", (0, 0))
        cells = [_cell(one, area, mine.get(area)) | {"name": name} for area, name in AREA_NAMES.items()]
        rows.append({"phase": one.phase, "url": items_of(one.phase_id), "done": done, "total": total, "cells": cells})
    context = {
        "page_title": _("Technical configuration"),
        "filter_form": form,
        "chips": chips_of(form),
        "sort": sort,
        "page": page,
        "rows": rows,
        "areas": list(AREA_NAMES.values()),
        "is_empty": not page.paginator.count,
        "tabs": tabs("matrix", None),
        **export_urls(request),
    }
    return render(request, "technical/matrix.html", context)


@staff_page
@require_GET
def item_list(request: PageRequest) -> HttpResponseBase:
    """Items of one phase or all: search, filter, sort; `?as=csv` or `xlsx` gives a file."""
    form, sort, today = ItemFilter(request.GET), request.GET.get("sort", ""), today_of(request)
    given = asked(form)
    phase = find_phase(request, given["phase"]) if given.get("phase") else None
    found = queries.items(request.viewer, given, today=today, sort=sort)
    if request.GET.get("as") in KINDS:
        return table_file(request.GET["as"], "technical-configuration", HEADERS, _export(found))
    page = page_of(request, found, PAGE)
    for one in page:
        dress(one)
    held = queries.checklist_of(phase.pk) if phase else None
    context = {
        "page_title": _("Technical configuration of %(phase)s") % {"phase": phase} if phase else _("Items to prove"),
        "breadcrumbs": [(phase.biller.name, reverse("desk:biller", args=[phase.biller_id]))] if phase else [],
        "phase": phase,
        "checklist": held,
        "counted": queries.progress([held], today)[held.pk].get("") if held else None,
        "filter_form": form,
        "chips": chips_of(form, leave=HIDDEN),
        "sort": sort,
        "page": page,
        "rows": page,
        "by_area": phase is not None and not sort,
        "today": today,
        "is_empty": not page.paginator.count,
        "may_begin": may_begin(request.viewer) and phase is not None and held is None,
        "may_write": may_write(request.viewer),
        "bulk_form": BulkForm() if may_write(request.viewer) else None,
        "tabs": tabs("items", phase),
        **export_urls(request),
    }
    return render(request, "technical/items.html", context)


@staff_page
@require_http_methods(["GET", "POST"])
def checklist_new(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """The checklist of a phase, begun from the library."""
    phase = find_phase(request, pk)
    form = BeginForm(request.POST or None)

    def run(given: Any) -> str:
        operations.begin_checklist(phase=phase, areas=given["areas"], by=request.viewer, now=timezone.now())
        return items_of(pk)

    context = {
        "page_title": _("Technical configuration of %(phase)s") % {"phase": phase},
        "page_lead": _(
            "The library holds what a go-live asks for. Each item gets its owner, its day before the target, and is proven by evidence."
        ),
        "breadcrumbs": [(_("Technical configuration"), items_of(pk))],
        "submit_label": _("Begin checklist"),
        "cancel_url": items_of(pk),
    }
    return form_page(request, form, run, context=context, said=_("The checklist stands. Give each item an owner."))


@staff_page
@require_POST
def bulk(request: PageRequest) -> HttpResponse:
    """The ticked items: to one person, or a task for each."""
    form, do = BulkForm(request.POST), request.POST.get("do", "assign")
    chosen = CheckItem.objects.visible_to(request.viewer).filter(pk__in=uuids(request))
    rows = list(chosen.select_related("record", "biller", "owner", "phase__biller"))
    phases = {one.phase_id for one in rows}
    then = items_of(phases.pop()) if len(phases) == 1 else reverse("technical:items")
    if not rows:
        messages.error(request, _("Tick the items first."))
        return redirect(reverse("technical:items"))
    if not form.is_valid():
        raise Http404
    now = timezone.now()
    with refusal_to_message(request):
        if do == "tasks":
            n = operations.make_tasks(items=rows, by=request.viewer, now=now)
            messages.success(request, ngettext("%(n)d new task.", "%(n)d new tasks.", n) % {"n": n})
        else:
            owner = User.objects.filter(pk=form.cleaned_data["owner"]).first() if form.cleaned_data["owner"] else None
            n = operations.assign_items(items=rows, owner=owner, by=request.viewer, now=now)
            messages.success(request, ngettext("%(n)d item given away.", "%(n)d items given away.", n) % {"n": n})
    return redirect(then)


def tabs(view: str, phase: Phase | None) -> list[dict[str, Any]]:
    """Progress and items."""
    query = {"phase": phase.pk} if phase else {"standing": "open_ones"}
    pages = [("items", _("Items"), f"{reverse('technical:items')}?{urlencode(query)}")]
    pages.insert(0, ("matrix", _("Progress"), reverse("technical:matrix")))
    if phase is None:
        pages.append(("soon", _("Running out"), f"{reverse('technical:items')}?until=soon"))
    return [{"label": label, "url": url, "active": key == view} for key, label, url in pages]


def items_of(phase_id: uuid.UUID) -> str:
    """The address of a phase's items."""
    return f"{reverse('technical:items')}?phase={phase_id}"


def dress(one: Any) -> None:
    """Puts word and tone of its standing on an item."""
    one.word, one.tone = STANDING_NAMES[Standing(one.standing)], STANDING_TONES[Standing(one.standing)]


def today_of(request: PageRequest) -> date:
    """Today where the reader is."""
    return timezone.now().astimezone(ZoneInfo(request.viewer.time_zone)).date()


def _cell(one: Checklist, area: str, counted: tuple[int, int] | None) -> dict[str, Any]:
    if counted is None:
        return {"text": ""}
    done, total = counted
    url = f"{items_of(one.phase_id)}&area={area}"
    return {"text": f"{done}/{total}", "is_done": done == total, "url": url}


def _progress_export(found: Any, today: date) -> Iterator[list[object]]:
    rows = list(found)
    counted = queries.progress(rows, today)
    for one in rows:
        mine = counted[one.pk]
        done, total = mine.get("", (0, 0))
        cells = [f"{mine[area][0]}/{mine[area][1]}" if area in mine else "" for area in AREA_NAMES]
        yield [one.biller.name, one.phase.name, one.phase.target_go_live_date, done, total, *cells]


def _export(found: Any) -> Iterator[list[object]]:
    for one in found.prefetch_related("evidence__file"):
        shown = "; ".join(str(row) for row in one.evidence.all() if row.withdrawn_at is None)
        yield [
            one.biller.name, one.phase.name, one.code, AREA_NAMES[one.area], one.title, one.expected, STANDING_NAMES[one.standing],
            one.owner.name if one.owner else "", one.due_date, shown, one.valid_until,
            one.proven_by.name if one.proven_by else "", one.proven_at, one.checked_by.name if one.checked_by else "", one.checked_at,
            one.reason,
        ]  # fmt: skip
