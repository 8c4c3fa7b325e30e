"""Doors: each page says who may enter, and a stranger learns nothing."""

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

from pilotage.core.errors import Forbidden, Refused, Stale
from pilotage.people.doors import portal_page, refusal_to_form, staff_page
from pilotage.people.middleware import RefusalMiddleware
from pilotage.people.viewers import viewer_of

WITHOUT_DOOR = ("pilotage.ui.",)  # the gallery stands below people and shows invented data only


def own_views() -> list[tuple[str, object]]:
    found = []

    def walk(patterns: list[URLPattern | URLResolver], prefix: str) -> None:
        for entry in patterns:
            if isinstance(entry, URLResolver):
                walk(entry.url_patterns, prefix + str(entry.pattern))
            elif entry.callback.__module__.startswith("pilotage."):
                found.append((prefix + str(entry.pattern), entry.callback))

    walk(get_resolver().url_patterns, "/")
    return [(path, view) for path, view in found if not view.__module__.startswith(WITHOUT_DOOR)]


def test_every_page_has_a_door() -> None:
    views = own_views()
    assert len(views) > 20
    assert [path for path, view in views if getattr(view, "door", None) not in ("staff", "portal", "any", "open")] == []


def test_only_the_pages_before_a_sign_in_are_open() -> None:
    opened = {path for path, view in own_views() if view.door == "open"}
    allowed = (
        "/accounts/",
        "/sample/",
        "/invitation/",
        "/welcome/",
        "/health/",
        "/s/",
        "/enter/",
    )  # the last two ask for a key
    assert {path for path in opened if not path.startswith(allowed)} == set()


def ask(view, user):
    request = RequestFactory().get("/")
    request.viewer = viewer_of(user, source="page")
    return view(request)


def test_a_role_that_is_not_enough_is_told_which_one_is(person) -> None:
    page = staff_page(roles=("admin", "cs_leader"))(lambda request: HttpResponse("in"))
    assert ask(page, person("cs_leader")).content == b"in"
    with pytest.raises(Forbidden, match="administrator or client services leader"):
        ask(page, person("tsm"))


@pytest.mark.parametrize("path", ["/settings/", "/settings/people/", "/settings/audit/", "/settings/tokens/new/"])
def test_a_billers_people_get_the_same_404_on_staff_pages_as_on_missing_ones(clerk, signed_in, path) -> None:
    browser = signed_in(clerk())
    answer, missing = browser.get(path), browser.get("/nowhere/at/all/")
    assert (answer.status_code, missing.status_code) == (404, 404)
    assert answer.content == missing.content


def test_staff_do_not_enter_the_portal(person) -> None:
    from django.http import Http404

    with pytest.raises(Http404):
        ask(portal_page(lambda request: HttpResponse("in")), person("pm"))


@pytest.mark.parametrize("path", ["/settings/people/", "/nowhere/", "/history/01900000-0000-7000-8000-000000000000/"])
def test_who_has_not_signed_in_is_led_to_the_door_even_from_pages_that_are_not_there(person, stranger, path) -> None:
    person("admin")
    answer = stranger.get(path)
    assert (answer.status_code, answer["Location"]) == (302, f"/accounts/login/?next={path}")


@pytest.mark.parametrize(
    "path", ["/settings/people/new/", "/settings/teams/new/", "/settings/audit/", "/settings/people/{pk}/deactivate/"]
)
def test_staff_without_the_role_read_why(person, signed_in, path) -> None:
    other = person("im")
    answer = signed_in(person("tsm")).get(path.format(pk=other.pk))
    assert answer.status_code == 403
    assert "needs the role of administrator" in answer.content.decode()
    assert "Nothing was changed." in answer.content.decode()


@pytest.mark.parametrize(
    ("refusal", "status"), [(Refused("Too late."), 409), (Stale("Hill Water"), 409), (Forbidden("Not yours."), 403)]
)
def test_a_refusal_that_no_page_handled_is_answered_in_its_own_words(person, refusal, status) -> None:
    request = RequestFactory().get("/", headers={"referer": "http://testserver/billers/", "host": "testserver"})
    request.viewer = viewer_of(person("pm"), source="page")
    request.user = None
    settings.ALLOWED_HOSTS.append("testserver") if "testserver" not in settings.ALLOWED_HOSTS else None
    answer = RefusalMiddleware(lambda _request: HttpResponse()).process_exception(request, refusal)
    assert answer.status_code == status
    assert refusal.message in answer.content.decode() and 'href="/billers/"' in answer.content.decode()


def test_other_mistakes_are_not_dressed_up_as_refusals(person) -> None:
    assert (
        RefusalMiddleware(lambda _request: HttpResponse()).process_exception(RequestFactory().get("/"), ValueError())
        is None
    )


def test_a_form_shows_a_refusal_beside_its_field_and_never_a_missing_role() -> None:
    from pilotage.people.forms.people import OneselfForm

    form = OneselfForm({"name": "A", "time_zone": "UTC"})
    assert form.is_valid()
    refusal_to_form(form, Refused("Taken.", field="name"))
    refusal_to_form(form, Refused("Too late."))
    assert form.errors["name"] == ["Taken."] and form.non_field_errors() == ["Too late."]
    with pytest.raises(Forbidden):
        refusal_to_form(form, Forbidden("Not yours."))
