"""The page of a biller's working days."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pilotage.billers import operations, queries
from pilotage.billers.models import Biller, BillerCalendar
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.forms.working_days import WorkingDaysForm
from pilotage.people.pages import form_page


@staff_page
@require_http_methods(["GET", "POST"])
def biller_days(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """When the biller's people work: council weeks, local holidays, a frozen year end."""
    try:
        found = queries.biller_for(request.viewer, pk)
    except Biller.DoesNotExist:
        raise Http404 from None
    held = BillerCalendar.objects.visible_to(request.viewer).filter(biller=found).first()
    form = WorkingDaysForm(request.POST or None, held=held)
    back = reverse("desk:biller", args=[pk])

    def run(given: Any) -> str:
        operations.set_biller_days(biller=found, by=request.viewer, now=timezone.now(), **given)
        return back

    context = {
        "page_title": _("Working days of %(name)s") % {"name": found.name},
        "page_lead": _("Plans count the biller's tasks on these days."),
        "breadcrumbs": [(_("Billers"), reverse("billers:list")), (found.name, back)],
        "submit_label": _("Save working days"),
        "cancel_url": back,
    }
    return form_page(
        request, form, run, context=context, said=_("The working days are saved; plans are worked out anew.")
    )
