"""Reports: the list, one of them, writing, sending, files."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilotage.documents.queries import files_on, links_on
from pilotage.onboarding.project_tabs import all_tabs
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.pages import act, asked, chips_of, form_page, page_of
from pilotage.reports import operations, queries
from pilotage.reports.content import TONES, part_of, sections_of
from pilotage.reports.enums import DECKS, SECTION_NAMES, STANDING_NAMES, ReportState, Standing
from pilotage.reports.files import file_of
from pilotage.reports.forms import ReportFilter, ReportForm, SendForm
from pilotage.reports.models import Report
from pilotage.reports.permissions import may_report


@staff_page
@require_GET
def report_list(request: PageRequest) -> HttpResponse:
    """Every report, the newest first."""
    form, sort = ReportFilter(request.GET), request.GET.get("sort", "")
    page = page_of(request, queries.reports(request.viewer, asked(form), sort=sort))
    context = {
        "page_title": _("Reports"),
        "filter_form": form,
        "chips": chips_of(form),
        "sort": sort,
        "tabs": all_tabs(request.path),
        "page": page,
        "rows": [(one, TONES[Standing(one.standing)]) for one in page],
        "is_empty": not page.paginator.count,
    }
    return render(request, "reports/list.html", context)


@staff_page
@require_GET
def report(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """What it says, to whom it went, and who read it."""
    found = find_report(request, pk)
    is_draft = found.state == ReportState.DRAFT
    context = _frame(found) | {
        "page_title": found.title,
        "report": found,
        "sections": sections_of(found),
        "tone": TONES[Standing(found.standing)],
        "standing_word": STANDING_NAMES[Standing(found.standing)],
        "is_draft": is_draft,
        "is_deck": found.series.kind in DECKS,
        "may_write": may_report(request.viewer),
        "later": None if is_draft else queries.later_version(found),
        "files": [] if is_draft else list(files_on(found.pk, request.viewer)),
        "share_links": list(links_on([found.pk], request.viewer)),
        "now": timezone.now(),
        "history_url": reverse("desk:history", args=[pk]),
    }
    return render(request, "reports/report.html", context)


@staff_page
@require_http_methods(["GET", "POST"])
def edit(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """A person's words, section by section, with the facts beside them."""
    found = find_report(request, pk)
    first = {f"text_{key}": text for key, text in found.texts.items()} | {
        "title": found.title,
        "left_out": found.left_out,
        "standing": found.standing if found.is_standing_chosen else "",
        "standing_reason": found.standing_reason if found.is_standing_chosen else "",
        "version": found.record.version,
    }
    form = ReportForm(request.POST or None, kind=found.series.kind, initial=first)

    def run(given: Any) -> str:
        operations.edit_report(
            report=found, title=given["title"], texts=form.texts(), left_out=given["left_out"], standing=given["standing"],
            standing_reason=given["standing_reason"], expect=given["version"], by=request.viewer, now=timezone.now(),
        )  # fmt: skip
        return reverse("reports:report", args=[pk])

    parts = [(SECTION_NAMES[key], part_of(key, found.facts)) for key in form.keys]
    context = _context(found, _("Write %(title)s"), _("Save")) | {"parts": parts}
    return form_page(request, form, run, context=context, record=found.record, template="reports/edit.html")


@staff_page
@require_POST
def refresh(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Brings the facts up to now."""
    found = find_report(request, pk)
    return act(
        request,
        lambda: operations.refresh_facts(report=found, by=request.viewer, now=timezone.now()),
        said=_("The facts are as of now; your words stayed."),
        then=reverse("reports:report", args=[pk]),
    )


@staff_page
@require_http_methods(["GET", "POST"])
def send(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Sends it to the readers that are ticked."""
    found = find_report(request, pk)
    people = list(found.series.readers.select_related("user").order_by("name"))
    first = {"readers": [one.pk for one in people], "version": found.record.version}
    form = SendForm(request.POST or None, people=people, initial=first)

    def run(given: Any) -> str:
        chosen = [one for one in people if one.pk in given["readers"]]
        operations.send_report(
            report=found, readers=chosen, expect=given["version"], by=request.viewer, now=timezone.now()
        )
        return reverse("reports:report", args=[pk])

    schedule_url = reverse("reports:schedule", args=[found.series.phase_id, found.series.kind])
    context = _context(found, _("Send %(title)s"), _("Send")) | {
        "page_lead": _("Each reader gets a mail with a link of their own. Once sent, the report stays as it is."),
        "schedule_url": f"{schedule_url}?for={found.pk}",
        "has_nobody": not people,
    }
    said = ngettext("Sent to %(n)d reader.", "Sent to %(n)d readers.", len(people)) % {"n": len(people)}
    if form.is_bound and form.is_valid():
        n = len(form.cleaned_data["readers"])
        said = ngettext("Sent to %(n)d reader.", "Sent to %(n)d readers.", n) % {"n": n}
    return form_page(request, form, run, context=context, record=found.record, said=said, template="reports/send.html")


@staff_page
@require_POST
def revise(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """A new version of a sent report."""
    found = find_report(request, pk)
    return act(
        request,
        lambda: operations.revise_report(report=found, by=request.viewer, now=timezone.now()),
        said=_("A new version is open as a draft."),
        then=reverse("reports:phase", args=[found.series.phase_id]),
    )


@staff_page
@require_POST
def discard(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Throws a draft away."""
    found = find_report(request, pk)
    return act(
        request,
        lambda: operations.discard_draft(report=found, by=request.viewer, now=timezone.now()),
        said=_("The draft is discarded."),
        then=reverse("reports:phase", args=[found.series.phase_id]),
    )


@staff_page
@never_cache
@require_GET
def report_file(request: PageRequest, pk: uuid.UUID, ending: str) -> HttpResponseBase:
    """The report as PDF or slides: as it was sent, or as the draft is now."""
    found = file_of(find_report(request, pk), ending)
    if found is None:
        raise Http404
    return found


def find_report(request: PageRequest, pk: uuid.UUID) -> Report:
    """The report, or a page that isn't there."""
    try:
        return queries.report_for(request.viewer, pk)
    except Report.DoesNotExist:
        raise Http404 from None


def _frame(found: Report) -> dict[str, Any]:
    phase = found.series.phase
    return {
        "breadcrumbs": [
            (phase.biller.name, reverse("desk:biller", args=[phase.biller_id])),
            (_("Reports of %(phase)s") % {"phase": phase.name}, reverse("reports:phase", args=[phase.pk])),
        ],
        "phase": phase,
    }


def _context(found: Report, title: str, label: str) -> dict[str, Any]:
    back = reverse("reports:report", args=[found.pk])
    frame = _frame(found)
    return frame | {
        "page_title": title % {"title": found.title},
        "breadcrumbs": [*frame["breadcrumbs"], (found.title, back)],
        "submit_label": label,
        "cancel_url": back,
    }
