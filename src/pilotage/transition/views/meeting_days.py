"""Moving the meetings before a go-live that has moved."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pilotage.billers.models import Phase
from pilotage.billers.queries import phase_for
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.pages import form_page
from pilotage.transition import operations
from pilotage.transition.forms import MoveMeetingsForm
from pilotage.transition.meeting_moves import misfits


@staff_page
@require_http_methods(["GET", "POST"])
def meetings_move(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Which meetings no longer fit the go-live, from when to when; those that are ticked move, and who is invited hears of it."""
    now = timezone.now()
    try:
        phase = phase_for(request.viewer, pk)
    except Phase.DoesNotExist:
        raise Http404 from None
    rows = misfits(phase, now=now)
    form = MoveMeetingsForm(request.POST or None, rows=rows)
    back = f"{reverse('golive:readiness', args=[pk])}#meetings"

    def run(given: Any) -> str:
        operations.move_meetings(phase=phase, chosen=given["chosen"], by=request.viewer, now=now)
        return back

    context = {
        "page_title": _("Meetings before the go-live of %(phase)s") % {"phase": phase},
        "page_lead": _("The go-live is planned for %(day)s. Tick the meetings that move to fit it.")
        % {"day": f"{phase.target_go_live_date:%a %-d %b %Y}"}
        if rows
        else _("Every meeting fits the go-live date."),
        "breadcrumbs": [(str(phase), back)],
        "stuck": [one.meeting for one in rows if one.starts_at is None],
        "may_move": any(one.starts_at for one in rows),
        "submit_label": _("Move and tell who is invited"),
        "cancel_url": back,
    }
    said = _("The meetings have moved; the changed calendar files are on their way.")
    return form_page(request, form, run, context=context, said=said, template="transition/meetings_move.html")
