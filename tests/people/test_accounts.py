"""Accounts: who may make and change them, what is refused, and what the audit trail keeps."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError

from pilotage.core.errors import Forbidden, Refused, Stale
from pilotage.core.models import Event
from pilotage.core.viewer import system
from pilotage.people import operations, queries
from pilotage.people.models import User

NOW = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)
PASSWORD = "calm dense exact 9"


def last_event() -> Event:
    return Event.objects.order_by("-seq")[0]


def test_an_administrator_adds_staff_and_the_trail_keeps_no_password(person, by) -> None:
    admin = person("admin")
    made = operations.create_user(
        by=by(admin), now=NOW, email=" Dana@Example.com ", name="  Dana   Silva ", roles=["im", "im"], password=PASSWORD
    )
    assert (made.email, made.name, made.roles) == ("dana@example.com", "Dana Silva", ["im"])
    assert made.check_password(PASSWORD)
    event = last_event()
    assert (event.kind, event.actor_id) == ("people.user_created", admin.pk)
    assert event.payload["after"]["password"] == "(hidden)"
    assert PASSWORD not in str(event.payload) and made.password not in str(event.payload)


@pytest.mark.parametrize("role", ["pm", "im", "cs_leader", "tsm", "product"])
def test_only_administrators_add_staff(person, by, role) -> None:
    with pytest.raises(Forbidden):
        operations.create_user(by=by(person(role)), now=NOW, email="a@example.com", name="A", roles=["im"])
    assert not User.objects.filter(email="a@example.com").exists()


@pytest.mark.parametrize(("role", "may"), [("pm", True), ("im", True), ("os", True), ("admin", True), ("tsm", False)])
def test_a_billers_person_is_added_by_those_who_run_its_onboarding(person, by, role, may) -> None:
    viewer = by(person(role))
    if may:
        assert operations.create_user(by=viewer, now=NOW, email="c@example.com", name="C").roles == []
    else:
        with pytest.raises(Forbidden):
            operations.create_user(by=viewer, now=NOW, email="c@example.com", name="C")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"email": "dana@EXAMPLE.com", "name": "Other"}, "email"),
        ({"email": "no address", "name": "Other"}, "email"),
        ({"email": "o@example.com", "name": "  "}, "name"),
        ({"email": "o@example.com", "name": "O", "roles": ["boss"]}, "roles"),
        ({"email": "o@example.com", "name": "O", "time_zone": "Mars/Olympus"}, "time_zone"),
    ],
)
def test_a_bad_account_is_refused_at_the_field_and_nothing_is_kept(person, fields, field) -> None:
    person("im", email="dana@example.com")
    before = (User.objects.count(), Event.objects.count())
    with pytest.raises(Refused) as refused:
        operations.create_user(by=system(), now=NOW, **fields)
    assert refused.value.field == field
    assert (User.objects.count(), Event.objects.count()) == before


def test_the_database_itself_keeps_addresses_apart_whatever_their_case(person) -> None:
    person("im", email="dana@example.com")
    with pytest.raises(IntegrityError):
        User.objects.create(email="DANA@example.com", name="Again")


def test_people_change_their_own_name_phone_and_zone_only(person, by) -> None:
    user = person("tsm")
    assert operations.change_user(by=by(user), now=NOW, user=user, phone="555", time_zone="America/Chicago")
    assert last_event().payload["after"] == {"phone": "555", "time_zone": "America/Chicago"}
    with pytest.raises(Forbidden):
        operations.change_user(by=by(user), now=NOW, user=user, email="x@example.com")
    with pytest.raises(Forbidden):
        operations.change_user(by=by(user), now=NOW, user=person("im"), name="X")


def test_nobody_makes_themselves_administrator(person, by) -> None:
    user = person("tsm")
    with pytest.raises(Forbidden):
        operations.set_roles(by=by(user), now=NOW, user=user, roles=["tsm", "admin"])
    user.refresh_from_db()
    assert user.roles == ["tsm"]


def test_the_second_of_two_administrators_who_edit_the_same_person_is_told(person, by) -> None:
    admin, user = person("admin"), person("im")
    seen = operations.fingerprint(user)
    operations.change_user(by=by(admin), now=NOW, user=User.objects.get(pk=user.pk), expect=seen, title="First")
    with pytest.raises(Stale):
        operations.edit_person(by=by(admin), now=NOW, user=user, roles=["im"], expect=seen, title="Second")
    user.refresh_from_db()
    assert user.title == "First"


def test_roles_and_fields_of_one_edit_are_kept_together_or_not_at_all(person, by) -> None:
    admin = person("admin")
    with pytest.raises(Refused, match="only administrator"):
        operations.edit_person(by=by(admin), now=NOW, user=admin, roles=["pm"], title="Was admin")
    admin.refresh_from_db()
    assert (admin.roles, admin.title) == (["admin"], "")


def test_the_last_administrator_stays(person, by) -> None:
    first, second = person("admin"), person("admin")
    operations.deactivate_user(by=by(first), now=NOW, user=second)
    with pytest.raises(Refused, match="only administrator"):
        operations.set_roles(by=by(first), now=NOW, user=first, roles=["pm"])
    with pytest.raises(Refused, match="your own"):
        operations.deactivate_user(by=by(first), now=NOW, user=first)


def test_a_billers_person_never_becomes_staff_by_a_role(person, clerk, by) -> None:
    user = clerk()
    with pytest.raises(Refused, match="belongs to a biller"):
        operations.set_roles(by=by(person("admin")), now=NOW, user=user, roles=["pm"])


def test_deactivating_revokes_the_tokens_and_activating_does_not_bring_them_back(person, by) -> None:
    admin, user = person("admin"), person("pm")
    _row, plain = operations.create_token(by=by(user), now=NOW, user=user, scopes=["read"])
    operations.deactivate_user(by=by(admin), now=NOW, user=user)
    assert queries.token_user(plain, NOW) is None
    operations.reactivate_user(by=by(admin), now=NOW, user=user)
    assert queries.token_user(plain, NOW) is None
    kinds = list(Event.objects.order_by("-seq").values_list("kind", flat=True)[:3])
    assert kinds == ["people.user_reactivated", "people.token_revoked", "people.user_deactivated"]


def test_people_are_found_by_role_without_mixing_up_words_that_look_alike(person) -> None:
    tsm, csm, both = person("tsm", name="A"), person("csm", name="B"), person("tsm_manager", "tsm", name="C")
    gone = person("tsm", name="D")
    operations.deactivate_user(by=system(), now=NOW, user=gone)
    assert list(queries.users_with_role("tsm")) == [tsm, both]
    assert list(queries.users_with_role("csm")) == [csm]
    assert list(queries.users_with_role("tsm_manager", "csm")) == [csm, both]
    assert list(queries.users_with_role()) == []


def test_staff_choices_leave_out_billers_people(person, clerk) -> None:
    im = person("im", name="Dana")
    clerk()
    assert queries.staff_choices() == [(im.pk, "Dana, Implementation manager")]
    assert queries.staff_choices("pm") == []
