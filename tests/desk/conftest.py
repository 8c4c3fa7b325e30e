"""People to test with: staff by role, and somebody of a biller."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client

from pilotage.billers.models import Biller, Membership
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer, system
from pilotage.people import operations
from pilotage.people.models import User
from pilotage.people.viewers import viewer_of

NOW = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)
PASSWORD = "calm dense exact 9"


@pytest.fixture(autouse=True)
def _database(db: None) -> None:
    """Every test here uses the real database."""


@pytest.fixture
def person() -> Callable[..., User]:
    """`person("admin")`: a member of staff with these roles; keyword arguments go to `create_user`."""

    def make(*roles: str, email: str = "", **more: object) -> User:
        word = email or f"{'-'.join(roles) or 'nobody'}-{User.objects.count()}@example.com"
        name = str(more.pop("name", word.split("@")[0].title()))
        return operations.create_user(by=system(), now=NOW, email=word, name=name, roles=roles, **more)

    return make


@pytest.fixture
def biller() -> Callable[..., Biller]:
    """`biller("Hill Water")`: a biller of that name."""

    def make(name: str = "Hill Water") -> Biller:
        with change(by=system(), now=NOW) as c:
            return c.create(Biller, external_id=f"b-{name}", name=name)

    return make


@pytest.fixture
def clerk(person: Callable[..., User], biller: Callable[..., Biller]) -> Callable[..., User]:
    """`clerk("Hill Water")`: a biller's person with a membership there."""

    def make(name: str = "Hill Water", role: str = "finance", **more: object) -> User:
        row = Biller.objects.everywhere().filter(name=name).first() or biller(name)
        user = person(email=f"{role}-{User.objects.count()}@{row.external_id.replace(' ', '')}.example.com", **more)
        with change(by=system(), now=NOW) as c:
            c.create(Membership, biller=row, user=user, role=role)
        return user

    return make


@pytest.fixture
def by() -> Callable[[User], Viewer]:
    """The viewer of a user, as pages make it."""
    return lambda user: viewer_of(user, source="page")


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    """A browser in which this person is signed in."""

    def enter(user: User) -> Client:
        browser = Client(headers={"host": "localhost"})
        browser.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return browser

    return enter


@pytest.fixture
def stranger() -> Client:
    """A browser in which nobody is signed in."""
    return Client(headers={"host": "localhost"})
