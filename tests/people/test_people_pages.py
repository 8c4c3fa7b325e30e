"""Settings pages about people: what each role sees and can do there."""

import pytest
from django.test import Client
from django.urls import reverse

from pilotage.core.models import Event, OutboxMessage
from pilotage.people.models import ApiToken, Team, TimeOff, User

NEW = {
    "name": "Dana Silva",
    "email": "dana@example.com",
    "roles": ["im", "os"],
    "time_zone": "America/Chicago",
    "skills": "SAP, water,SAP",
    "capacity": "12",
}


@pytest.fixture
def admin(person, signed_in) -> Client:
    return signed_in(person("admin", name="Ada Admin"))


def test_the_list_finds_people_by_name_role_and_state(admin, person, clerk) -> None:
    person("im", name="Dana Silva"), person("tsm", name="Tom Berg"), clerk()
    page = admin.get("/settings/people/", {"q": "dana"}).content.decode()
    assert "Dana Silva" in page and "Tom Berg" not in page
    page = admin.get("/settings/people/", {"role": "tsm"}).content.decode()
    assert "Tom Berg" in page and "Dana Silva" not in page
    page = admin.get("/settings/people/", {"role": "biller"}).content.decode()
    assert "Finance" in page and "Tom Berg" not in page
    assert "Nothing fits these filters" in admin.get("/settings/people/", {"state": "inactive"}).content.decode()


def test_the_list_asks_the_database_as_often_for_one_row_as_for_three(admin, person, monkeypatch) -> None:
    from pilotage.core import app_settings

    monkeypatch.setattr(app_settings, "_kept", app_settings._Kept())  # nobody changed a setting a moment ago
    admin.get("/settings/people/")

    def count() -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as asked:
            assert admin.get("/settings/people/").status_code == 200
        return len(asked)

    first = count()
    person("im"), person("pm")
    assert count() == first <= 6


def test_an_administrator_adds_a_person_who_is_invited(admin) -> None:
    answer = admin.post("/settings/people/new/", NEW | {"wants_invitation": "on"})
    made = User.objects.get(email="dana@example.com")
    assert answer["Location"] == reverse("people:person", args=[made.pk])
    assert (made.roles, made.skills, made.capacity, made.time_zone) == (
        ["im", "os"],
        ["SAP", "water"],
        12,
        "America/Chicago",
    )
    assert OutboxMessage.objects.get().payload["to"] == ["dana@example.com"]


def test_what_was_typed_stays_when_the_address_is_taken(admin, person) -> None:
    person("pm", email="dana@example.com", name="Other")
    page = admin.post("/settings/people/new/", NEW).content.decode()
    assert "is the address of Other" in page and 'value="Dana Silva"' in page


def test_an_edit_that_comes_second_is_told_and_keeps_its_text(admin, person) -> None:
    user = person("im", name="Dana Silva", email="dana@example.com")
    path = reverse("people:person", args=[user.pk])
    seen = admin.get(path).context["form"].initial["seen"]
    assert admin.post(path, NEW | {"roles": ["im"], "title": "First", "seen": seen}).status_code == 302
    answer = admin.post(path, NEW | {"roles": ["im"], "title": "Second", "seen": seen})
    page = answer.content.decode()
    assert (
        answer.status_code == 409 and "saved this before you" in page and 'value="Second"' in page and "First" in page
    )
    again = answer.context["form"].data["seen"]
    assert admin.post(path, NEW | {"roles": ["im"], "title": "Second", "seen": again}).status_code == 302
    user.refresh_from_db()
    assert user.title == "Second"


def test_other_staff_read_a_person_and_can_not_change_one(person, signed_in) -> None:
    user, browser = person("im", name="Dana Silva", email="dana@example.com"), signed_in(person("tsm"))
    path = reverse("people:person", args=[user.pk])
    page = browser.get(path).content.decode()
    assert "Dana Silva" in page and "<form" not in page.split("<main")[1].split("</main>")[0]
    assert browser.post(path, NEW).status_code == 403
    for name in ("deactivate", "reactivate", "invite"):
        assert browser.post(reverse(f"people:{name}", args=[user.pk])).status_code == 403
    assert not Event.objects.filter(kind="people.user_changed").exists()


def test_deactivating_asks_once_and_does_it(admin, person) -> None:
    user = person("im")
    path = reverse("people:deactivate", args=[user.pk])
    assert "signed out everywhere" in admin.get(path).content.decode()
    user.refresh_from_db()
    assert user.is_active
    admin.post(path)
    user.refresh_from_db()
    assert not user.is_active
    admin.post(reverse("people:reactivate", args=[user.pk]))
    user.refresh_from_db()
    assert user.is_active


def test_a_token_is_shown_once(admin) -> None:
    made = admin.post("/settings/tokens/new/", {"name": "report", "scopes": ["read"], "lasts": "30"})
    plain = made.context["plain"]
    assert plain in made.content.decode()
    page = admin.get("/settings/tokens/").content.decode()
    assert plain not in page and plain[:12] in page
    row = ApiToken.objects.get()
    admin.post(reverse("people:token_revoke", args=[row.pk]))
    row.refresh_from_db()
    assert row.revoked_at


def test_nobody_revokes_or_sees_a_colleagues_token(admin, person, signed_in) -> None:
    admin.post("/settings/tokens/new/", {"name": "report", "scopes": ["read"], "lasts": ""})
    row, browser = ApiToken.objects.get(), signed_in(person("pm"))
    assert row.prefix not in browser.get("/settings/tokens/", {"whose": "all"}).content.decode()
    assert browser.post(reverse("people:token_revoke", args=[row.pk])).status_code == 404
    row.refresh_from_db()
    assert row.revoked_at is None


def test_teams_and_days_away_by_their_pages(admin, person) -> None:
    dana = person("tsm", name="Dana Silva")
    admin.post("/settings/teams/new/", {"name": "East", "leader": dana.pk, "members": [dana.pk]})
    assert "Dana Silva" in admin.get("/settings/teams/").content.decode()
    team = Team.objects.get()
    admin.post(reverse("people:team", args=[team.pk]), {"name": "East coast", "leader": "", "members": []})
    team.refresh_from_db()
    assert (team.name, team.leader, team.members.count()) == ("East coast", None, 0)
    away = {"user": dana.pk, "from_date": "2036-11-09", "to_date": "2036-11-11", "reason": "leave"}
    admin.post("/settings/time-off/", away)
    row = TimeOff.objects.get()
    assert "away from 2036-11-09" in admin.post("/settings/time-off/", away).content.decode()
    admin.post(reverse("people:time_off_remove", args=[row.pk]))
    assert not TimeOff.objects.exists()


def test_everybody_edits_themselves_a_billers_person_too(clerk, signed_in) -> None:
    user = clerk()
    browser = signed_in(user)
    browser.post("/settings/me/", {"name": "New Name", "phone": "555", "time_zone": "America/Denver"})
    user.refresh_from_db()
    assert (user.name, user.phone, user.time_zone, user.roles) == ("New Name", "555", "America/Denver", [])


def test_settings_shows_each_role_what_it_may_open(admin, person, signed_in) -> None:
    full = admin.get("/settings/").content.decode()
    some = signed_in(person("tsm")).get("/settings/").content.decode()
    assert "/settings/audit/" in full and "/settings/people/" in full
    assert "/settings/audit/" not in some.split("<main")[1] and "/settings/people/" in some
