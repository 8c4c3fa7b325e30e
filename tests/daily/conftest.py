"""A live phase with a posting check, in an installation of its own."""

from datetime import timedelta

import pytest

from daily.days import live
from pilotage.billers.models import Phase
from pilotage.daily import operations
from pilotage.daily.models import DailyCheck
from story import NOW


@pytest.fixture(autouse=True)
def own_home(settings, tmp_path):
    settings.FILES_ROOT, settings.PILOTAGE_HOME = tmp_path / "files", tmp_path


@pytest.fixture
def tsm(viewer):
    return viewer("tsm", name="Tess")


@pytest.fixture
def live_phase(biller, admin) -> Phase:
    return live(biller, admin)


@pytest.fixture
def check(live_phase, tsm) -> DailyCheck:
    """Set up on Sunday: the first day is Monday 2 November, files by 07:00."""
    return operations.set_up_check(
        phase=live_phase, kind="posting", name="Daily posting", due_time="07:00", alarm_days=2, sources={}, by=tsm,
        now=NOW - timedelta(days=1),
    )  # fmt: skip
