"""Triage calls: the series, one call with its agenda and who has to be there, its minutes, its calendar file."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from pilotage.meetings.series_dates import next_dates
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.enums import Role
from pilotage.people.pages import form_page, page_of
from pilotage.support import operations, queries
from pilotage.support.call_files import call_file
from pilotage.support.call_forms import CallMinutesForm, CancelForm, InviteForm, RhythmForm
from pilotage.support.enums import CallState
from pilotage.support.models import TriageCall
from pilotage.support.permissions import may_write
from pilotage.support.rhythm import in_words, rhythm


@staff_page
@require_GET
def calls(request: PageRequest) -> HttpResponse:
    """The series: what comes next, what was held."""
    now = timezone.now()
    page = page_of(request, queries.calls())
    for one in page:
        one.standing_now = one.standing(now)
    context = {
        "page_title": _("Triage calls"),
        "page_lead": _("%(when)s; a holiday falls out. A leader of the TSM team or of client services has to be there.")
        % {"when": in_words()},
        "breadcrumbs": [(_("Cases"), reverse("support:list")), (_("Triage"), reverse("support:triage"))],
        "dates": next_dates(rhythm(), now, 4),
        "zone": rhythm().zone,
        "may_set": request.viewer.has(Role.ADMIN),
        "to_record": len(queries.calls_to_record(now)),
        "page": page,
        "rows": page,
        "is_empty": not page.paginator.count,
    }
    return render(request, "support/calls.html", context)


@staff_page(roles=(Role.ADMIN,))
@require_http_methods(["GET", "POST"])
def calls_rhythm(request: PageRequest) -> HttpResponse:
    """On which days at what time calls meet; those ahead follow."""
    form = RhythmForm(request.POST or None)

    def run(given: Any) -> str:
        operations.set_triage_rhythm(
            weekdays=[int(day) for day in given["triage_weekdays"]], at=given["triage_at"], zone=given["triage_zone"],
            minutes_long=given["triage_minutes"], by=request.viewer, now=timezone.now(),
        )  # fmt: skip
        return reverse("support:calls")

    context = {
        "page_title": _("When triage calls meet"),
        "page_lead": _(
            "Calls that are ahead follow: those whose day stays get the new time, the others are cancelled, missing ones are made."
            " Whoever is invited is told."
        ),
        "breadcrumbs": [(_("Settings"), "/settings/")],
        "submit_label": _("Save"),
        "cancel_url": reverse("support:calls"),
    }
    return form_page(request, form, run, context=context, said=_("Saved. The calls ahead follow."))


@staff_page
@require_GET
def call(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """The agenda, critical first; who is invited, whether a leader is; how each case left."""
    found, now = _call(request, pk), timezone.now()
    people, is_open = queries.attendances_of(found), found.state == CallState.SCHEDULED
    agenda = page_of(request, queries.agenda(request.viewer, now)) if is_open else None
    context = {
        "page_title": str(found),
        "breadcrumbs": _crumbs(),
        "call": found,
        "people": people,
        "leaders": [row for row in people if row.is_leader],
        "came_leaders": [row for row in people if row.is_leader and row.has_attended],
        "is_open": is_open,
        "has_begun": found.starts_at <= now,
        "standing": found.standing(now),
        "page": agenda,
        "rows": agenda or [],
        "outcomes": queries.outcomes_of(request.viewer, found),
        "may_write": may_write(request.viewer),
        "history_url": reverse("desk:history", args=[pk]),
    }
    return render(request, "support/call.html", context)


@staff_page
@require_GET
def call_calendar(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """The calendar file."""
    data = call_file(_call(request, pk), now=timezone.now())
    response = HttpResponse(data, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="triage.ics"'
    return response


@staff_page
@require_http_methods(["GET", "POST"])
def call_minutes(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Who came, a leader among them, and what was said; who came gets the minutes."""
    found = _call(request, pk)
    people = queries.attendances_of(found)
    words = [(row.pk, f"{row.user.name} ({_('leader')})" if row.is_leader else row.user.name) for row in people]
    first = {
        "attended": [row.pk for row in people if row.has_attended],
        "minutes": found.minutes if found.state == CallState.HELD else "",
        "version": found.record.version,
    }
    form = CallMinutesForm(request.POST or None, people=words, initial=first)

    def run(given: Any) -> str:
        operations.hold_call(
            call=found, attended=given["attended"], minutes=given["minutes"], expect=given["version"], by=request.viewer,
            now=timezone.now(),
        )  # fmt: skip
        return reverse("support:call", args=[pk])

    n = len(queries.outcomes_of(request.viewer, found))
    lead = ngettext("%(n)d case got its way in this call.", "%(n)d cases got their way in this call.", n) % {"n": n}
    context = _context(found, _("Minutes of the %(call)s"), _("Save and send to who came")) | {"page_lead": lead}
    return form_page(request, form, run, context=context, record=found.record, said=_("The minutes are on their way."))


@staff_page
@require_http_methods(["GET", "POST"])
def call_invite(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Invites one more of the staff."""
    found, form = _call(request, pk), InviteForm(request.POST or None)

    def run(given: Any) -> str:
        operations.invite_to_call(call=found, people=[form.person()], by=request.viewer, now=timezone.now())
        return reverse("support:call", args=[pk])

    context = _context(found, _("Invite to the %(call)s"), _("Invite"))
    return form_page(request, form, run, context=context, said=_("The invitation is on its way."))


@staff_page
@require_http_methods(["GET", "POST"])
def call_cancel(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """It won't take place."""
    found, form = _call(request, pk), CancelForm(request.POST or None)

    def run(given: Any) -> str:
        operations.cancel_call(call=found, reason=given["reason"], by=request.viewer, now=timezone.now())
        return reverse("support:call", args=[pk])

    context = _context(found, _("Cancel the %(call)s"), _("Cancel call"))
    return form_page(request, form, run, context=context, said=_("The call is cancelled."))


@staff_page
@require_http_methods(["GET", "POST"])
def call_miss(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Its time has passed and it didn't take place."""
    found, form = _call(request, pk), CancelForm(request.POST or None)

    def run(given: Any) -> str:
        operations.miss_call(call=found, reason=given["reason"], by=request.viewer, now=timezone.now())
        return reverse("support:call", args=[pk])

    context = _context(found, _("The %(call)s was missed"), _("It was missed"))
    context["page_lead"] = _("What waited for triage stays on the next call's agenda.")
    return form_page(request, form, run, context=context, said=_("Noted. Its cases stay on the next call's agenda."))


def _call(request: PageRequest, pk: uuid.UUID) -> TriageCall:
    try:
        return queries.call_for(pk)
    except TriageCall.DoesNotExist:
        raise Http404 from None


def _crumbs() -> list[tuple[Any, str]]:
    return [(_("Cases"), reverse("support:list")), (_("Triage calls"), reverse("support:calls"))]


def _context(found: TriageCall, title: str, label: str) -> dict[str, Any]:
    back, name = reverse("support:call", args=[found.pk]), str(found)
    return {
        "page_title": title % {"call": name[0].lower() + name[1:]},
        "breadcrumbs": [*_crumbs(), (name, back)],
        "submit_label": label,
        "cancel_url": back,
    }
