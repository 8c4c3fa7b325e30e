"""The standing room of the go-live presentation."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pilotage.core.operations.settings import change_settings
from pilotage.meetings.forms import PresentationForm
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.enums import Role
from pilotage.people.pages import form_page


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
