"""Go-Live Overviews: the list of phases near their go-live, one overview, its words, its sharing, its files."""

import uuid
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from pilotage.billers.models import Phase
from pilotage.billers.views.phases import find_phase
from pilotage.core.exports import KINDS, table_file
from pilotage.core.papers import docx_of, pdf_of
from pilotage.documents.queries import links_on
from pilotage.documents.rules import KINDS as FILE_KINDS
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.pages import asked, chips_of, export_urls, form_page, page_of
from pilotage.welcome import operations, queries
from pilotage.welcome.content import paper_of, sections_of
from pilotage.welcome.enums import STANDING_NAMES, Standing
from pilotage.welcome.facts import TOGETHER, day, gather
from pilotage.welcome.forms import NearFilter, OverviewForm, ShareForm
from pilotage.welcome.models import Overview
from pilotage.welcome.permissions import may_share
from pilotage.welcome.rules import differences

CRUMBS = [(gettext_lazy("Go-Live Overviews"), "/overviews/")]
TONES = {Standing.NONE: "quiet", Standing.SHARED: "good", Standing.CHANGED: "warn"}
HEADERS = ("biller", "external_id", "phase", "go_live", "standing", "version", "shared_at", "shared_by", "differences")
PRINTERS = {"pdf": pdf_of, "docx": docx_of}


@staff_page
@require_GET
def overview_list(request: PageRequest) -> HttpResponseBase:
    """Phases near their go-live: whose overview isn't shared, whose says no longer what is so."""
    form, sort, now = NearFilter(request.GET), request.GET.get("sort", ""), timezone.now()
    found = queries.phases_near(request.viewer, asked(form), today=now.date(), sort=sort)
    if request.GET.get("as") in KINDS:
        return table_file(request.GET["as"], "go-live-overviews", HEADERS, _export(found))
    page = page_of(request, found)
    context = {
        "page_title": _("Go-Live Overviews"),
        "page_lead": _("Phases that go live within 120 days, or did."),
        "filter_form": form,
        "chips": chips_of(form),
        "sort": sort,
        "page": page,
        "rows": [_row(one) for one in page],
        "is_empty": not page.paginator.count,
        **export_urls(request),
    }
    return render(request, "welcome/overviews.html", context)


@staff_page
@require_GET
def overview(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """The overview as it would be shared now, what differs from what readers have, and who has a link."""
    phase, now = _phase(request, pk), timezone.now()
    held, facts = getattr(phase, "overview", None), gather(phase, is_fresh=True)
    texts, left_out = (held.texts, held.left_out) if held else ({}, [])
    is_shared = held is not None and held.shared_at is not None
    news = differences(held.facts, facts) if held is not None and is_shared else []
    context = {
        "page_title": _("Go-Live Overview of %(phase)s") % {"phase": phase},
        "breadcrumbs": [*CRUMBS, (phase.biller.name, reverse("desk:biller", args=[phase.biller_id]))],
        "phase": phase,
        "overview": held,
        "intro": texts.get("intro", ""),
        "sections": sections_of(facts, texts, left_out),
        "news": news,
        "is_shared": is_shared,
        "is_dated": bool(facts["values"]["go_live"]),
        "versions": queries.versions_of(held) if held else [],
        "share_links": list(links_on([held.pk], request.viewer)) if held else [],
        "now": now,
        "may_share": may_share(request.viewer),
        "history_url": reverse("desk:history", args=[held.pk]) if held else "",
        "documents_url": reverse("documents:versions", args=[held.pk, queries.SERIES]) if held and is_shared else "",
    }
    return render(request, "welcome/overview.html", context)


@staff_page
@require_http_methods(["GET", "POST"])
def overview_edit(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """A person's words above the facts."""
    phase = find_phase(request, pk)
    held = queries.overview_of(pk)
    first: dict[str, Any] = {"left_out": held.left_out, "version": held.record.version} if held else {}
    first |= {f"text_{key}": text for key, text in (held.texts if held else {}).items()}
    form = OverviewForm(request.POST or None, initial=first)

    def run(given: Any) -> str:
        operations.write_overview(
            phase=phase, texts=form.texts(), left_out=given["left_out"], expect=given["version"] if held else None,
            by=request.viewer, now=timezone.now(),
        )  # fmt: skip
        return reverse("welcome:overview", args=[pk])

    context = _context(phase, _("Words of the Go-Live Overview of %(phase)s"), _("Save words"))
    context["page_lead"] = _("Your words stand above the facts of each section; the facts come from the live data.")
    return form_page(request, form, run, context=context, record=held.record if held else None, said=_("Saved."))


@staff_page
@require_http_methods(["GET", "POST"])
def overview_share(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Chooses readers; who has a link gets the news, the others a link."""
    phase, now = find_phase(request, pk), timezone.now()
    held = queries.overview_of(pk)
    linked = set(queries.living_links(held, now, queries.PURPOSE)) if held else set()
    people = queries.people_of(phase.biller_id)
    known = {email for _name, email in people}
    people += [
        (link.name, email)
        for email, link in (queries.living_links(held, now, queries.PURPOSE) if held else {}).items()
        if email not in known
    ]
    form = ShareForm(
        request.POST or None, people=people, linked=linked, initial={"version": held.record.version if held else None}
    )

    def run(given: Any) -> str:
        operations.share_overview(
            phase=phase, readers=form.chosen(), days=given["days"], expect=given["version"] if held else None,
            by=request.viewer, now=now,
        )  # fmt: skip
        return reverse("welcome:overview", args=[pk])

    context = _context(phase, _("Share the Go-Live Overview of %(phase)s"), _("Share"))
    context["news"] = held.differences if held is not None else []
    record = held.record if held else None
    said = _("Shared. Each reader has a mail with a link.")
    return form_page(request, form, run, context=context, record=record, said=said, template="welcome/share.html")


@staff_page
@never_cache
@require_GET
def overview_file(request: PageRequest, pk: uuid.UUID, ending: str) -> HttpResponse:
    """The overview with the facts of now, as PDF or DOCX."""
    phase = find_phase(request, pk)
    if ending not in PRINTERS:
        raise Http404
    held = queries.overview_of(pk)
    texts, left_out = (held.texts, held.left_out) if held else ({}, [])
    made = day(timezone.now().astimezone(ZoneInfo(phase.biller.time_zone)).date())
    paper = paper_of(gather(phase), texts, left_out, version=0, made=made)
    return file_answer(PRINTERS[ending](paper), f"Go-Live Overview, {phase}.{ending}", ending)


def file_answer(data: bytes, name: str, ending: str) -> HttpResponse:
    """A download."""
    response = HttpResponse(data, content_type=FILE_KINDS[ending][0])
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _phase(request: PageRequest, pk: uuid.UUID) -> Phase:
    """With all that its overview says and its overview, in one question."""
    together = (*TOGETHER, "record", "overview__record", "overview__shared_by")
    try:
        found: Phase = Phase.objects.visible_to(request.viewer).select_related(*together).get(pk=pk)
    except Phase.DoesNotExist:
        raise Http404 from None
    return found


def _row(phase: Phase) -> dict[str, Any]:
    held: Overview | None = getattr(phase, "overview", None)
    standing = queries.standing_of(held)
    return {
        "phase": phase,
        "overview": held,
        "standing": standing,
        "word": STANDING_NAMES[standing],
        "tone": TONES[standing],
    }


def _context(phase: Phase, title: str, label: str) -> dict[str, Any]:
    back = reverse("welcome:overview", args=[phase.pk])
    return {
        "page_title": title % {"phase": phase},
        "breadcrumbs": [*CRUMBS, (str(phase), back)],
        "submit_label": label,
        "cancel_url": back,
    }


def _export(found: Any) -> Iterator[list[object]]:
    for phase in found.iterator(chunk_size=500):
        row = _row(phase)
        held = row["overview"]
        shared: datetime | None = held.shared_at if held else None
        yield [
            phase.biller.name, phase.biller.external_id, phase.name, phase.went_live_date or phase.target_go_live_date,
            row["standing"], held.version if held else 0, shared,
            held.shared_by.name if held and held.shared_by else "", " ".join(held.differences) if held else "",
        ]  # fmt: skip
