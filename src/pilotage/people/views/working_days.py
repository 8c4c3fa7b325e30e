"""Pages of working days: a person's and a team's."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from pilotage.people import operations
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.enums import Role
from pilotage.people.forms.working_days import WorkingDaysForm
from pilotage.people.models import PersonCalendar, Team, TeamCalendar, User
from pilotage.people.pages import form_page

CRUMBS = [(gettext_lazy("Settings"), "/settings/")]
SAID = gettext_lazy("The working days are saved; plans are worked out anew.")


@staff_page
@require_http_methods(["GET", "POST"])
def person_days(request: PageRequest, pk: int) -> HttpResponse:
    """When a person works; everybody their own, administrators everybody's."""
    user = get_object_or_404(User, pk=pk)
    held = PersonCalendar.objects.filter(user=user).first()
    form = WorkingDaysForm(request.POST or None, held=held)
    back = reverse("people:time_off")

    def run(given: Any) -> str:
        operations.set_person_days(user=user, by=request.viewer, now=timezone.now(), **given)
        return back

    context = {
        "page_title": _("Working days of %(name)s") % {"name": user.name},
        "page_lead": _("Plans count the person's tasks on these days, without time off."),
        "breadcrumbs": [*CRUMBS, (_("Time off"), back)],
        "submit_label": _("Save working days"),
        "cancel_url": back,
    }
    return form_page(request, form, run, context=context, said=str(SAID))


@staff_page(roles=(Role.ADMIN,))
@require_http_methods(["GET", "POST"])
def team_days(request: PageRequest, pk: int) -> HttpResponse:
    """When a team works, for members without days of their own."""
    team = get_object_or_404(Team, pk=pk)
    held = TeamCalendar.objects.filter(team=team).first()
    form = WorkingDaysForm(request.POST or None, held=held, zone=held.time_zone if held else request.viewer.time_zone)
    back = reverse("people:teams")

    def run(given: Any) -> str:
        operations.set_team_days(team=team, by=request.viewer, now=timezone.now(), **given)
        return back

    context = {
        "page_title": _("Working days of %(name)s") % {"name": team.name},
        "page_lead": _("For members without working days of their own."),
        "breadcrumbs": [*CRUMBS, (_("Teams"), back)],
        "submit_label": _("Save working days"),
        "cancel_url": back,
    }
    return form_page(request, form, run, context=context, said=str(SAID))
