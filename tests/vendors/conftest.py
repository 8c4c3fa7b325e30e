"""A project with the vendor's tasks, a person of the vendor, and their link."""

import pytest

from pilotage.core.models import OutboxMessage
from pilotage.core.operations.delivering import react_once
from pilotage.core.viewer import system
from pilotage.onboarding.models import Project
from pilotage.onboarding.operations import load_shipped_playbook, start_project
from pilotage.vendors import operations
from story import NOW


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(NOW)


@pytest.fixture
def project(phase, pm) -> Project:
    version = load_shipped_playbook(by=system(), now=NOW)
    return start_project(phase=phase, playbook_version=version, kickoff_date=NOW.date(), by=pm, now=NOW)


@pytest.fixture
def contact(project, pm):
    return operations.add_contact(project=project, name="Vera Vance", email="Vera@Northstar.example", by=pm, now=NOW)


@pytest.fixture
def link(contact, pm):
    return operations.send_link(contact=contact, days=30, by=pm, now=NOW)


@pytest.fixture
def deliver():
    """Runs what is owed after the commits, and returns the mails that are then on their way."""

    def run() -> list[dict]:
        while react_once(now=NOW):
            pass
        return [row.payload for row in OutboxMessage.objects.filter(channel="mail")]

    return run


@pytest.fixture(autouse=True)
def stored_files(tmp_path, settings) -> None:
    settings.FILES_ROOT = tmp_path / "files"
