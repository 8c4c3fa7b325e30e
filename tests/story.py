"""Fixtures for tests that tell a story: people of each role, a biller, its phase, a biller's clerk, browsers."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.test import Client

from pilotage.billers import operations as billers
from pilotage.billers.models import Biller, Phase
from pilotage.catalogue.models import CisProduct
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer, system
from pilotage.people.models import User
from pilotage.people.operations import create_user
from pilotage.people.viewers import viewer_of

NOW = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)
TARGET = date(2027, 2, 15)


@pytest.fixture
def person(db: None) -> Callable[..., User]:
    """`person("pm", name="Pat")`: a member of staff with these roles."""

    def make(*roles: str, name: str = "", **more: object) -> User:
        word = name or "-".join(roles) or "nobody"
        email = f"{word.lower().replace(' ', '-')}-{User.objects.count()}@example.com"
        return create_user(by=system(), now=NOW, email=email, name=word.title(), roles=roles, **more)

    return make


@pytest.fixture
def viewer(person: Callable[..., User]) -> Callable[..., Viewer]:
    """`viewer("pm")`: a new member of staff as operations see them."""
    return lambda *roles, name="": viewer_of(person(*roles, name=name), source="page")


@pytest.fixture
def pm(viewer: Callable[..., Viewer]) -> Viewer:
    return viewer("pm")


@pytest.fixture
def leader(viewer: Callable[..., Viewer]) -> Viewer:
    return viewer("cs_leader")


@pytest.fixture
def admin(viewer: Callable[..., Viewer]) -> Viewer:
    return viewer("admin")


@pytest.fixture
def product(db: None) -> CisProduct:
    with change(by=system(), now=NOW) as c:
        return c.create(CisProduct, vendor="Northstar", product="Harmony", category="Utility CIS")


@pytest.fixture
def make_biller(product: CisProduct) -> Callable[..., Biller]:
    """`make_biller("Hill Water", mrr_amount="4200")`: a biller with an integration of the product."""

    def make(name: str = "Hill Water", integrator: str = "Provider", **more: object) -> Biller:
        facts = {"vertical": "utility", "state": "TX", "time_zone": "America/Chicago", "mrr_amount": "4200.00"} | more
        key = name.lower().replace(" ", "-")
        row = billers.create_biller(by=system(), now=NOW, external_id=key, name=name, **facts)
        billers.add_integration(by=system(), now=NOW, biller=row, product=product, integrator=integrator)
        return row

    return make


@pytest.fixture
def biller(make_biller: Callable[..., Biller]) -> Biller:
    return make_biller()


@pytest.fixture
def phase(biller: Biller) -> Phase:
    """The biller's first phase with its integration, no target yet."""
    from pilotage.billers.models import Integration

    integration = Integration.objects.everywhere().filter(biller=biller).first()
    return billers.add_phase(by=system(), now=NOW, biller=biller, integration=integration)


@pytest.fixture
def clerk(person: Callable[..., User]) -> Callable[..., User]:
    """`clerk(biller)`: a biller's person with a membership there."""

    def make(row: Biller, role: str = "finance", name: str = "Cora Clerk") -> User:
        user = person(name=name)
        billers.add_membership(by=system(), now=NOW, biller=row, user=user, role=role)
        return user

    return make


@pytest.fixture
def signed_in(db: None) -> Callable[[User], Client]:
    """A browser in which this person is signed in."""

    def enter(user: User) -> Client:
        browser = Client(headers={"host": "localhost"})
        browser.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return browser

    return enter
