"""Settings: the page that leads to all of them, the provider's own values, and working calendars."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.settings_cards import cards_for


@staff_page
@require_GET
def settings_index(request: PageRequest) -> HttpResponse:
    """Cards that lead to every settings page that the person may open."""
    context = {"page_title": _("Settings"), "groups": cards_for(request.viewer)}
    return render(request, "people/settings.html", context)
