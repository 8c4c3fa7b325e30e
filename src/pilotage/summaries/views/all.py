"""All summaries with their gaps; two compared; one brought back from a file, asked for in part, printed."""

import uuid
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from pilotage.core import app_settings
from pilotage.core.errors import Refused
from pilotage.core.exports import KINDS, table_file
from pilotage.core.papers import Paper, Part, Table, pdf_of
from pilotage.people.doors import PageRequest, refusal_to_form, staff_page
from pilotage.people.models import User
from pilotage.people.pages import asked, chips_of, export_urls, form_page, page_of
from pilotage.people.queries import staff_choices
from pilotage.summaries import listing, operations, queries
from pilotage.summaries.forms import AskForm, CompareForm, ImportForm, ListFilter
from pilotage.summaries.models import IntegrationSummary
from pilotage.summaries.past import side_by_side
from pilotage.summaries.permissions import require_asker, require_filler
from pilotage.summaries.reading import SummaryFile, read_summary_file
from pilotage.summaries.rows import areas_of
from pilotage.summaries.views.summary import _summary

HEADERS = (
    "biller",
    "external_id",
    "phase",
    "integration",
    "go_live",
    "filled",
    "not_applicable",
    "missing",
    "total",
    "missing_fields",
)


@staff_page
@require_GET
def summary_list(request: PageRequest) -> HttpResponseBase:
    """Every summary, those with most gaps on top."""
    form, sort = ListFilter(request.GET), request.GET.get("sort", "")
    found = listing.summaries(request.viewer, asked(form), sort=sort)
    if request.GET.get("as") in KINDS:
        return table_file(request.GET["as"], "integration-summaries", HEADERS, _export(found))
    page = page_of(request, found)
    rows = [one | head_words(one["counted"]) for one in listing.with_gaps(page)]
    context = {
        "page_title": _("Integration Summaries"),
        "filter_form": form,
        "chips": chips_of(form),
        "sort": sort,
        "page": page,
        "rows": rows,
        "is_empty": not page.paginator.count,
        **export_urls(request),
    }
    return render(request, "summaries/list.html", context)


@staff_page
@require_GET
def compare(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Field by field: with another summary of the biller or its product, or with itself as it read on a day."""
    found = _summary(request, pk)
    others = {str(one.pk): one for one in queries.comparable(found, request.viewer)}
    form = CompareForm(request.GET)
    choices: Any = form.fields["other"]
    choices.choices = [("", _("itself")), *((key, str(one)) for key, one in others.items())]
    given = asked(form)
    other = others.get(given.get("other") or "", found)
    on = given.get("on")
    at = datetime.combine(on + timedelta(days=1), time(), tzinfo=timezone.get_current_timezone()) if on else None
    rows = side_by_side(found, other, right_at=at)
    is_all = request.GET.get("show") == "all"
    context = {
        "page_title": _("Compare the %(summary)s") % {"summary": found},
        "breadcrumbs": [(str(found), reverse("summaries:detail", args=[pk]))],
        "summary": found,
        "form": form,
        "left_name": f"{found.phase}, {_('now')}",
        "right_name": f"{other.phase}, {on:%-d %b %Y}" if on else f"{other.phase}, {_('now')}",
        "rows": rows if is_all else [row for row in rows if not row["is_same"]],
        "different": sum(1 for row in rows if not row["is_same"]),
        "total": len(rows),
        "is_all": is_all,
        "is_empty": not is_all and all(row["is_same"] for row in rows),
    }
    return render(request, "summaries/compare.html", context)


@staff_page
@require_http_methods(["GET", "POST"])
def import_file(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Takes a filled export back: all of it, or nothing and a list of what is wrong, by row and field."""
    found, problems, status = _summary(request, pk), [], 200
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    if request.method == "POST":
        require_filler(request.viewer)
        status = 422
        if form.is_valid():
            sent = form.cleaned_data["file"]
            given: SummaryFile = read_summary_file(sent, sent.name, queries.fields_of(found))
            problems = given.problems
            try:
                n = (
                    0
                    if problems
                    else operations.import_fields(summary=found, given=given, by=request.viewer, now=timezone.now())
                )
            except Refused as refused:
                refusal_to_form(form, refused)
            else:
                if not problems:
                    messages.success(request, ngettext("%(n)d field changed.", "%(n)d fields changed.", n) % {"n": n})
                    return redirect("summaries:detail", pk=pk)
    context = _context(found, _("Import the %(summary)s"), _("Import"))
    context |= {"form": form, "problems": problems, "is_upload": True}
    return render(request, "summaries/import.html", context, status=status)


@staff_page
@require_http_methods(["GET", "POST"])
def ask_for(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Chosen fields, of one person, by a day."""
    found = _summary(request, pk)
    missing = queries.completeness(found)["missing"]
    form = AskForm(
        request.POST or None, initial={"keys": [one["key"] for one in missing], "owner": queries.im_of(found)}
    )
    keys: Any = form.fields["keys"]
    keys.choices = [(one["key"], f"{one['area']}: {one['label']}") for one in missing]
    owner: Any = form.fields["owner"]
    owner.choices = [("", _("the IM")), *staff_choices()]

    def run(given: Any) -> str:
        who = User.objects.filter(pk=given["owner"]).first() if given["owner"] else None
        operations.ask_for_fields(
            summary=found,
            keys=given["keys"],
            due_date=given["due_date"],
            owner=who,
            by=request.viewer,
            now=timezone.now(),
        )
        return reverse("summaries:detail", args=[pk])

    if request.method == "POST":
        require_asker(request.viewer)
    said = _("Asked: a task with these fields, and a notice. Reminders follow as the day comes near.")
    return form_page(
        request, form, run, context=_context(found, _("Ask for fields of the %(summary)s"), _("Ask")), said=said
    )


@staff_page
@never_cache
@require_GET
def pdf(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """The whole summary for printing."""
    found = _summary(request, pk)
    held, provider = queries.filled_fields(found), app_settings.value("provider_name") or "Pilotage"
    parts = []
    for area in areas_of(queries.fields_of(found), held):
        rows = [
            (row["field"].label, queries.words_of(row["held"]) or _("missing"), row["source"]) for row in area["rows"]
        ]
        parts.append(
            Part(area["name"], tables=[Table((_("Field"), _("Value"), _("Where it came from")), rows, (2, 5, 2))])
        )
    paper = Paper(title=str(found), parts=parts, lead=str(found.integration), foot=f"{provider} · {found}")
    response = HttpResponse(pdf_of(paper), content_type="application/pdf")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{found}.pdf')}"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def head_words(counted: dict[str, Any]) -> dict[str, Any]:
    """The names of what is missing, the first ones."""
    names = [one["label"] for one in counted["missing"]]
    return {"names": ", ".join(names[:3]), "more": max(0, len(names) - 3)}


def _context(found: IntegrationSummary, title: str, label: str) -> dict[str, Any]:
    back = reverse("summaries:detail", args=[found.pk])
    return {
        "page_title": title % {"summary": found},
        "breadcrumbs": [(found.biller.name, reverse("desk:biller", args=[found.biller_id])), (str(found), back)],
        "submit_label": label,
        "cancel_url": back,
    }


def _export(found: Any) -> Iterator[list[object]]:
    rows, size = list(found), 500
    for start in range(0, len(rows), size):
        for one in listing.with_gaps(rows[start : start + size]):
            row, counted = one["summary"], one["counted"]
            yield [
                row.biller.name, row.biller.external_id, row.phase.name, str(row.integration), row.day, counted["filled"],
                counted["not_applicable"], len(counted["missing"]), counted["total"],
                "; ".join(f"{gap['area']}: {gap['label']}" for gap in counted["missing"]),
            ]  # fmt: skip
