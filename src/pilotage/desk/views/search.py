"""Search and the palette: billers, projects, tasks, products, people, actions and pages."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pilotage.desk.actions import actions_for
from pilotage.desk.navigation import jumps
from pilotage.desk.queries.search import find
from pilotage.people.doors import PageRequest, staff_page


@staff_page
@require_GET
def search(request: PageRequest) -> HttpResponse:
    """What is called like the text; the palette asks the same page and takes its results."""
    text = request.GET.get("q", "")[:100]
    groups = find(request.viewer, text)
    pages = jumps(request.viewer, text) if text.strip() else []
    if actions := actions_for(request.viewer, text):
        groups.append({"label": _("Actions"), "found": actions})
    if pages:
        groups.append({"label": _("Pages"), "found": pages[:6]})
    context = {"page_title": _("Search"), "search_text": text, "groups": groups}
    return render(request, "ui/page_search.html", context)
