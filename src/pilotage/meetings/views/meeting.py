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
from pilotage.core.viewer import Viewer
from pilotage.meetings import operations, queries
from pilotage.meetings.calendar import calendar_file
from pilotage.meetings.enums import MeetingState
from pilotage.meetings.forms import ChangeForm, GuestForm, HeldForm, MeetingForm, ReasonForm
from pilotage.meetings.models import Attendance, Meeting
from pilotage.meetings.permissions import ORGANISERS
from pilotage.people.doors import PageRequest, any_page, staff_page
from pilotage.people.models import User
from pilotage.people.pages import act, form_page
from pilotage.work.queries import tasks_of


@staff_page
@require_GET
def meeting(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """When, who, agenda, minutes."""
    found = find_meeting(request, pk)
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
            *(
                [(_("Series"), found.series.title, reverse("meetings:series", args=[found.series_id]))]
                if found.series
                else []
            ),
        ],
        "is_ahead": found.state in (MeetingState.SCHEDULED, MeetingState.PROPOSED),
        **agenda_of(found, request.viewer),
        "may_organise": request.viewer.has(*ORGANISERS),
        "history_url": reverse("desk:history", args=[pk]),
    }
    return render(request, "meetings/meeting.html", context)


def agenda_of(found: Meeting, viewer: Viewer) -> dict[str, Any]:
    """Topics, actions, what is open from before and what was said last time."""
    items, last = queries.items_of(found.pk), queries.last_time(found)
    return {
        "items": items,
        "items_minutes": sum(one.minutes_long or 0 for one in items),
        "actions": list(tasks_of(found.pk, viewer)),
        "open_before": list(queries.open_actions_before(found)[:20]),
        "last_time": last,
        "last_said": [one for one in queries.items_of(last.pk) if one.said] if last else [],
    }


@any_page
@require_GET
def calendar(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """The calendar file; a biller's people get those they are invited to."""
    found = find_meeting(request, pk)
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
    found = find_meeting(request, pk)
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

    context = context_of(found, _("Change %(title)s"), _("Save and tell who is invited"))
    return form_page(request, form, run, context=context, record=found.record)


@staff_page
@require_http_methods(["GET", "POST"])
def meeting_hold(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """It took place: who came, and its minutes."""
    found = find_meeting(request, pk)
    guests = list(found.attendances.order_by("name"))
    items = queries.items_of(pk)
    first = {
        "minutes": found.minutes or ("" if items else found.agenda),
        "attended": [one.pk for one in guests if one.has_attended is not False],
        "version": found.record.version,
    }
    form = HeldForm(request.POST or None, people=[(one.pk, one.name) for one in guests], items=items, initial=first)

    def run(given: Any) -> str:
        came = dict.fromkeys(given["attended"], True)
        operations.hold_meeting(
            meeting=found,
            minutes=given["minutes"],
            attended=came,
            said=form.said(),
            expect=given["version"],
            by=request.viewer,
            now=timezone.now(),
        )
        return reverse("meetings:meeting", args=[pk])

    return form_page(
        request, form, run, context=context_of(found, _("Minute %(title)s"), _("Save minutes")), record=found.record
    )


@staff_page
@require_http_methods(["GET", "POST"])
def meeting_guest(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Invites one more."""
    found = find_meeting(request, pk)
    form = GuestForm(request.POST or None, theirs=theirs_of(found.biller_id))

    def run(given: Any) -> str:
        user = User.objects.filter(pk=given["user"]).first() if given["user"] else None
        operations.add_attendee(
            meeting=found, who=user or (given["name"], given["email"]), by=request.viewer, now=timezone.now()
        )
        return reverse("meetings:meeting", args=[pk])

    context = context_of(found, _("Invite to %(title)s"), _("Invite"))
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
    found, form = find_meeting(request, pk), ReasonForm(request.POST or None)

    def run(given: Any) -> str:
        operations.cancel_meeting(meeting=found, reason=given["reason"], by=request.viewer, now=timezone.now())
        return reverse("meetings:meeting", args=[pk])

    return form_page(request, form, run, context=context_of(found, _("Cancel %(title)s"), _("Cancel meeting")))


def find_meeting(request: PageRequest, pk: uuid.UUID) -> Meeting:
    """The meeting, or a page that isn't there."""
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


def context_of(found: Meeting, title: str, label: str) -> dict[str, Any]:
    """Title, crumbs and buttons of a form about a meeting."""
    back = reverse("meetings:meeting", args=[found.pk])
    return {
        "page_title": title % {"title": found.title},
        "breadcrumbs": [*_crumbs(found), (found.title, back)],
        "submit_label": label,
        "cancel_url": back,
    }
