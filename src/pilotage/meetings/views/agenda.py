"""The agenda of a meeting: topics, proposals from open things, actions, the sheet to print."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilotage.meetings import operations, queries
from pilotage.meetings.agenda_forms import ActionForm, ItemForm
from pilotage.meetings.models import AgendaItem
from pilotage.meetings.permissions import ORGANISERS
from pilotage.meetings.proposing import proposals
from pilotage.meetings.views.meeting import agenda_of, context_of, find_meeting, theirs_of
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.pages import act, form_page

KEPT = ("title", "minutes_long", "presenter", "part", "remark")


@staff_page
@require_GET
def sheet(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """The meeting on paper: topics with room to write, actions, what is open, what was said last time."""
    found = find_meeting(request, pk)
    context = context_of(found, "%(title)s", "") | agenda_of(found, request.viewer)
    context |= {"meeting": found, "guests": list(found.attendances.order_by("name")), "printed_at": timezone.now()}
    return render(request, "meetings/sheet.html", context)


@staff_page
@require_http_methods(["GET", "POST"])
def item_new(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """One more topic."""
    found, form = find_meeting(request, pk), ItemForm(request.POST or None)

    def run(given: Any) -> str:
        fields = {name: given[name] for name in KEPT}
        operations.add_item(meeting=found, by=request.viewer, now=timezone.now(), **fields)
        return _agenda(pk)

    context = context_of(found, _("New topic of %(title)s"), _("Add topic"))
    return form_page(request, form, run, context=context, said=_("The topic stands on the agenda."))


@staff_page
@require_http_methods(["GET", "POST"])
def item_edit(request: PageRequest, pk: int) -> HttpResponse:
    """Words, minutes, presenter."""
    item = _item(request, pk)
    form = ItemForm(request.POST or None, initial={name: getattr(item, name) for name in KEPT})

    def run(given: Any) -> str:
        fields = {name: given[name] for name in KEPT}
        operations.change_item(item=item, by=request.viewer, now=timezone.now(), **fields)
        return _agenda(item.meeting_id)

    context = context_of(item.meeting, _("Edit a topic of %(title)s"), _("Save topic"))
    return form_page(request, form, run, context=context, said=_("The topic is saved."))


@staff_page
@require_POST
def item_move(request: PageRequest, pk: int) -> HttpResponse:
    """`to` up or down."""
    item = _item(request, pk)
    up = request.POST.get("to") == "up"
    return act(
        request,
        lambda: operations.move_item(item=item, up=up, by=request.viewer, now=timezone.now()),
        said=_("Moved up.") if up else _("Moved down."),
        then=_agenda(item.meeting_id),
    )


@staff_page
@require_POST
def item_remove(request: PageRequest, pk: int) -> HttpResponse:
    """Takes it off the agenda."""
    item = _item(request, pk)
    return act(
        request,
        lambda: operations.remove_item(item=item, by=request.viewer, now=timezone.now()),
        said=_("“%(title)s” is off the agenda.") % {"title": item.title},
        then=_agenda(item.meeting_id),
    )


@staff_page
@require_http_methods(["GET", "POST"])
def propose(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Open things that could be talked about; what is ticked goes on the agenda."""
    found, now = find_meeting(request, pk), timezone.now()
    if request.method == "POST":
        keys = request.POST.getlist("selected")
        if not keys:
            return redirect(reverse("meetings:propose", args=[pk]))
        n = len(keys)
        return act(
            request,
            lambda: operations.take_proposals(meeting=found, keys=keys, by=request.viewer, now=now),
            said=ngettext("%(n)d topic added.", "%(n)d topics added.", n) % {"n": n},
            then=_agenda(pk),
        )
    context = context_of(found, _("Topics for %(title)s"), "") | {
        "groups": proposals(found, request.viewer, now),
        "may_organise": request.viewer.has(*ORGANISERS),
    }
    return render(request, "meetings/propose.html", context)


@staff_page
@require_http_methods(["GET", "POST"])
def action_new(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """What somebody is to do; `another` stays for the next one."""
    found = find_meeting(request, pk)
    form = ActionForm(request.POST or None, theirs=theirs_of(found.biller_id))

    def run(given: Any) -> str:
        operations.add_action(
            meeting=found, title=given["title"], owner=form.person(), due_date=given["due_date"], by=request.viewer,
            now=timezone.now(),
        )  # fmt: skip
        return reverse("meetings:action_new", args=[pk]) if "another" in request.POST else f"{_here(pk)}#actions"

    context = context_of(found, _("New action of %(title)s"), _("Add action"))
    return form_page(
        request, form, run, context=context, template="meetings/action_form.html", said=_("The action is a task now.")
    )


def _item(request: PageRequest, pk: int) -> AgendaItem:
    try:
        return queries.item_for(request.viewer, pk)
    except AgendaItem.DoesNotExist:
        raise Http404 from None


def _here(pk: uuid.UUID) -> str:
    return reverse("meetings:meeting", args=[pk])


def _agenda(pk: uuid.UUID) -> str:
    return f"{_here(pk)}#agenda"
