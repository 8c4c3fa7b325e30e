"""What every installation begins with: the catalogue, the playbook, the policy."""

from datetime import datetime

from pilotage.catalogue.operations import load_shipped_catalogue
from pilotage.core.viewer import system
from pilotage.onboarding.operations import load_shipped_playbook
from pilotage.runbooks.operations import load_shipped_runbooks
from pilotage.transition.operations import load_shipped_policy


def load_shipped(*, now: datetime) -> None:
    """Adds what is missing of it; as often as one likes."""
    by = system("command")
    load_shipped_catalogue(by=by, now=now)
    load_shipped_playbook(by=by, now=now)
    load_shipped_policy(by=by, now=now)
    load_shipped_runbooks(by=by, now=now)
