"""The real product for browser stories: web server and worker in processes of their own, an empty installation, Chromium."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from browsers import faultless, open_chromium
from chosen_database import make_database

PASSWORD = "calm dense exact 9"
PEOPLE = {
    "admin": "Ada Admin", "pm": "Pat Planner", "im": "Dana Silva", "cs_leader": "Lea Brandt", "tsm": "Tina Moreau",
}  # fmt: skip
MAKE = """
import django, sys
django.setup()
from django.core.management import call_command
from django.utils import timezone
from pilotage.core.viewer import system
from pilotage.people.operations import create_user
call_command("migrate", verbosity=0)
for role, name in {people!r}.items():
    create_user(by=system(), now=timezone.now(), email=role + "@example.com", name=name, roles=[role], password={password!r},
                time_zone="America/Chicago")
"""


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running product with one person of each role that the stories need, and no billers."""
    home = tmp_path_factory.mktemp("journeys")
    kept = {
        key: value for key, value in os.environ.items() if not key.startswith(("PILOTAGE_", "DJANGO_", "DATABASE_"))
    }
    environment = kept | {
        "PILOTAGE_HOME": str(home),
        "DATABASE_URL": make_database("journeys"),
        "DJANGO_SETTINGS_MODULE": "pilotage.config.settings",
    }
    script = MAKE.format(people=PEOPLE, password=PASSWORD)
    subprocess.run([sys.executable, "-c", script], env=environment, check=True, timeout=120)
    command = [str(Path(sys.executable).parent / "pilotage"), "up", "--json", "--no-sample", "--port", "0"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    yield json.loads(process.stdout.readline())["url"]
    process.send_signal(signal.SIGINT)
    process.wait(timeout=30)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A browser without a window."""
    with open_chromium() as browser:
        yield browser


@pytest.fixture
def enter(chromium: Any, product: str) -> Iterator[Callable[..., Any]]:
    """`enter("pm")`: a page of a browser of its own, signed in; complaints of any of them fail the story."""
    contexts, complaints = [], []

    def make(email: str = "") -> Any:
        context = chromium.new_context(base_url=product, viewport={"width": 1440, "height": 900})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("console", lambda line: complaints.append(line.text) if "Content Security" in line.text else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        if email:
            page.goto("/accounts/login/")
            page.get_by_label("E-mail").fill(email if "@" in email else f"{email}@example.com")
            page.get_by_label("Password").fill(PASSWORD)
            page.get_by_role("button", name="Sign in", exact=True).click()
            page.wait_for_url(lambda url: "/accounts/" not in url)
        return page

    yield make
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def accessible() -> Callable[[Any], None]:
    """Fails when axe finds anything on the page."""
    return faultless
