"""One field of an Integration Summary: a page of its own, and its row in the list, where htmx swaps it."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pilotage.core.errors import Refused, Stale
from pilotage.people.doors import PageRequest, refusal_to_form, staff_page
from pilotage.summaries import operations, queries
from pilotage.summaries.fields import Field
from pilotage.summaries.forms import FieldForm
from pilotage.summaries.models import IntegrationSummary, SummaryField
from pilotage.summaries.permissions import may_fill
from pilotage.summaries.rows import head_of, row_of


@staff_page
@require_http_methods(["GET", "POST"])
def field(request: PageRequest, pk: uuid.UUID, key: str) -> HttpResponse:
    """Fills one field, or marks it N/A with a reason; both empty makes it missing again."""
    found, one = _find(request, pk, key)
    held = queries.filled_fields(found).get(key)
    form = FieldForm(request.POST or None, field_key=key, initial=_initial(held))
    status, conflict = (422, None) if form.is_bound else (200, None)
    if form.is_valid():
        try:
            _save(request, found, key, form.cleaned_data)
        except Stale:
            status, conflict = 409, _conflict(found, one, form)
        except Refused as refused:
            refusal_to_form(form, refused)
        else:
            return _saved(request, found, one)
    return _show(request, found, one, form, conflict, status)


def _find(request: PageRequest, pk: uuid.UUID, key: str) -> tuple[IntegrationSummary, Field]:
    try:
        found = queries.summary_for(request.viewer, pk)
    except IntegrationSummary.DoesNotExist:
        raise Http404 from None
    one = next((one for one in queries.fields_of(found) if one.key == key), None)
    if one is None:
        raise Http404
    return found, one


def _initial(held: SummaryField | None) -> dict[str, str]:
    if held is None:
        return {}
    return {"value": held.value, "reason": held.reason, "seen": queries.words_of(held)}


def _save(request: PageRequest, found: IntegrationSummary, key: str, given: Mapping[str, Any]) -> None:
    common: dict[str, Any] = {
        "summary": found, "key": key, "seen": given["seen"], "by": request.viewer, "now": timezone.now(),
    }  # fmt: skip
    if given["value"]:
        operations.fill_field(value=given["value"], **common)
    elif given["reason"]:
        operations.mark_not_applicable(reason=given["reason"], **common)
    else:
        operations.clear_field(**common)


def _conflict(found: IntegrationSummary, one: Field, form: FieldForm) -> dict[str, Any]:
    """Who wrote what meanwhile; what was typed stays, and the next save is made knowing theirs."""
    held = queries.filled_fields(found).get(one.key)
    was, typed = form.cleaned_data["seen"], form.data.copy()
    typed["seen"] = queries.words_of(held)
    form.data = typed
    who = held.filled_by.name if held is not None and held.filled_by else ""
    url = f"{reverse('summaries:detail', args=[found.pk])}#{one.key}"
    return {"who": who, "changes": [(one.label, was, queries.words_of(held))], "url": url}


def _saved(request: PageRequest, found: IntegrationSummary, one: Field) -> HttpResponse:
    """The row as it now reads, the count, and with `then=next` the form of the next missing field."""
    fields, held = queries.fields_of(found), queries.filled_fields(found)
    following = queries.missing_after(fields, held, one.key) if request.POST.get("then") == "next" else None
    if not _is_row(request):
        if following is not None:
            return redirect("summaries:field", pk=found.pk, key=following.key)
        return redirect(f"{reverse('summaries:detail', args=[found.pk])}#{one.key}")
    context = {
        "row": row_of(one, held.get(one.key)),
        "summary": found,
        "may_fill": may_fill(request.viewer),
        "is_last": following is None,
        "readiness_url": reverse("golive:readiness", args=[found.phase_id]),
        **head_of(fields, held),
    }
    if following is not None:
        context |= {
            "next_row": row_of(following, held.get(following.key)),
            "next_form": FieldForm(field_key=following.key, initial=_initial(held.get(following.key))),
            "has_more": queries.missing_after(fields, held, following.key) is not None,
        }
    return _varied(render(request, "summaries/saved.html", context))


def _show(
    request: PageRequest,
    found: IntegrationSummary,
    one: Field,
    form: FieldForm,
    conflict: dict[str, Any] | None,
    status: int,
) -> HttpResponse:
    home = reverse("summaries:detail", args=[found.pk])
    held = queries.filled_fields(found)
    row = row_of(one, held.get(one.key))
    following = queries.missing_after(queries.fields_of(found), held, one.key)
    context: dict[str, Any] = {"form": form, "conflict": conflict, "row": row, "summary": found}
    context |= {"has_next": following is not None, "is_focused": "leave" in request.GET}
    context["may_fill"] = may_fill(request.viewer)
    if _is_row(request):
        is_form = context["may_fill"] and "leave" not in request.GET
        return _varied(
            render(request, "summaries/row_form.html" if is_form else "summaries/row.html", context, status=status)
        )
    context |= {
        "page_title": one.label,
        "page_lead": one.help_text
        or _("Write what is set up here. If it doesn't apply, leave that empty and say why."),
        "breadcrumbs": [(found.biller.name, reverse("desk:biller", args=[found.biller_id])), (str(found), home)],
        "submit_label": _("Save field"),
        "cancel_url": f"{home}#{one.key}",
        "source": row["source"],
    }
    return _varied(render(request, "summaries/field.html", context, status=status))


def _is_row(request: PageRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _varied(response: HttpResponse) -> HttpResponse:
    """The row and the page have one address: caches keep them apart."""
    patch_vary_headers(response, ["HX-Request"])
    return response
