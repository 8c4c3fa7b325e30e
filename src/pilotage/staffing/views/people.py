"""One person: what they can take on, what they are good at, what they have ahead."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.enums import Role
from pilotage.people.models import User
from pilotage.people.pages import act, form_page
from pilotage.people.queries import role_words, staff, time_off
from pilotage.staffing import operations, queries
from pilotage.staffing.enums import ROLES
from pilotage.staffing.forms import CapacityForm, SkillsForm, skills_shown
from pilotage.staffing.models import Capacity
from pilotage.staffing.permissions import may_staff
from pilotage.staffing.views.ahead import SHOWN, map_of, today_of


@staff_page
@require_GET
def person(request: PageRequest, pk: int) -> HttpResponse:
    """Capacity with its periods, skills, days away, and the weeks ahead with their billers."""
    user, today = _person(pk), today_of(request)
    rows = queries.ahead(request.viewer, today=today, only=pk)
    ahead = sorted((one for row in rows for one in row.demands), key=lambda one: (one.last, one.biller))
    context = {
        "page_title": user.name,
        "page_lead": role_words(user),
        "breadcrumbs": _crumbs(),
        "person_shown": user,
        "periods": Capacity.objects.filter(user=user).order_by("from_date"),
        "away": list(time_off(from_date=today).filter(user=user)),
        **map_of(rows),
        "demands": ahead[:SHOWN],
        "demands_total": len(ahead),
        "demands_more": len(ahead[SHOWN:]),
        "has_no_role": not set(ROLES) & set(user.roles),
        "is_taker": bool({Role.TSM, Role.TAM} & set(user.roles)),
        "may_staff": may_staff(request.viewer),
    }
    return render(request, "staffing/person.html", context)


@staff_page
@require_http_methods(["GET", "POST"])
def capacity(request: PageRequest, pk: int) -> HttpResponse:
    """A new period of capacity."""
    user = _person(pk)
    form = CapacityForm(request.POST or None, initial={"from_date": today_of(request), "points": user.capacity})

    def run(given: Any) -> str:
        operations.add_capacity(user=user, by=request.viewer, now=timezone.now(), **given)
        return reverse("staffing:person", args=[pk])

    context = _context(user, _("Capacity of %(name)s"), _("Save capacity"))
    return form_page(request, form, run, context=context, said=_("The capacity is kept."))


@staff_page
@require_http_methods(["GET", "POST"])
def skills(request: PageRequest, pk: int) -> HttpResponse:
    """What the person is good at."""
    user = _person(pk)
    form = SkillsForm(request.POST or None, initial=dict(skills_shown(user.skills)))

    def run(given: Any) -> str:
        operations.set_skills(user=user, skills=form.words(), by=request.viewer, now=timezone.now())
        return reverse("staffing:person", args=[pk])

    context = _context(user, _("Skills of %(name)s"), _("Save skills"))
    return form_page(request, form, run, context=context, said=_("The skills are kept."))


@staff_page
@require_POST
def capacity_remove(request: PageRequest, pk: int) -> HttpResponse:
    """The period counts no longer."""
    found = Capacity.objects.select_related("user").filter(pk=pk).first()
    if found is None:
        raise Http404
    return act(
        request,
        lambda: operations.remove_capacity(capacity=found, by=request.viewer, now=timezone.now()),
        said=_("The period is removed."),
        then=reverse("staffing:person", args=[found.user_id]),
    )


def _person(pk: int) -> User:
    found = staff().filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Staffing"), reverse("staffing:overview"))]


def _context(user: User, title: str, label: str) -> dict[str, Any]:
    here = reverse("staffing:person", args=[user.pk])
    return {
        "page_title": title % {"name": user.name},
        "breadcrumbs": [*_crumbs(), (user.name, here)],
        "submit_label": label,
        "cancel_url": here,
    }
