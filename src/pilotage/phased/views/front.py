"""One list of everything that is open for a client, whoever owns it."""

import uuid
from collections import Counter
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pilotage.billers.views.phases import find_phase
from pilotage.core.exports import KINDS, table_file
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.pages import asked, chips_of, export_urls, page_of
from pilotage.phased import queries
from pilotage.phased.enums import KIND_NAMES, SIDE_NAMES, Kind
from pilotage.phased.forms import FrontFilter
from pilotage.phased.queries import Item
from pilotage.phased.views.billers import find_biller

HEADERS = ("kind", "code", "title", "state", "owner", "who_has_to_act", "phase", "due", "since", "address")


@staff_page
@require_GET
def front(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Tasks, cases, RAID entries and changes of one client, the most urgent first."""
    biller, now = find_biller(request, pk), timezone.now()
    phases = [(str(one.pk), one.name) for one in queries.phases_of(request.viewer, pk)]
    form, sort = FrontFilter(request.GET, phases=phases), request.GET.get("sort", "")
    today = now.astimezone(ZoneInfo(biller.time_zone)).date()
    found = queries.front(request.viewer, biller, asked(form), today=today, sort=sort)
    if request.GET.get("as") in KINDS:
        return table_file(request.GET["as"], "everything-open", HEADERS, _export(found, request))
    standing = queries.standing_of(request.viewer, pk)
    page = page_of(request, found)
    context = {
        "page_title": _("Everything open for %(biller)s") % {"biller": biller.name},
        "page_lead": _("Implementation and production as one list, whoever owns it."),
        "breadcrumbs": [
            (_("Phased billers"), reverse("phased:list")),
            (biller.name, reverse("desk:biller", args=[pk])),
        ],
        "biller": biller,
        "standing": standing,
        "counts": _counts(found),
        "sides": SIDE_NAMES,
        "filter_form": form,
        "chips": chips_of(form),
        "sort": sort,
        "page": page,
        "rows": page,
        "today": today,
        "is_empty": not found,
        **export_urls(request),
    }
    return render(request, "phased/front.html", context)


@staff_page
@require_GET
def of_phase(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """The list of the biller that a phase belongs to."""
    return redirect("phased:front", find_phase(request, pk).biller_id)


def _counts(found: list[Item]) -> list[tuple[str, int]]:
    counted = Counter(one.kind for one in found)
    return [(KIND_NAMES[kind], counted[kind]) for kind in Kind]


def _export(found: list[Item], request: PageRequest) -> Iterator[list[object]]:
    for one in found:
        yield [
            one.kind_words, one.mark, one.title, one.state_words, one.owner, SIDE_NAMES.get(one.side, one.side), one.phase,
            one.due_date, one.since, request.build_absolute_uri(one.url),
        ]  # fmt: skip
