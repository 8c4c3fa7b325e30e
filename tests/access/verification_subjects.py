"""A verification with a mapping, files and a watched folder, in the access world."""

import io
from typing import Any

from pilotage.billers.models import Phase
from pilotage.verification import operations as verification
from pilotage.verification.queries import newest_version
from pilotage.verification.sampling import read_sample

LEFT = b"account_no,name,balance\n1,Ann,5.00\n2,Bo,7.50\n"
RIGHT = b"account_no,name,balance\n1,Ann,5.00\n2,Bo,7.51\n"


def keep_verifications(world: Any, which: str, phase: Phase) -> None:
    """Begun from samples; a file came, a folder is watched."""
    now, pm = world.now, world.viewer("signing_pm")
    left = read_sample(io.BytesIO(LEFT), "left.csv", field="left")
    right = read_sample(io.BytesIO(RIGHT), "right.csv", field="right")
    spec = verification.begin_spec(
        integration=phase.integration, name="Balances", left_name="Harmony", right_name="Platform", left=left, right=right, by=pm,
        now=now,
    )  # fmt: skip
    file = verification.receive_file(spec=spec, side="left", name="l.csv", stream=io.BytesIO(LEFT), by=pm, now=now)
    folder = verification.set_folder(spec=spec, side="left", folder=which, pattern="*.csv", by=pm, now=now)
    world.keep(which, spec=spec, spec_version=newest_version(spec), received_file=file, watched_folder=folder)
