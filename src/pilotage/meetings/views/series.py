"""Series of meetings: those of a phase, one of them, begin, change, stop, with the next dates before anything is saved."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from pilotage.billers.models import Contact, Phase
from pilotage.billers.views.phases import find_phase
from pilotage.core.errors import Refused
from pilotage.meetings import operations, queries
from pilotage.meetings.enums import MeetingKind
from pilotage.meetings.forms import ReasonForm
from pilotage.meetings.models import MeetingSeries
from pilotage.meetings.permissions import ORGANISERS
from pilotage.meetings.rules import Rhythm, Slot
from pilotage.meetings.series_dates import next_dates
from pilotage.meetings.series_forms import SeriesForm, first_values
from pilotage.meetings.views.meeting import theirs_of
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.models import User
from pilotage.people.pages import form_page, page_of


@staff_page
@require_GET
def of_phase(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """The meetings of a phase: its series, what is ahead, what was held."""
    phase, now = find_phase(request, pk), timezone.now()
    page = page_of(request, queries.meetings_latest_first(phase.pk))
    context = {
        "page_title": _("Meetings of %(phase)s") % {"phase": phase},
        "breadcrumbs": _crumbs(phase),
        "phase": phase,
        "all_series": queries.series_of(phase.pk, now),
        "page": page,
        "rows": page,
        "is_empty": not page.paginator.count,
        "now": now,
        "may_organise": request.viewer.has(*ORGANISERS),
    }
    return render(request, "meetings/of_phase.html", context)


@staff_page
@require_GET
def series(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """When it meets, who is invited, its meetings."""
    found, now = _series(request, pk), timezone.now()
    page = page_of(request, queries.meetings_of_series(found.pk))
    context = {
        "page_title": found.title,
        "breadcrumbs": [*_crumbs(found.phase), (_("Meetings"), reverse("meetings:of_phase", args=[found.phase_id]))],
        "series": found,
        "facts_rows": _facts(found),
        "guests": list(found.guests.order_by("name")),
        "dates": [] if found.stopped_at else next_dates(found.rhythm, now),
        "page": page,
        "rows": page,
        "may_organise": request.viewer.has(*ORGANISERS) and not found.stopped_at,
        "history_url": reverse("desk:history", args=[pk]),
    }
    return render(request, "meetings/series.html", context)


@staff_page
@require_http_methods(["GET", "POST"])
def series_new(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Begins a series of a phase; `show` shows its dates and saves nothing."""
    phase, now = find_phase(request, pk), timezone.now()
    team = User.objects.filter(cares__biller_id=phase.biller_id).values_list("pk", flat=True)
    first = {
        "time_zone": phase.biller.time_zone, "first_date": timezone.localdate(now), "people": [f"u{one}" for one in team],
        "title": _("Weekly call with %(name)s") % {"name": phase.biller.name},
    }  # fmt: skip
    if request.GET.get("kind") == MeetingKind.CLIENT:
        first |= {
            "kind": MeetingKind.CLIENT, "title": _("Production cases with %(name)s") % {"name": phase.biller.name},
            "agenda": _("PM: the implementation, 20\nTSM: production cases, 30\nActions, 10"),
        }  # fmt: skip
    form = SeriesForm(request.POST or None, initial=first, theirs=theirs_of(phase.biller_id), contacts=_contacts(phase))
    back = reverse("meetings:of_phase", args=[pk])
    context = {
        "page_title": _("New series with %(name)s") % {"name": phase.biller.name},
        "page_lead": _("Meetings are made eight weeks ahead. A date on a holiday falls out."),
        "breadcrumbs": [*_crumbs(phase), (_("Meetings"), back)],
        "submit_label": _("Begin and invite"),
        "cancel_url": back,
    }

    def run(given: Any) -> str:
        made = operations.begin_series(
            phase=phase, kind=given["kind"], guests=form.guests(), by=request.viewer, now=now, **form.fields_given()
        )
        return reverse("meetings:series", args=[made.pk])

    return _shown(request, form, context) or form_page(
        request, form, run, context=context, template="meetings/series_form.html", said=_("The series has begun.")
    )


@staff_page
@require_http_methods(["GET", "POST"])
def series_edit(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Changes a series; `show` says what that does to its coming meetings and saves nothing."""
    found, now = _series(request, pk), timezone.now()
    contacts, guests = _contacts(found.phase), list(found.guests.select_related("user"))
    form = SeriesForm(
        request.POST or None, initial=first_values(found, guests, contacts), theirs=theirs_of(found.biller_id),
        contacts=contacts, is_new=False,
    )  # fmt: skip
    context = _context(found, _("Change %(title)s"), _("Save and tell who is invited"))

    def run(given: Any) -> str:
        effect = operations.change_series(
            series=found,
            guests=form.guests(),
            expect=given["version"],
            by=request.viewer,
            now=now,
            **form.fields_given(),
        )
        said.append(effect.words())
        return reverse("meetings:series", args=[pk])

    said: list[str] = []
    answer = _shown(request, form, context, found) or form_page(
        request, form, run, context=context, record=found.record, template="meetings/series_form.html",
    )  # fmt: skip
    if said:
        messages.success(request, _("Saved. Coming meetings: %(words)s") % {"words": said[0]})
    return answer


@staff_page
@require_http_methods(["GET", "POST"])
def series_stop(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """No more meetings; those ahead are cancelled."""
    found, form, now = _series(request, pk), ReasonForm(request.POST or None), timezone.now()
    ahead = queries.count_ahead(found.pk, now)

    def run(given: Any) -> str:
        operations.stop_series(series=found, reason=given["reason"], by=request.viewer, now=now)
        return reverse("meetings:series", args=[pk])

    context = _context(found, _("Stop %(title)s"), _("Stop the series")) | {
        "page_lead": ngettext(
            "%(n)d meeting ahead is cancelled, and who is invited is told. What was held stays.",
            "%(n)d meetings ahead are cancelled, and who is invited is told. What was held stays.",
            ahead,
        )
        % {"n": ahead}
    }
    return form_page(request, form, run, context=context, said=_("The series is stopped."))


def _shown(
    request: PageRequest, form: SeriesForm, context: dict[str, Any], found: MeetingSeries | None = None
) -> HttpResponse | None:
    """The form again with the next dates under it, when that was asked for and all that was typed can be."""
    if "show" not in request.POST or not form.is_valid():
        return None
    given, now = form.fields_given(), timezone.now()
    more: dict[str, Any] = {"dates": _dates(given, now), "is_shown": True}
    try:
        if found is not None:
            more["effect"] = operations.effect_of(found, given, now).words()
    except Refused:
        return None  # saving says the same beside the field
    return render(request, "meetings/series_form.html", context | more | {"form": form})


def _dates(given: dict[str, Any], now: Any) -> list[Slot]:
    rhythm = Rhythm(
        tuple(given["weekdays"]), given["at"], given["time_zone"], given["cadence"], given["first_date"], given["last_date"]
    )  # fmt: skip
    return next_dates(rhythm, now)


def _series(request: PageRequest, pk: uuid.UUID) -> MeetingSeries:
    try:
        return queries.series_for(request.viewer, pk)
    except MeetingSeries.DoesNotExist:
        raise Http404 from None


def _contacts(phase: Phase) -> list[Contact]:
    return list(Contact.objects.everywhere().filter(biller_id=phase.biller_id).exclude(email="").order_by("name"))


def _crumbs(phase: Phase) -> list[tuple[Any, str]]:
    return [
        (phase.biller.name, reverse("desk:biller", args=[phase.biller_id])),
        (phase.name, reverse("golive:readiness", args=[phase.pk])),
    ]


def _facts(found: MeetingSeries) -> list[Any]:
    until = found.last_date or (None if found.stopped_at else _("until it is stopped"))
    return [
        (_("What for"), found.get_kind_display()),
        (_("Days"), found.day_names),
        (_("Begins at"), f"{found.at:%H:%M} ({found.time_zone})"),
        (_("Minutes long"), found.minutes_long),
        (_("How often"), found.get_cadence_display()),
        (_("From"), found.first_date),
        (_("Until"), until),
        (_("On holidays"), _("falls out, and is not made up for")),
    ]


def _context(found: MeetingSeries, title: str, label: str) -> dict[str, Any]:
    back = reverse("meetings:series", args=[found.pk])
    return {
        "page_title": title % {"title": found.title},
        "breadcrumbs": [*_crumbs(found.phase), (found.title, back)],
        "submit_label": label,
        "cancel_url": back,
    }
