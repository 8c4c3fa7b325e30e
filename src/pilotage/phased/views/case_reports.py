"""The report of a biller's cases: as it stands, its words, its sharing, its files, the template, and what a link shows (R14)."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from pilotage.billers.models import Biller
from pilotage.billers.queries import biller_for
from pilotage.core.exports import KINDS, table_file
from pilotage.core.papers import pdf_of
from pilotage.documents.models import ShareLink
from pilotage.documents.queries import links_on
from pilotage.documents.sharing import path_of_link, shows
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.pages import form_page
from pilotage.phased import case_papers, operations
from pilotage.phased.case_forms import CaseReportForm, CaseTemplateForm
from pilotage.phased.operations.case_reporting import TEMPLATE_WRITERS
from pilotage.phased.queries import case_reports as queries
from pilotage.support.permissions import may_write
from pilotage.support.views.case import cases_of
from pilotage.welcome.brand import brand, stylesheet
from pilotage.welcome.forms import ShareForm
from pilotage.welcome.views.overviews import file_answer


@staff_page
@require_GET
def report(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The report as a link would show it, and who has one. `?as=csv` or `xlsx` gives its rows."""
    biller, now = _biller(request, pk), timezone.now()
    held, found = queries.report_of(pk), case_papers.gather(biller, now)
    if request.GET.get("as") in KINDS:
        return _rows(request.GET["as"], found)
    context = {
        "page_title": found.terms.title,
        "page_lead": _("As of %(moment)s") % {"moment": case_papers.as_of(found)},
        "breadcrumbs": [(biller.name, reverse("desk:biller", args=[pk])), (_("Cases"), cases_of(pk))],
        "biller": biller,
        "intro": found.terms.intro,
        "parts": case_papers.parts_of(found),
        "report": held,
        "share_links": list(links_on([held.pk], request.viewer)) if held else [],
        "may_write": may_write(request.viewer),
        "may_write_template": request.viewer.has(*TEMPLATE_WRITERS),
        "now": now,
        "csv_url": "?as=csv",
        "xlsx_url": "?as=xlsx",
        "history_url": reverse("desk:history", args=[held.pk]) if held else "",
    }
    return render(request, "phased/case_report.html", context)


@staff_page
@require_http_methods(["GET", "POST"])
def report_edit(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """This biller's own words and columns."""
    biller, held = _biller(request, pk), queries.report_of(pk)
    first: dict[str, Any] = {"version": None}
    if held is not None:
        names = ("title", "intro", "columns", "closed_days")
        first = {name: getattr(held, name) for name in names} | {"version": held.record.version}
    form = CaseReportForm(request.POST or None, initial=first)

    def run(given: Any) -> str:
        words = {name: given[name] for name in ("title", "intro", "columns", "closed_days")}
        operations.write_case_report(
            biller=biller, expect=given["version"] if held else None, by=request.viewer, now=timezone.now(), **words
        )
        return reverse("phased:case_report", args=[pk])

    context = _about(biller, _("Words of the case report of %(biller)s"), _("Save report"))
    context["page_lead"] = _("What is empty is the template's.")
    return form_page(request, form, run, context=context, record=held.record if held else None, said=_("Saved."))


@staff_page
@require_http_methods(["GET", "POST"])
def report_share(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Chooses who gets a link: PM, IM and CSM are ticked."""
    biller, now = _biller(request, pk), timezone.now()
    held = queries.report_of(pk)
    linked = set(queries.living_links(held, now)) if held else set()
    form = ShareForm(request.POST or None, people=queries.readers_of(pk), linked=linked)
    form.fields["readers"].label = _("Who works with the biller")

    def run(given: Any) -> str:
        operations.share_case_report(
            biller=biller, readers=form.chosen(), days=given["days"], by=request.viewer, now=timezone.now()
        )
        return reverse("phased:case_report", args=[pk])

    context = _about(biller, _("Share the case report of %(biller)s"), _("Share"))
    context["page_lead"] = _(
        "Each reader gets a link of their own by mail. It can be ended, and each opening is logged."
    )
    return form_page(request, form, run, context=context, said=_("Shared. Each reader has a mail with a link."))


@staff_page
@never_cache
@require_GET
def report_file(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """The report as PDF."""
    return _pdf(case_papers.gather(_biller(request, pk), timezone.now()))


@staff_page(roles=TEMPLATE_WRITERS)
@require_http_methods(["GET", "POST"])
def template(request: PageRequest) -> HttpResponse:
    """What reports of billers' cases begin with."""
    held, terms = queries.template_row(), queries.template()
    first = {
        "title": terms.title,
        "intro": terms.intro,
        "columns": list(terms.columns),
        "closed_days": terms.closed_days,
    }
    form = CaseTemplateForm(request.POST or None, initial=first | {"version": held.record.version if held else None})

    def run(given: Any) -> str:
        words = {name: given[name] for name in first}
        operations.write_case_template(
            expect=given["version"] if held else None, by=request.viewer, now=timezone.now(), **words
        )
        return reverse("phased:case_template")

    context = {
        "page_title": _("Template of the case report"),
        "page_lead": _("Reports begin with it; each biller's can be changed. {biller} stands for the biller's name."),
        "breadcrumbs": [(_("Settings"), reverse("people:settings"))],
        "submit_label": _("Save template"),
        "cancel_url": reverse("people:settings"),
    }
    record = held.record if held else None
    return form_page(request, form, run, context=context, record=record, said=_("Saved. Every report follows at once."))


@shows(queries.PURPOSE)
def report_by_link(request: HttpRequest, link: ShareLink, rest: str) -> HttpResponseBase:
    """The report as it stands, for whoever holds a link; `pdf` and `csv` are its files."""
    held = queries.report_by_key(link.subject_id)
    if held is None or rest not in ("", "pdf", "csv", "brand.css"):
        raise Http404
    if rest == "brand.css":
        return HttpResponse(stylesheet(), content_type="text/css")
    found = case_papers.gather(held.biller, timezone.now())
    if rest == "pdf":
        return _pdf(found)
    if rest == "csv":
        return _rows("csv", found)
    context = {
        "page_title": found.terms.title,
        "page_lead": _("As of %(moment)s") % {"moment": case_papers.as_of(found)},
        "brand": brand(),
        "brand_url": path_of_link(link, "brand.css"),
        "files": [(_("PDF"), path_of_link(link, "pdf")), (_("CSV"), path_of_link(link, "csv"))],
        "intro": found.terms.intro,
        "parts": case_papers.parts_of(found),
        "until": link.expires_at,
    }
    return render(request, "phased/case_report_by_link.html", context)


def _pdf(found: case_papers.Found) -> HttpResponse:
    return file_answer(pdf_of(case_papers.paper_of(found)), f"{found.terms.title}.pdf", "pdf")


def _rows(kind: str, found: case_papers.Found) -> HttpResponseBase:
    cases = [*found.still, *found.done]
    return table_file(kind, "case-report", case_papers.headers_of(found), case_papers.rows_of(found, cases))


def _biller(request: PageRequest, pk: uuid.UUID) -> Biller:
    try:
        return biller_for(request.viewer, pk)
    except Biller.DoesNotExist:
        raise Http404 from None


def _about(biller: Biller, title: str, label: str) -> dict[str, Any]:
    back = reverse("phased:case_report", args=[biller.pk])
    return {
        "page_title": title % {"biller": biller.name},
        "breadcrumbs": [(biller.name, reverse("desk:biller", args=[biller.pk])), (_("Case report"), back)],
        "submit_label": label,
        "cancel_url": back,
    }
