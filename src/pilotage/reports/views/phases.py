"""The reports of one phase: kinds with their schedules, and every report that was made."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilotage.billers.models import Phase
from pilotage.billers.views.phases import find_phase
from pilotage.documents.queries import documents_of
from pilotage.meetings.models import Meeting
from pilotage.meetings.queries import meeting_for
from pilotage.people.doors import PageRequest, refusal_to_message, staff_page
from pilotage.people.models import User
from pilotage.people.pages import act, form_page, page_of
from pilotage.reports import operations, queries
from pilotage.reports.content import TONES
from pilotage.reports.enums import CADENCE_NAMES, KIND_NAMES, WEEKDAYS, Standing
from pilotage.reports.forms import ScheduleForm
from pilotage.reports.models import ReportSeries
from pilotage.reports.permissions import may_report
from pilotage.reports.queries import series_of


@staff_page
@require_GET
def of_phase(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Status reports, steering packs and the kickoff pack of a phase."""
    phase = find_phase(request, pk)
    held = {one.kind: one for one in series_of(phase)}
    page = page_of(request, queries.reports(request.viewer, {"phase": pk}))
    context = {
        "page_title": _("Reports of %(phase)s") % {"phase": phase},
        "breadcrumbs": [(phase.biller.name, reverse("desk:biller", args=[phase.biller_id]))],
        "phase": phase,
        "kinds": [_kind(kind, name, held.get(kind)) for kind, name in KIND_NAMES.items()],
        "documents": [(row.series, _named(row.series), row) for row in documents_of(pk).values()],
        "page": page,
        "rows": [(one, TONES[Standing(one.standing)]) for one in page],
        "is_empty": not page.paginator.count,
        "may_write": may_report(request.viewer),
    }
    return render(request, "reports/phase.html", context)


@staff_page
@require_POST
def draft(request: PageRequest, pk: uuid.UUID, kind: str) -> HttpResponse:
    """Makes the next report, or takes the draft that is there, and opens it to be written."""
    phase, now = _phase(request, pk, kind), timezone.now()
    with refusal_to_message(request):
        series = operations.ensure_series(phase=phase, kind=kind, by=request.viewer, now=now)
        meeting = _meeting_of(request)
        made = operations.make_draft(series=series, meeting=meeting, by=request.viewer, now=now)
        return redirect(reverse("reports:edit", args=[made.pk]))
    return redirect(reverse("reports:phase", args=[pk]))


@staff_page
@require_POST
def make_documents(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Has the phase's documents made by the worker."""
    phase, now = find_phase(request, pk), timezone.now()

    def run() -> None:
        operations.ask_for_documents(phase_ids=[phase.pk], by=request.viewer, now=now)

    said = _("The documents are being made. What says something new stands here in a moment.")
    return act(request, run, said=said, then=f"{reverse('reports:phase', args=[pk])}#documents")


@staff_page
@require_http_methods(["GET", "POST"])
def schedule(request: PageRequest, pk: uuid.UUID, kind: str) -> HttpResponse:
    """How often reports of a kind are made, and who reads them."""
    phase, now = _phase(request, pk, kind), timezone.now()
    held = next((one for one in series_of(phase) if one.kind == kind), None)
    theirs = _theirs(phase)
    form = ScheduleForm(request.POST or None, zone=phase.biller.time_zone, theirs=theirs, initial=_first(held, theirs))
    back = reverse("reports:phase", args=[pk])
    if request.GET.get("for"):
        back = _back_to_report(request.GET["for"]) or back

    def run(given: Any) -> str:
        people = User.objects.filter(pk__in=given["people"])
        operations.schedule_reports(
            phase=phase, kind=kind, cadence=given["cadence"], weekday=given["weekday"], hour=given["hour"],
            is_sent_unread=given["is_sent_unread"], readers=[*people, *given["guests"]],
            expect=given["version"] if held else None, by=request.viewer, now=now,
        )  # fmt: skip
        return back

    name = KIND_NAMES[kind].lower()  # type: ignore[index]
    context = {
        "page_title": _("Schedule and readers of the %(name)s") % {"name": name},
        "breadcrumbs": [
            (phase.biller.name, reverse("desk:biller", args=[phase.biller_id])),
            (_("Reports of %(phase)s") % {"phase": phase.name}, reverse("reports:phase", args=[pk])),
        ],
        "submit_label": _("Save"),
        "cancel_url": back,
    }
    return form_page(request, form, run, context=context, record=held.record if held else None, said=_("Saved."))


def _phase(request: PageRequest, pk: uuid.UUID, kind: str) -> Phase:
    if kind not in KIND_NAMES:
        raise Http404
    return find_phase(request, pk)


def _theirs(phase: Phase) -> list[User]:
    found = User.objects.filter(memberships__biller_id=phase.biller_id, is_active=True)
    return list(found.distinct().order_by("name"))


def _first(held: ReportSeries | None, theirs: list[User]) -> dict[str, Any]:
    if held is None:
        return {"weekday": 4, "hour": 9, "is_sent_unread": "no", "people": [user.pk for user in theirs], "version": 0}
    readers = list(held.readers.all())
    return {
        "cadence": held.cadence,
        "weekday": held.weekday,
        "hour": held.hour,
        "is_sent_unread": "yes" if held.is_sent_unread else "no",
        "people": [one.user_id for one in readers if one.user_id],
        "guests": "\n".join(f"{one.name} <{one.email}>" for one in readers if not one.user_id),
        "version": held.record.version,
    }


def _back_to_report(given: str) -> str:
    try:
        return reverse("reports:send", args=[uuid.UUID(given)])
    except ValueError:
        return ""


def _kind(kind: str, name: str, held: ReportSeries | None) -> dict[str, Any]:
    words = CADENCE_NAMES[held.cadence if held else ""]  # type: ignore[index]
    if held and held.cadence:
        words = _("%(often)s, %(day)s at %(hour)02d:00, %(how)s") % {
            "often": words,
            "day": WEEKDAYS[held.weekday],
            "hour": held.hour,
            "how": _("sent by itself")
            if held.is_sent_unread
            else _("as a draft for %(name)s") % {"name": held.keeper.name if held.keeper else _("nobody")},
        }
    readers = list(held.readers.all()) if held else []
    return {"key": kind, "name": name, "words": words, "readers": [one.name for one in readers]}


def _named(series: str) -> str:
    words = series.replace("_", " ").capitalize()
    return words.replace("Uat", "UAT").replace("Raid", "RAID")


def _meeting_of(request: PageRequest) -> Meeting | None:
    """The meeting whose pack it is, if one is named."""
    if not (key := request.POST.get("to")):
        return None
    try:
        return meeting_for(request.viewer, uuid.UUID(key))
    except (ValueError, Meeting.DoesNotExist):
        raise Http404 from None
