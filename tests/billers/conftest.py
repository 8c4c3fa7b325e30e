"""A PM, a leader, an administrator and one biller with an integration."""

from datetime import UTC, datetime

import pytest

from pilotage.billers.models import Biller
from pilotage.billers.operations import create_biller
from pilotage.core.viewer import Viewer, system
from pilotage.people.models import User
from pilotage.people.operations import create_user
from pilotage.people.viewers import viewer_of

NOW = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _database(db: None) -> None:
    """Every test here uses the real database."""


@pytest.fixture
def person():
    """`person("pm")`: a member of staff with these roles."""

    def make(*roles: str, name: str = "") -> User:
        word = name or "-".join(roles)
        return create_user(
            by=system(), now=NOW, email=f"{word}-{User.objects.count()}@example.com", name=word.title(), roles=roles
        )

    return make


@pytest.fixture
def pm(person) -> Viewer:
    return viewer_of(person("pm"), source="page")


@pytest.fixture
def admin(person) -> Viewer:
    return viewer_of(person("admin"), source="page")


@pytest.fixture
def biller(pm) -> Biller:
    return create_biller(by=pm, now=NOW, external_id="hill", name="Hill Water", vertical="utility", mrr_amount="4200.5")
