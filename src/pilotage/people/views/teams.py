"""Teams of provider staff, and the days on which people are away."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilotage.core.errors import Refused
from pilotage.people import operations, queries
from pilotage.people.doors import PageRequest, refusal_to_form, refusal_to_message, staff_page
from pilotage.people.enums import Role
from pilotage.people.forms.teams import TeamForm, TimeOffForm
from pilotage.people.models import Team, TimeOff, User

CRUMBS = [(gettext_lazy("Settings"), "/settings/")]
TEAM_CRUMBS = [*CRUMBS, (gettext_lazy("Teams"), "/settings/teams/")]


@staff_page
@require_GET
def teams(request: PageRequest) -> HttpResponse:
    """All teams with leader and members."""
    rows = list(queries.teams())
    context = {
        "page_title": _("Teams"),
        "breadcrumbs": CRUMBS,
        "rows": rows,
        "is_empty": not rows,
        "is_admin": request.viewer.has(Role.ADMIN),
    }
    return render(request, "people/teams.html", context)


@staff_page(roles=(Role.ADMIN,))
@require_http_methods(["GET", "POST"])
def team_new(request: PageRequest) -> HttpResponse:
    """Makes a team."""
    form = TeamForm(request.POST or None)
    if form.is_valid():
        try:
            team = operations.create_team(by=request.viewer, now=timezone.now(), **form.cleaned_data)
        except Refused as refused:
            refusal_to_form(form, refused)
        else:
            messages.success(request, _("The team %(name)s is there.") % {"name": team.name})
            return redirect("people:teams")
    return _team_form(request, form, _("Add a team"), _("Add team"))


@staff_page(roles=(Role.ADMIN,))
@require_http_methods(["GET", "POST"])
def team(request: PageRequest, pk: int) -> HttpResponse:
    """Changes a team's name, leader and members."""
    row = get_object_or_404(Team, pk=pk)
    initial = {"name": row.name, "leader": row.leader_id, "members": row.members.all()}
    form = TeamForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            operations.change_team(by=request.viewer, now=timezone.now(), team=row, **form.cleaned_data)
        except Refused as refused:
            refusal_to_form(form, refused)
        else:
            messages.success(request, _("The team %(name)s is saved.") % {"name": row.name})
            return redirect("people:teams")
    return _team_form(request, form, row.name, _("Save team"))


@staff_page
@require_http_methods(["GET", "POST"])
def time_off(request: PageRequest) -> HttpResponse:
    """Who is away when; add days of one's own, administrators anybody's."""
    is_admin = request.viewer.has(Role.ADMIN)
    people = queries.staff() if is_admin else User.objects.filter(pk=request.viewer.user_id)
    form = TimeOffForm(request.POST or None, people=people, initial={"user": request.viewer.user_id})
    now = timezone.now()
    if form.is_valid():
        try:
            row = operations.add_time_off(by=request.viewer, now=now, **form.cleaned_data)
        except Refused as refused:
            refusal_to_form(form, refused)
        else:
            messages.success(request, _("%(name)s is away on these days.") % {"name": row.user.name})
            return redirect("people:time_off")
    rows = list(queries.time_off(from_date=now.date()))
    for row in rows:
        row.may_remove = is_admin or row.user_id == request.viewer.user_id
    context = {"page_title": _("Time off"), "breadcrumbs": CRUMBS, "form": form, "rows": rows}
    return render(request, "people/time_off.html", context)


@staff_page
@require_POST
def time_off_remove(request: PageRequest, pk: int) -> HttpResponse:
    """Takes days away again."""
    row = get_object_or_404(TimeOff.objects.select_related("user"), pk=pk)
    with refusal_to_message(request):
        operations.remove_time_off(by=request.viewer, now=timezone.now(), time_off=row)
        messages.success(request, _("%(name)s works on these days after all.") % {"name": row.user.name})
    return redirect("people:time_off")


def _team_form(request: PageRequest, form: TeamForm, title: str, label: str) -> HttpResponse:
    context = {
        "page_title": title,
        "breadcrumbs": TEAM_CRUMBS,
        "form": form,
        "submit_label": label,
        "cancel_url": reverse("people:teams"),
    }
    return render(request, "ui/page_form.html", context)
