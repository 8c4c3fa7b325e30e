"""Access tokens: shown once, kept as a hash, working only while token and owner are."""

import hashlib
from datetime import UTC, datetime, timedelta

import pytest

from pilotage.core.errors import Forbidden, Refused
from pilotage.core.models import Event
from pilotage.people import operations, queries, rules
from pilotage.people.models import ApiToken

NOW = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)


def test_only_the_hash_of_a_token_is_kept(person, by) -> None:
    user = person("pm")
    row, plain = operations.create_token(by=by(user), now=NOW, user=user, name="report", scopes=["billers:read"])
    stored = ApiToken.objects.filter(pk=row.pk).values().get()
    assert stored["token_hash"] == hashlib.sha256(plain.encode()).hexdigest()
    assert plain not in str(stored) and plain.startswith(stored["prefix"]) and len(stored["prefix"]) == 12
    assert all(plain not in str(event.payload) for event in Event.objects.all())
    assert queries.token_user(plain, NOW) == (user, row)


def test_a_token_works_until_its_moment_and_not_at_it(person, by) -> None:
    user = person("pm")
    end = NOW + timedelta(days=1)
    _row, plain = operations.create_token(by=by(user), now=NOW, user=user, scopes=["read"], expires=end)
    assert queries.token_user(plain, end - timedelta(seconds=1))
    assert queries.token_user(plain, end) is None


def test_a_revoked_token_and_a_changed_one_are_nobody(person, by) -> None:
    user = person("pm")
    row, plain = operations.create_token(by=by(user), now=NOW, user=user, scopes=["read"])
    assert queries.token_user(plain[:-1] + ("a" if plain[-1] != "a" else "b"), NOW) is None
    operations.revoke_token(by=by(user), now=NOW, token=row)
    assert queries.token_user(plain, NOW) is None
    count = Event.objects.count()
    operations.revoke_token(by=by(user), now=NOW, token=row)
    assert Event.objects.count() == count


def test_people_manage_their_own_tokens_and_administrators_all(person, by) -> None:
    user, other, admin = person("pm"), person("im"), person("admin")
    with pytest.raises(Forbidden):
        operations.create_token(by=by(other), now=NOW, user=user, scopes=["read"])
    row, _plain = operations.create_token(by=by(admin), now=NOW, user=user, scopes=["read"])
    with pytest.raises(Forbidden):
        operations.revoke_token(by=by(other), now=NOW, token=row)
    assert list(queries.tokens(by(other), of_all=True)) == []
    assert list(queries.tokens(by(admin), of_all=True)) == [row]


@pytest.mark.parametrize(
    ("more", "field"),
    [({"scopes": []}, "scopes"), ({"scopes": ["rule"]}, "scopes"), ({"scopes": ["read"], "expires": NOW}, "expires")],
)
def test_a_token_without_a_known_scope_or_future_is_refused(person, by, more, field) -> None:
    user = person("pm")
    with pytest.raises(Refused) as refused:
        operations.create_token(by=by(user), now=NOW, user=user, **more)
    assert refused.value.field == field
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize(
    ("held", "needed", "allowed"),
    [
        (["read"], "billers:read", True),
        (["read"], "billers:write", False),
        (["write"], "billers:read", True),
        (["billers:read"], "billers:read", True),
        (["billers:read"], "tasks:read", False),
        (["billers:write"], "billers:read", True),
        (["billers:write"], "tasks:write", False),
        (["admin"], "audit:read", True),
        ([], "billers:read", False),
    ],
)
def test_a_scope_allows_what_it_says(held, needed, allowed) -> None:
    assert rules.scope_allows(held, needed) is allowed


def test_use_is_noted_once_in_ten_minutes_and_leaves_no_event(person, by) -> None:
    user = person("pm")
    row, _plain = operations.create_token(by=by(user), now=NOW, user=user, scopes=["read"])
    count = Event.objects.count()
    for minutes, noted in [(0, 0), (5, 0), (10, 10)]:
        row.refresh_from_db()
        operations.touch_token(now=NOW + timedelta(minutes=minutes), token=row)
        row.refresh_from_db()
        assert row.last_used_at == NOW + timedelta(minutes=noted)
    assert Event.objects.count() == count
