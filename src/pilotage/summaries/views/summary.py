"""The Integration Summary: its fields by area, each filled or N/A; asking the IM; export."""

import uuid

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pilotage.billers.models import Phase
from pilotage.billers.queries import phase_for
from pilotage.core.exports import KINDS, table_file
from pilotage.people.doors import PageRequest, refusal_to_message, staff_page
from pilotage.people.pages import act, asked, chips_of, export_urls
from pilotage.summaries import operations, queries
from pilotage.summaries.fields import Field
from pilotage.summaries.forms import ShowFilter
from pilotage.summaries.models import IntegrationSummary, SummaryField
from pilotage.summaries.permissions import ASKERS, may_fill
from pilotage.summaries.rows import areas_of, head_of
from pilotage.work.views.tasks import talk_about

HEADERS = ("key", "area", "field", "value", "not_applicable_because", "source", "filled_by", "filled_at")


@staff_page
@require_GET
def summary(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Every field with its value and where it came from; what is missing on top."""
    found = _summary(request, pk)
    fields, held = queries.fields_of(found), queries.filled_fields(found)
    if request.GET.get("as") in KINDS:
        return table_file(request.GET["as"], "integration-summary", HEADERS, _export(fields, held))
    form, head = ShowFilter(request.GET), head_of(fields, held)
    missing = [one["key"] for one in head["counted"]["missing"]]
    shown = [one for one in fields if asked(form).get("show") != "missing" or one.key in missing]
    context = {
        "page_title": str(found),
        "breadcrumbs": [(found.biller.name, reverse("desk:biller", args=[found.biller_id]))],
        "summary": found,
        **head,
        "filter_form": form,
        "chips": chips_of(form),
        "areas": areas_of(shown, held),
        "is_empty": not shown,
        "may_fill": may_fill(request.viewer),
        "first_missing": missing[0] if missing else "",
        "is_im": queries.im_of(found) == request.viewer.user_id and may_fill(request.viewer),
        "may_ask": request.viewer.has(*ASKERS) and bool(missing),
        "readiness_url": reverse("golive:readiness", args=[found.phase_id]),
        "talk": talk_about(request, found.record),
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


def _export(fields: list[Field], held: dict[str, SummaryField]) -> list[list[object]]:
    rows: list[list[object]] = []
    for one in fields:
        row = held.get(one.key)
        who = row.filled_by.name if row is not None and row.filled_by else ""
        rows.append(
            [
                one.key,
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
