"""Invitations: a link by mail with which a new person sets their password, once, within 72 hours."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from pilotage.core.errors import Forbidden, Refused
from pilotage.core.models import Event, OutboxMessage
from pilotage.core.viewer import system
from pilotage.people import operations
from pilotage.people.invitation_links import link_parts

NOW = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)
PASSWORD = "calm dense exact 9"
WORDS = {"password": PASSWORD, "again": PASSWORD}


@pytest.fixture
def invited(person):
    user = person("im", name="Dana Silva")
    link = operations.invite(by=system(), now=NOW, user=user)
    return user, link.removeprefix("http://localhost:8000")


@pytest.fixture(autouse=True)
def soon_after():
    with time_machine.travel(NOW + timedelta(hours=1), tick=True):
        yield


def test_the_mail_holds_the_link_and_the_trail_does_not(invited) -> None:
    user, link = invited
    mail = OutboxMessage.objects.get(channel="mail").payload
    assert mail["to"] == [user.email] and link in mail["text"]
    assert all(link_parts(user)[1] not in str(event.payload) for event in Event.objects.all())
    assert Event.objects.order_by("-seq")[0].kind == "people.user_invited"


def test_the_link_sets_the_password_signs_in_and_is_used_up(invited, stranger) -> None:
    user, link = invited
    assert "Dana Silva" in stranger.get(link).content.decode()
    assert stranger.post(link, WORDS)["Location"] == "/"
    assert stranger.get("/settings/me/").status_code == 200
    user.refresh_from_db()
    assert user.check_password(PASSWORD) and user.invited_at is None
    other = Client(headers={"host": "localhost"})
    assert other.get(link).status_code == 410
    assert other.post(link, {"password": "another 99 words long", "again": "another 99 words long"}).status_code == 410
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_two_who_use_the_link_at_once_do_not_both_succeed(invited) -> None:
    user, _link = invited
    uid, key = link_parts(user)
    operations.accept_invitation(by=system(), now=NOW, uid=uid, key=key, password=PASSWORD)
    with pytest.raises(Refused, match="used already"):
        operations.accept_invitation(by=system(), now=NOW, uid=uid, key=key, password="another 99 words long")


@pytest.mark.parametrize(("hours", "status"), [(71.9, 200), (72, 410), (1000, 410)])
def test_the_link_lasts_72_hours(invited, stranger, hours, status) -> None:
    with time_machine.travel(NOW + timedelta(hours=hours), tick=False):
        assert stranger.get(invited[1]).status_code == status


def test_a_new_invitation_replaces_the_old_one(invited, stranger) -> None:
    user, old = invited
    new = operations.invite(by=system(), now=NOW + timedelta(minutes=1), user=user).removeprefix(
        "http://localhost:8000"
    )
    assert stranger.get(old).status_code == 410
    assert stranger.get(new).status_code == 200


def test_a_changed_link_a_deactivated_account_and_a_never_invited_one_open_nothing(invited, person, stranger) -> None:
    user, link = invited
    assert stranger.get(link[:-2] + ("0/" if link[-2] != "0" else "1/")).status_code == 410
    never = person("pm")
    assert stranger.get(reverse("people:invitation", args=link_parts(never))).status_code == 410
    operations.deactivate_user(by=system(), now=NOW, user=user)
    assert stranger.get(link).status_code == 410


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"password": "short", "again": "short"}, "at least 12 characters"),
        ({"password": PASSWORD, "again": "calm dense exact 8"}, "two passwords differ"),
        ({"password": "dana silva dana", "again": "dana silva dana"}, "too similar"),
    ],
)
def test_a_weak_password_is_refused_and_the_link_stays_good(invited, stranger, typed, said) -> None:
    user, link = invited
    assert said in stranger.post(link, typed).content.decode()
    assert stranger.get(link).status_code == 200
    user.refresh_from_db()
    assert not user.has_usable_password()


def test_staff_are_invited_by_administrators_only(person, by, signed_in) -> None:
    user, pm = person("im"), person("pm")
    with pytest.raises(Forbidden):
        operations.invite(by=by(pm), now=NOW, user=user)
    assert signed_in(pm).post(reverse("people:invite", args=[user.pk])).status_code == 403
    assert not OutboxMessage.objects.exists()
    assert signed_in(person("admin")).post(reverse("people:invite", args=[user.pk])).status_code == 302
    assert OutboxMessage.objects.count() == 1
