"""Settings: the page that leads to all of them, the provider's own values, and working calendars."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilotage.core import app_settings
from pilotage.core.errors import Refused
from pilotage.core.operations.settings import change_settings
from pilotage.people.doors import PageRequest, refusal_to_form, refusal_to_message, staff_page
from pilotage.people.enums import Role
from pilotage.people.forms.installation import DayOffForm, InstallationForm
from pilotage.people.settings_cards import cards_for
from pilotage.planner.federal import federal_days_off

CRUMBS = [(gettext_lazy("Settings"), "/settings/")]
YEARS_SHOWN = 2


@staff_page
@require_GET
def settings_index(request: PageRequest) -> HttpResponse:
    """Cards that lead to every settings page that the person may open."""
    context = {"page_title": _("Settings"), "groups": cards_for(request.viewer)}
    return render(request, "people/settings.html", context)


@staff_page(roles=(Role.ADMIN,))
@require_http_methods(["GET", "POST"])
def provider(request: PageRequest) -> HttpResponse:
    """The provider's name, zone and rules, as the registry of settings lists them."""
    form = InstallationForm(request.POST or None)
    if form.is_valid():
        try:
            changed = change_settings(by=request.viewer, now=timezone.now(), values=form.cleaned_data)
        except Refused as refused:
            refusal_to_form(form, refused)
        else:
            messages.success(request, _("Saved.") if changed else _("Nothing was different."))
            return redirect("people:provider")
    context = {
        "page_title": _("Provider"),
        "breadcrumbs": CRUMBS,
        "form": form,
        "submit_label": _("Save settings"),
        "cancel_url": reverse("people:settings"),
    }
    return render(request, "ui/page_form.html", context)


@staff_page
@require_http_methods(["GET", "POST"])
def calendars(request: PageRequest) -> HttpResponse:
    """Federal holidays, and extra days off that administrators add."""
    form = DayOffForm(request.POST or None)
    now = timezone.now()
    extra = app_settings.value("extra_days_off")
    if form.is_valid():
        day, name = form.cleaned_data["day"].isoformat(), form.cleaned_data["name"]
        try:
            change_settings(by=request.viewer, now=now, values={"extra_days_off": extra | {day: name}})
        except Refused as refused:
            refusal_to_form(form, refused)
        else:
            messages.success(request, _("%(name)s is a day off. Plans skip it from now on.") % {"name": name})
            return redirect("people:calendars")
    years = range(now.year, now.year + YEARS_SHOWN)
    context = {
        "page_title": _("Calendars"),
        "page_lead": _("Working days are Monday to Friday, without these."),
        "breadcrumbs": CRUMBS,
        "form": form,
        "is_admin": request.viewer.has(Role.ADMIN),
        "holidays": [(day, name) for year in years for day, name in sorted(federal_days_off(year).items())],
        "extra": [(date.fromisoformat(day), name) for day, name in sorted(extra.items())],
    }
    return render(request, "people/calendars.html", context)


@staff_page(roles=(Role.ADMIN,))
@require_POST
def day_off_remove(request: PageRequest) -> HttpResponse:
    """Makes an extra day off a working day again."""
    day = request.POST.get("day", "")
    rest = {other: name for other, name in app_settings.value("extra_days_off").items() if other != day}
    with refusal_to_message(request):
        change_settings(by=request.viewer, now=timezone.now(), values={"extra_days_off": rest})
        messages.success(request, _("%(day)s is a working day again.") % {"day": day})
    return redirect("people:calendars")
