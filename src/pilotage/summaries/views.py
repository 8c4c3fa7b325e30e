"""The Integration Summary: its fields by area, each filled or N/A; asking the IM; export."""

import uuid
from itertools import groupby
from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilotage.billers.models import Phase
from pilotage.billers.queries import phase_for
from pilotage.core.exports import KINDS, table_file
from pilotage.people.doors import PageRequest, refusal_to_message, staff_page
from pilotage.people.pages import act, asked, export_urls, form_page
from pilotage.summaries import operations, queries
from pilotage.summaries.fields import Field
from pilotage.summaries.forms import FieldForm, ShowFilter
from pilotage.summaries.models import IntegrationSummary, SummaryField
from pilotage.summaries.permissions import ASKERS, may_fill

HEADERS = ("area", "field", "value", "not_applicable_because", "source", "filled_by", "filled_at")


@staff_page
@require_GET
def summary(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Every field with its value and where it came from; what is missing on top."""
    found = _summary(request, pk)
    fields, held = queries.fields_of(found), queries.filled_fields(found)
    counted = queries.count(fields, held)
    if request.GET.get("as") in KINDS:
        return table_file(request.GET["as"], "integration-summary", HEADERS, _export(fields, held))
    form = ShowFilter(request.GET)
    missing = {one["key"] for one in counted["missing"]}
    shown = [one for one in fields if asked(form).get("show") != "missing" or one.key in missing]
    context = {
        "page_title": str(found),
        "breadcrumbs": [(found.biller.name, reverse("desk:biller", args=[found.biller_id]))],
        "summary": found,
        "counted": counted,
        "done": counted["total"] - len(missing),
        "filter_form": form,
        "areas": [
            {"name": name, "rows": [_row(one, held.get(one.key)) for one in group]}
            for name, group in groupby(shown, key=lambda one: one.area)
        ],
        "is_empty": False,
        "missing_words": _missing_words(counted),
        "may_fill": may_fill(request.viewer),
        "may_ask": request.viewer.has(*ASKERS) and bool(missing),
        "history_url": reverse("desk:history", args=[pk]),
        **export_urls(request),
    }
    return render(request, "summaries/summary.html", context)


@staff_page
@require_POST
def begin(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Begins the Integration Summary of a phase with what is known."""
    try:
        phase = phase_for(request.viewer, pk)
    except Phase.DoesNotExist:
        raise Http404 from None
    with refusal_to_message(request):
        made = operations.ensure_summary(phase=phase, by=request.viewer, now=timezone.now())
        return redirect("summaries:detail", pk=made.pk)
    return redirect("desk:biller", pk=phase.biller_id)


@staff_page
@require_http_methods(["GET", "POST"])
def field(request: PageRequest, pk: uuid.UUID, key: str) -> HttpResponse:
    """Fills one field, or marks it N/A with a reason; `clear` empties it."""
    found = _summary(request, pk)
    one = next((one for one in queries.fields_of(found) if one.key == key), None)
    if one is None:
        raise Http404
    held = queries.filled_fields(found).get(key)
    present = held.value if held is not None else ""
    first = {"value": present, "seen": present, "reason": held.reason if held is not None else ""}
    form = FieldForm(request.POST or None, initial=first)
    back = f"{reverse('summaries:detail', args=[pk])}#{key}"

    def run(given: Any) -> str:
        common = {
            "summary": found,
            "key": key,
            "by": request.viewer,
            "now": timezone.now(),
            "seen": given["seen"].replace("\r\n", "\n"),
        }
        if given["value"].strip():
            operations.fill_field(value=given["value"].replace("\r\n", "\n"), **common)
        elif given["reason"].strip():
            operations.mark_not_applicable(reason=given["reason"], **common)
        else:
            operations.clear_field(**common)
        return back

    context = {
        "page_title": one.label,
        "page_lead": one.help_text
        or _("Write what is set up here. If it doesn't apply, leave the value empty and say why."),
        "breadcrumbs": [(str(found), reverse("summaries:detail", args=[pk]))],
        "submit_label": _("Save field"),
        "cancel_url": back,
    }
    return form_page(request, form, run, context=context, record=found.record)


@staff_page
@require_POST
def ask(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Asks the IM for the missing fields: a task and a notice."""
    found = _summary(request, pk)
    return act(
        request,
        lambda: operations.ask_for_fields(summary=found, by=request.viewer, now=timezone.now()),
        said=_("The IM has a task with the missing fields, and a notice."),
        then=reverse("summaries:detail", args=[pk]),
    )


@staff_page
@require_POST
def refresh(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Pulls what the product knows anew into fields that nobody wrote."""
    found = _summary(request, pk)
    return act(
        request,
        lambda: operations.refresh_summary(summary=found, by=request.viewer, now=timezone.now()),
        said=_("What the product knows is filled in; what people wrote stays."),
        then=reverse("summaries:detail", args=[pk]),
    )


def _summary(request: PageRequest, pk: uuid.UUID) -> IntegrationSummary:
    try:
        return queries.summary_for(request.viewer, pk)
    except IntegrationSummary.DoesNotExist:
        raise Http404 from None


def _row(one: Field, held: SummaryField | None) -> dict[str, Any]:
    is_missing = held is None or (not held.value and not held.is_not_applicable)
    return {"field": one, "held": held, "is_missing": is_missing}


def _missing_words(counted: dict[str, Any]) -> str:
    n = len(counted["missing"])
    if not n:
        return ""
    names = ", ".join(one["label"] for one in counted["missing"][:4])
    more = _(" and %(n)d more") % {"n": n - 4} if n > 4 else ""
    words = ngettext("%(n)d field is missing: %(names)s%(more)s.", "%(n)d fields are missing: %(names)s%(more)s.", n)
    return words % {"n": n, "names": names, "more": more}


def _export(fields: list[Field], held: dict[str, SummaryField]) -> list[list[object]]:
    rows: list[list[object]] = []
    for one in fields:
        row = held.get(one.key)
        who = row.filled_by.name if row is not None and row.filled_by else ""
        rows.append(
            [
                one.area,
                one.label,
                row.value if row else "",
                row.reason if row else "",
                row.source if row else "",
                who,
                row.filled_at if row else None,
            ]
        )
    return rows
