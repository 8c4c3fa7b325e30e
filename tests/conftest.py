"""What every test has: the chosen database, and an installation of its own for tests that start processes."""

import hashlib
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from browsers import chromium_path
from chosen_database import HOME, own_environment

pytest_plugins = ["story"]

#: How fast the machine is decides nothing.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """The test database on SQLite is a file."""
    from django.db import connection

    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(HOME / "test.sqlite3")


@pytest.fixture
def own_installation(tmp_path: Path, request: pytest.FixtureRequest) -> dict[str, str]:
    """The environment of an installation of its own: PILOTAGE_HOME and DATABASE_URL, both empty, for child processes."""
    name = "own_" + hashlib.sha256(f"{request.node.nodeid} {os.getpid()}".encode()).hexdigest()[:16]
    return own_environment(tmp_path, name)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Each test begins with no setting changed, known for the whole test: no count of queries hangs on the clock."""
    from pilotage.core import app_settings

    app_settings.KEPT_SECONDS = 3600.0
    app_settings._kept = app_settings._Kept(values={}, until=float("inf"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What the kills came to, at the end of the run."""
    from killing.share import told

    for line in told:
        terminalreporter.write_line(line)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without Chromium, browser tests are skipped and counted; where CI=true they run, and fail."""
    if chromium_path() or os.environ.get("CI") == "true":
        return
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))
