"""Which billers are phased: the five signs with their evidence, and a person's word."""

import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pilotage.billers.models import Biller
from pilotage.billers.queries import biller_for
from pilotage.core.exports import KINDS, table_file
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.pages import asked, chips_of, export_urls, form_page, page_of
from pilotage.phased import operations, queries, rules
from pilotage.phased.enums import SIGN_NAMES
from pilotage.phased.forms import PhasedFilter, WordForm
from pilotage.phased.permissions import may_say

HEADERS = ("biller", "said", "by", "at", "reason", "proposed", *SIGN_NAMES)


@staff_page
@require_GET
def phased_list(request: PageRequest) -> HttpResponseBase:
    """Billers that are live and still being built for, with their signs."""
    form, now = PhasedFilter(request.GET), timezone.now()
    found = queries.candidates(request.viewer, asked(form))
    if request.GET.get("as") in KINDS:
        return table_file(request.GET["as"], "phased-billers", HEADERS, _export(found, now))
    page = page_of(request, found, 25)
    context = {
        "page_title": _("Phased billers"),
        "page_lead": _("Live, and more of it ahead. The product reads five signs; a person says whether it is so."),
        "filter_form": form,
        "chips": chips_of(form),
        "page": page,
        "rows": _with_signs(page, now),
        "is_empty": not page.paginator.count,
        **export_urls(request),
    }
    return render(request, "phased/list.html", context)


@staff_page
@require_GET
def biller(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """One biller's signs, the word that was said, and its phases side by side."""
    found, now = find_biller(request, pk), timezone.now()
    row = _with_signs([found], now)[0]
    context = {
        "page_title": _("Phased approach of %(biller)s") % {"biller": found.name},
        "breadcrumbs": [(_("Phased billers"), reverse("phased:list")), (found.name, reverse("desk:biller", args=[pk]))],
        "biller": found,
        "row": row,
        "phases": queries.phases_of(request.viewer, pk),
        "may_say": may_say(request.viewer),
        "is_live": any(phase.went_live_on for phase in row["facts"].phases),
        "history_url": reverse("desk:history", args=[row["standing"].pk]) if row["standing"] else "",
    }
    return render(request, "phased/biller.html", context)


@staff_page
@require_http_methods(["GET", "POST"])
def say(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Confirm that the biller is phased, or take it back."""
    found = find_biller(request, pk)
    kept = queries.standing_of(request.viewer, pk)
    is_phased = not (kept is not None and kept.is_phased)
    form = WordForm(request.POST or None, initial={"version": kept.record.version if kept is not None else None})
    here = reverse("phased:biller", args=[pk])

    def run(given: Mapping[str, Any]) -> str:
        operations.say_phased(
            biller=found, is_phased=is_phased, reason=given["reason"], expect=given["version"], by=request.viewer,
            now=timezone.now(),
        )  # fmt: skip
        return reverse("phased:front", args=[pk]) if is_phased else here

    if is_phased:
        title, label = _("Confirm that %(biller)s is phased"), _("Confirm")
        lead = _("Implementation and production become one front: one list, and the RACI shares the work out.")
    else:
        title, label = _("%(biller)s is no longer phased"), _("Take it back")
        lead = _("Cases bring no more duties by the RACI. What is owed stays owed.")
    context = {
        "page_title": title % {"biller": found.name},
        "page_lead": lead,
        "breadcrumbs": [(_("Phased billers"), reverse("phased:list")), (found.name, here)],
        "submit_label": label,
        "cancel_url": here,
    }
    said = _("Confirmed. This is everything open.") if is_phased else _("Taken back.")
    return form_page(request, form, run, context=context, record=kept.record if kept else None, said=said)


def find_biller(request: PageRequest, pk: uuid.UUID) -> Biller:
    """The biller that an address names, or 404."""
    try:
        return biller_for(request.viewer, pk)
    except Biller.DoesNotExist:
        raise Http404 from None


def _with_signs(billers: Any, now: Any) -> list[dict[str, Any]]:
    rows = list(billers)
    ids = [one.pk for one in rows]
    facts, said = queries.facts_of(ids, now), queries.standings_of(ids)
    shown = []
    for one in rows:
        found = rules.signs(facts[one.pk], now.date())
        shown.append({
            "biller": one,
            "facts": facts[one.pk],
            "standing": said.get(one.pk),
            "signs": [{"name": SIGN_NAMES[s.sign], "holds": s.holds, "evidence": s.evidence} for s in found],
            "held": sum(s.holds for s in found),
            "is_proposed": rules.is_proposed(facts[one.pk], found),
        })  # fmt: skip
    return shown


def _export(found: Any, now: Any) -> Iterator[list[object]]:
    for row in _with_signs(found, now):
        said = row["standing"]
        yield [
            row["biller"].name, ("phased" if said.is_phased else "not phased") if said else "", said.said_by_name if said else "",
            said.said_at if said else None, said.reason if said else "", "yes" if row["is_proposed"] else "no",
            *(f"{'yes' if s['holds'] else 'no'}: {'; '.join(s['evidence'])}" for s in row["signs"]),
        ]  # fmt: skip
