"""The people of an installation: list, add, edit, deactivate, invite."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilotage.core.errors import Refused, Stale
from pilotage.people import operations, queries
from pilotage.people.doors import PageRequest, refusal_to_form, refusal_to_message, require_role, staff_page
from pilotage.people.enums import ROLE_NAMES, Role
from pilotage.people.forms.people import NewPersonForm, PeopleFilter, PersonForm, values_of
from pilotage.people.models import User

PAGE_SIZE = 50
CRUMBS = [(gettext_lazy("Settings"), "/settings/"), (gettext_lazy("People"), "/settings/people/")]


@staff_page
@require_GET
def people(request: PageRequest) -> HttpResponse:
    """Everybody with an account, filtered and paged."""
    form = PeopleFilter(request.GET)
    given = form.cleaned_data if form.is_valid() else {}
    found = queries.people_list(
        request.viewer,
        text=given.get("q", ""),
        role=given.get("role", ""),
        state=given.get("state", ""),
    )
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    for person in page:
        person.role_words = queries.role_words(person)
        person.zone_words = person.time_zone.rpartition("/")[2].replace("_", " ")
    context = {
        "page_title": _("People"),
        "breadcrumbs": CRUMBS[:1],
        "filter_form": form,
        "chips": _chips(form, given),
        "page": page,
        "rows": page,
        "is_empty": not page.paginator.count,
        "is_admin": request.viewer.has(Role.ADMIN),
    }
    return render(request, "people/list.html", context)


@staff_page(roles=(Role.ADMIN,))
@require_http_methods(["GET", "POST"])
def person_new(request: PageRequest) -> HttpResponse:
    """Adds a member of staff, and invites them."""
    form = NewPersonForm(request.POST or None, initial={"time_zone": request.viewer.time_zone})
    if form.is_valid():
        data = {name: value for name, value in form.cleaned_data.items() if name not in ("seen", "wants_invitation")}
        by, now = request.viewer, timezone.now()
        try:
            user = operations.create_user(by=by, now=now, **data)
        except Refused as refused:
            refusal_to_form(form, refused)
        else:
            if form.cleaned_data["wants_invitation"]:
                operations.invite(by=by, now=now, user=user)
                messages.success(request, _("%(name)s is added; the invitation is on its way.") % {"name": user.name})
            else:
                messages.success(
                    request, _("%(name)s is added. Invite them when they should start.") % {"name": user.name}
                )
            return redirect("people:person", pk=user.pk)
    context = {
        "page_title": _("Add a person"),
        "page_lead": _("For your own staff. A biller's people are added on the biller's page."),
        "breadcrumbs": CRUMBS,
        "form": form,
        "submit_label": _("Add person"),
        "cancel_url": reverse("people:list"),
    }
    return render(request, "ui/page_form.html", context)


@staff_page
@require_http_methods(["GET", "POST"])
def person(request: PageRequest, pk: int) -> HttpResponse:
    """One account: facts for all staff, the edit form for administrators."""
    user = _person(request, pk)
    if request.viewer.has(Role.ADMIN):
        return _edit(request, user)
    if request.method == "POST":
        require_role(request, Role.ADMIN)
    return render(request, "people/person.html", _facts(user))


def _edit(request: PageRequest, user: User) -> HttpResponse:
    form = PersonForm(request.POST or None, initial=values_of(user) | {"seen": operations.fingerprint(user)})
    conflict = None
    if form.is_valid():
        try:
            _save(request, user, dict(form.cleaned_data))
        except Stale:
            user.refresh_from_db()
            conflict = {"changes": _differences(user, form.cleaned_data), "url": request.path}
            form.data = form.data.copy()
            form.data["seen"] = operations.fingerprint(user)
        except Refused as refused:
            refusal_to_form(form, refused)
        else:
            messages.success(request, _("%(name)s is saved.") % {"name": user.name})
            return redirect("people:list")
    context = {
        "page_title": user.name,
        "breadcrumbs": CRUMBS,
        "person": user,
        "form": form,
        "conflict": conflict,
        "cancel_url": reverse("people:list"),
        "is_self": user.pk == request.viewer.user_id,
    }
    return render(request, "people/person_edit.html", context, status=409 if conflict else 200)


def _save(request: PageRequest, user: User, data: dict[str, Any]) -> None:
    seen, roles = data.pop("seen"), data.pop("roles")
    operations.edit_person(by=request.viewer, now=timezone.now(), user=user, roles=roles, expect=seen, **data)


@staff_page(roles=(Role.ADMIN,))
@require_http_methods(["GET", "POST"])
def deactivate(request: PageRequest, pk: int) -> HttpResponse:
    """Asks once, then ends the account's sessions and tokens."""
    user = _person(request, pk)
    if request.method == "POST":
        with refusal_to_message(request):
            operations.deactivate_user(by=request.viewer, now=timezone.now(), user=user)
            messages.success(request, _("%(name)s can't sign in any more.") % {"name": user.name})
        return redirect("people:person", pk=pk)
    context = {
        "page_title": _("Deactivate %(name)s?") % {"name": user.name},
        "breadcrumbs": [*CRUMBS, (user.name, reverse("people:person", args=[pk]))],
        "question": _("They can't sign in until an administrator activates the account again."),
        "consequences": [
            _("They are signed out everywhere at once."),
            _("Their access tokens stop working and stay revoked."),
            _("Their work and history stay; give their tasks and billers to somebody else."),
        ],
        "submit_label": _("Deactivate account"),
        "cancel_url": reverse("people:person", args=[pk]),
        "is_danger": True,
    }
    return render(request, "ui/page_confirm.html", context)


@staff_page(roles=(Role.ADMIN,))
@require_POST
def reactivate(request: PageRequest, pk: int) -> HttpResponse:
    """Lets the person sign in again."""
    user = _person(request, pk)
    with refusal_to_message(request):
        operations.reactivate_user(by=request.viewer, now=timezone.now(), user=user)
        messages.success(request, _("%(name)s can sign in again.") % {"name": user.name})
    return redirect("people:person", pk=pk)


@staff_page(roles=(Role.ADMIN,))
@require_POST
def invite(request: PageRequest, pk: int) -> HttpResponse:
    """Sends an invitation; an earlier link stops working."""
    user = _person(request, pk)
    with refusal_to_message(request):
        operations.invite(by=request.viewer, now=timezone.now(), user=user)
        messages.success(request, _("The invitation to %(email)s is on its way.") % {"email": user.email})
    return redirect("people:person", pk=pk)


def _person(request: PageRequest, pk: int) -> User:
    user = queries.person_or_none(request.viewer, pk)
    if user is None:
        raise Http404
    return user


def _chips(form: PeopleFilter, given: dict[str, Any]) -> list[dict[str, str]]:
    shown = {"q": given.get("q"), "role": ROLE_NAMES.get(given.get("role", ""), _("A biller's people"))}
    shown["state"] = _("Inactive") if given.get("state") == "inactive" else _("Active")
    return [
        {"name": name, "label": str(form.fields[name].label), "value": str(value)}
        for name, value in shown.items()
        if given.get(name)
    ]


def _differences(user: User, typed: dict[str, Any]) -> list[tuple[str, str, str]]:
    theirs = values_of(user)
    mine = typed | {"skills": ", ".join(typed["skills"])}
    labels = PersonForm().fields
    return [
        (str(labels[name].label), "", _words(value))
        for name, value in theirs.items()
        if _words(value) != _words(mine[name])
    ]


def _words(value: Any) -> str:
    return ", ".join(ROLE_NAMES.get(word, word) for word in value) if isinstance(value, list) else str(value)


def _facts(user: User) -> dict[str, Any]:
    return {
        "page_title": user.name,
        "breadcrumbs": CRUMBS,
        "facts_rows": [
            (_("Roles"), queries.role_words(user) or _("A biller's person")),
            (_("Title"), user.title),
            (_("E-mail"), user.email),
            (_("Phone"), user.phone),
            (_("Time zone"), user.time_zone.replace("_", " ")),
            (_("Skills"), ", ".join(user.skills)),
            (_("Capacity"), user.capacity),
        ],
        "person": user,
    }
