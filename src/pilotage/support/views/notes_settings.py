"""After how many days the notes of a case are stale."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pilotage.core.operations.settings import change_settings
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.enums import Role
from pilotage.people.pages import form_page
from pilotage.support.call_forms import FreshnessForm


@staff_page(roles=(Role.ADMIN,))
@require_http_methods(["GET", "POST"])
def notes_freshness(request: PageRequest) -> HttpResponse:
    """By severity; what is stale from now on follows at once."""
    form = FreshnessForm(request.POST or None)

    def run(given: Any) -> str:
        change_settings(by=request.viewer, now=timezone.now(), values=dict(given))
        return reverse("support:list") + "?notes=stale"

    context = {
        "page_title": _("When notes of cases are stale"),
        "page_lead": _(
            "By severity. Who owns a case is told when its notes are; in phased projects it becomes a duty."
        ),
        "breadcrumbs": [(_("Settings"), "/settings/")],
        "submit_label": _("Save"),
        "cancel_url": "/settings/",
    }
    return form_page(request, form, run, context=context, said=_("Saved. These cases have stale notes now."))
