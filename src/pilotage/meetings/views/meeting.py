"""Meetings: one page each, scheduling, moving, minuting, the calendar file."""

import uuid
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilotage.billers.models import Phase
from pilotage.billers.queries import phase_for
from pilotage.core.operations.settings import change_settings
from pilotage.meetings import operations, queries
from pilotage.meetings.calendar import calendar_file
from pilotage.meetings.enums import MeetingState
from pilotage.meetings.forms import ChangeForm, GuestForm, HeldForm, MeetingForm, PresentationForm, ReasonForm
from pilotage.meetings.models import Attendance, Meeting
from pilotage.meetings.permissions import ORGANISERS
from pilotage.people.doors import PageRequest, any_page, staff_page
from pilotage.people.enums import Role
from pilotage.people.models import User
from pilotage.people.pages import act, form_page


@staff_page
@require_GET
def meeting(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """When, who, agenda, minutes."""
    found = _meeting(request, pk)
    guests = list(found.attendances.select_related("user").order_by("name"))
    context = {
        "page_title": found.title,
        "breadcrumbs": _crumbs(found),
        "meeting": found,
        "guests": guests,
        "facts_rows": [
            (_("Phase"), str(found.phase), reverse("golive:readiness", args=[found.phase_id])),
            (_("What for"), found.get_kind_display()),
            (_("Minutes long"), found.minutes_long),
            (_("Time zone"), found.time_zone),
        ],
        "is_ahead": found.state in (MeetingState.SCHEDULED, MeetingState.PROPOSED),
        "may_organise": request.viewer.has(*ORGANISERS),
        "history_url": reverse("desk:history", args=[pk]),
    }
    return render(request, "meetings/meeting.html", context)


@any_page
@require_GET
def calendar(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """The calendar file; a biller's people get those they are invited to."""
    found = _meeting(request, pk)
    if not request.viewer.is_provider and not found.attendances.filter(user=request.viewer.user_id).exists():
        raise Http404
    response = HttpResponse(calendar_file(found, now=timezone.now()), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="meeting.ics"'
    return response


@staff_page
@require_http_methods(["GET", "POST"])
def meeting_new(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Schedules a meeting of a phase."""
    try:
        phase = phase_for(request.viewer, pk)
    except Phase.DoesNotExist:
        raise Http404 from None
    theirs = theirs_of(phase.biller_id)
    team = list(User.objects.filter(cares__biller_id=phase.biller_id).values_list("pk", flat=True))
    form = MeetingForm(
        request.POST or None, theirs=theirs, initial={"time_zone": phase.biller.time_zone, "people": team}
    )
    back = f"{reverse('golive:readiness', args=[pk])}#meetings"

    def run(given: Any) -> str:
        people = User.objects.filter(pk__in=given["people"])
        made = operations.schedule_meeting(
            phase=phase, kind=given["kind"], starts_at=form.starts_at(given["time_zone"]), minutes_long=given["minutes_long"],
            title=given["title"] or None, agenda=given["agenda"], time_zone=given["time_zone"], attendees=people,
            by=request.viewer, now=timezone.now(),
        )  # fmt: skip
        return reverse("meetings:meeting", args=[made.pk])

    context = {
        "page_title": _("Schedule a meeting with %(name)s") % {"name": phase.biller.name},
        "breadcrumbs": [(str(phase), back)],
        "submit_label": _("Schedule and invite"),
        "cancel_url": back,
    }
    return form_page(request, form, run, context=context)


@staff_page
@require_http_methods(["GET", "POST"])
def meeting_move(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Another time, title, length or agenda; who is invited hears of it."""
    found = _meeting(request, pk)
    local = found.starts_at.astimezone(ZoneInfo(found.time_zone))
    first = {
        "day": local.date(), "time": local.time(), "title": found.title, "minutes_long": found.minutes_long,
        "agenda": found.agenda, "version": found.record.version,
    }  # fmt: skip
    form = ChangeForm(request.POST or None, initial=first, zone=found.time_zone)

    def run(given: Any) -> str:
        operations.change_meeting(
            meeting=found, title=given["title"], agenda=given["agenda"], minutes_long=given["minutes_long"],
            starts_at=form.starts_at(found.time_zone), expect=given["version"], by=request.viewer, now=timezone.now(),
        )  # fmt: skip
        return reverse("meetings:meeting", args=[pk])

    context = _context(found, _("Change %(title)s"), _("Save and tell who is invited"))
    return form_page(request, form, run, context=context, record=found.record)


@staff_page
@require_http_methods(["GET", "POST"])
def meeting_hold(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """It took place: who came, and its minutes."""
    found = _meeting(request, pk)
    guests = list(found.attendances.order_by("name"))
    first = {
        "minutes": found.minutes or found.agenda,
        "attended": [one.pk for one in guests if one.has_attended is not False],
        "version": found.record.version,
    }
    form = HeldForm(request.POST or None, people=[(one.pk, one.name) for one in guests], initial=first)

    def run(given: Any) -> str:
        came = dict.fromkeys(given["attended"], True)
        operations.hold_meeting(
            meeting=found,
            minutes=given["minutes"],
            attended=came,
            expect=given["version"],
            by=request.viewer,
            now=timezone.now(),
        )
        return reverse("meetings:meeting", args=[pk])

    return form_page(
        request, form, run, context=_context(found, _("Minute %(title)s"), _("Save minutes")), record=found.record
    )


@staff_page
@require_http_methods(["GET", "POST"])
def meeting_guest(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Invites one more."""
    found = _meeting(request, pk)
    form = GuestForm(request.POST or None, theirs=theirs_of(found.biller_id))

    def run(given: Any) -> str:
        user = User.objects.filter(pk=given["user"]).first() if given["user"] else None
        operations.add_attendee(
            meeting=found, who=user or (given["name"], given["email"]), by=request.viewer, now=timezone.now()
        )
        return reverse("meetings:meeting", args=[pk])

    context = _context(found, _("Invite to %(title)s"), _("Invite"))
    return form_page(request, form, run, context=context, said=_("The invitation is on its way."))


@staff_page
@require_POST
def guest_remove(request: PageRequest, pk: int) -> HttpResponse:
    """Takes an invitation back."""
    found = (
        Attendance.objects.visible_to(request.viewer).select_related("meeting__record", "user").filter(pk=pk).first()
    )
    if found is None:
        raise Http404
    return act(
        request,
        lambda: operations.remove_attendee(attendance=found, by=request.viewer, now=timezone.now()),
        said=_("%(name)s is no longer invited.") % {"name": found.name},
        then=reverse("meetings:meeting", args=[found.meeting_id]),
    )


@staff_page
@require_http_methods(["GET", "POST"])
def meeting_cancel(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """It won't take place."""
    found, form = _meeting(request, pk), ReasonForm(request.POST or None)

    def run(given: Any) -> str:
        operations.cancel_meeting(meeting=found, reason=given["reason"], by=request.viewer, now=timezone.now())
        return reverse("meetings:meeting", args=[pk])

    return form_page(request, form, run, context=_context(found, _("Cancel %(title)s"), _("Cancel meeting")))


@staff_page(roles=(Role.ADMIN,))
@require_http_methods(["GET", "POST"])
def presentation(request: PageRequest) -> HttpResponse:
    """How people join the go-live presentation: kept encrypted, shown to administrators and to who is invited."""
    form = PresentationForm(request.POST or None)

    def run(given: Any) -> str:
        change_settings(by=request.viewer, now=timezone.now(), values=dict(given))
        return reverse("meetings:presentation")

    context = {
        "page_title": _("Go-live presentation"),
        "page_lead": _(
            "Mondays at 09:00 US Eastern, the last one before each go-live. Invitations sent from now on say how to join."
        ),
        "breadcrumbs": [(_("Settings"), "/settings/")],
        "submit_label": _("Save"),
        "cancel_url": "/settings/",
    }
    return form_page(request, form, run, context=context, said=_("Saved."))


def _meeting(request: PageRequest, pk: uuid.UUID) -> Meeting:
    try:
        return queries.meeting_for(request.viewer, pk)
    except Meeting.DoesNotExist:
        raise Http404 from None


def theirs_of(biller_id: uuid.UUID) -> list[User]:
    """The people of a biller who have an account."""
    return list(User.objects.filter(memberships__biller_id=biller_id, is_active=True).distinct().order_by("name"))


def _crumbs(found: Meeting) -> list[tuple[Any, str]]:
    return [
        (found.biller.name, reverse("desk:biller", args=[found.biller_id])),
        (found.phase.name, reverse("golive:readiness", args=[found.phase_id])),
    ]


def _context(found: Meeting, title: str, label: str) -> dict[str, Any]:
    back = reverse("meetings:meeting", args=[found.pk])
    return {
        "page_title": title % {"title": found.title},
        "breadcrumbs": [*_crumbs(found), (found.title, back)],
        "submit_label": label,
        "cancel_url": back,
    }
