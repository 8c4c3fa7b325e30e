"""The log of changes, over everything or one phase."""

import uuid
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pilotage.billers.views.phases import find_phase
from pilotage.changes import queries
from pilotage.changes.documents import price
from pilotage.changes.enums import STATE_TONES, ChangeState
from pilotage.changes.forms import ChangeFilter
from pilotage.changes.permissions import may_ask
from pilotage.core.exports import KINDS, table_file
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.pages import asked, chips_of, export_urls, page_of

HEADERS = (
    "biller", "phase", "code", "title", "what", "why", "kind", "state", "side", "asked_by", "asked_at", "wanted_by", "one_off",
    "monthly", "currency", "risk", "days_moved", "go_live_after", "decided_at", "reason",
)  # fmt: skip
HIDDEN = ("phase", "biller")


@staff_page
@require_GET
def log(request: PageRequest) -> HttpResponseBase:
    """Search, filter, sort; `?as=csv` or `xlsx` gives a file."""
    form, sort = ChangeFilter(request.GET), request.GET.get("sort", "")
    given = asked(form)
    found = queries.changes(request.viewer, given, sort=sort)
    if request.GET.get("as") in KINDS:
        return table_file(request.GET["as"], "changes", HEADERS, _export(found))
    phase = find_phase(request, given["phase"]) if given.get("phase") else None
    page = page_of(request, found)
    for one in page:
        dress(one)
    kept = {"phase": phase.pk} if phase else {}
    open_only = given.get("state") == "alive"
    context = {
        "page_title": _("Changes of %(phase)s") % {"phase": phase} if phase else _("Changes"),
        "breadcrumbs": [(phase.biller.name, reverse("desk:biller", args=[phase.biller_id]))] if phase else [],
        "phase": phase,
        "filter_form": form,
        "chips": chips_of(form, leave=HIDDEN),
        "sort": sort,
        "page": page,
        "rows": page,
        "is_empty": not page.paginator.count,
        "may_ask": phase is not None and may_ask(request.viewer, phase.biller_id),
        "tabs": [
            {"label": _("All"), "url": _address(kept), "active": not open_only},
            {"label": _("Not decided"), "url": _address(kept | {"state": "alive"}), "active": open_only},
        ],
        **export_urls(request),
    }
    return render(request, "changes/log.html", context)


@staff_page
@require_GET
def of_phase(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """The log of one phase."""
    return redirect(changes_of(find_phase(request, pk).pk))


def changes_of(phase_id: uuid.UUID) -> str:
    """The address of a phase's changes."""
    return _address({"phase": phase_id})


def dress(one: Any) -> None:
    """Puts tone and price in words on a change."""
    one.tone = STATE_TONES[ChangeState(one.state)]
    one.once, one.monthly = price(one.one_off_amount, one.currency), price(one.monthly_amount, one.currency)
    one.days_moved = one.impact.get("days_moved", 0) if one.impact else None


def _address(query: dict[str, Any]) -> str:
    return f"{reverse('changes:log')}{'?' + urlencode(query) if query else ''}"


def _export(found: Any) -> Iterator[list[object]]:
    for one in found.iterator(chunk_size=500):
        yield [
            one.biller.name, one.phase.name, one.code, one.title, one.what, one.why, one.kind, one.state, one.side, one.asked_by_name,
            one.asked_at, one.wanted_by_date, one.one_off_amount, one.monthly_amount, one.currency, one.risk,
            one.impact.get("days_moved", ""), one.impact.get("go_live_after", ""), one.decided_at, one.reason,
        ]  # fmt: skip
