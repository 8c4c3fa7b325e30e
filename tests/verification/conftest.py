"""A verification with its two files, in an installation of its own."""

import pytest

from pilotage.billers.models import Integration
from pilotage.verification import operations
from pilotage.verification.models import Run, Spec
from pilotage.verification.sampling import read_sample
from story import NOW
from verification.samples import FIXED, LAYOUT, LEFT, RIGHT, stream


@pytest.fixture(autouse=True)
def own_home(settings, tmp_path):
    settings.FILES_ROOT, settings.PILOTAGE_HOME = tmp_path / "files", tmp_path


@pytest.fixture
def integration(biller) -> Integration:
    return Integration.objects.everywhere().filter(biller=biller).select_related("biller", "product").get()


@pytest.fixture
def spec(integration, pm) -> Spec:
    return operations.begin_spec(
        integration=integration, name="Daily balances", left_name="Harmony", right_name="Platform",
        left=read_sample(stream(LEFT), "l.csv", field="left"), right=read_sample(stream(RIGHT), "r.csv", field="right"),
        by=pm, now=NOW,
    )  # fmt: skip


@pytest.fixture
def run(spec, pm) -> Run:
    """Two files came, and a run of them waits."""
    for side, text in (("left", LEFT), ("right", RIGHT)):
        operations.receive_file(spec=spec, side=side, name=f"{side}.csv", stream=stream(text), by=pm, now=NOW)
    return operations.start_run(spec=spec, by=pm, now=NOW)


@pytest.fixture
def laid(integration, pm):
    """A verification whose left side is fixed width."""
    left = read_sample(stream(FIXED), "balances.dat", field="left", layout=LAYOUT)
    right = read_sample(stream(RIGHT), "r.csv", field="right")
    return operations.begin_spec(
        integration=integration, name="Nightly", left_name="Mainframe", right_name="Platform", left=left, right=right,
        by=pm, now=NOW,
    )  # fmt: skip
