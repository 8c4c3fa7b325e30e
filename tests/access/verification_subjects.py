"""A verification with a mapping, files and a watched folder, in the access world."""

import base64
import io
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django_tasks_db.models import DBTaskResult

from pilotage.billers.models import Phase
from pilotage.verification import operations as verification
from pilotage.verification.operations.running import keep_outcome
from pilotage.verification.queries import newest_version
from pilotage.verification.sampling import read_sample

LEFT = b"account_no,name,balance\n1,Ann,5.00\n2,Bo,7.50\n"
RIGHT = b"account_no,name,balance\n1,Ann,5.00\n2,Bo,7.51\n"
#: A layout of fixed width with a sample.
LAID_OUT: dict[str, Any] = {
    "side": "left", "name": "b.dat", "content": base64.b64encode(b"0001Ann   5.00\n0002Bo    7.50\n").decode(),
    "layout": {"format": "fixed", "fields": {
        "account_no": {"at": [1, 4]}, "name": {"at": [5, 5]}, "balance": {"at": [10, 5], "type": "money"}}},
}  # fmt: skip
#: The key that the server of the access world shows.
SHOWN_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGzXWSCkpw6nsF2bZHz5Kjhq3Sg3bJYBHYF2tAdSh6Qd"
RESULT: dict[str, Any] = {
    "rows": {"left": 2, "right": 2}, "matched": 2, "equal": 1, "missing": {"left": 0, "right": 0},
    "fields": {"balance": {"type": "money", "different": 2, "reasons": {"other": 1, "sign": 1}}}, "patterns": [], "digest": "d",
}  # fmt: skip


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
    right_file = verification.receive_file(
        spec=spec, side="right", name="r.csv", stream=io.BytesIO(RIGHT), by=pm, now=now
    )
    run = verification.start_run(spec=spec, left=file, right=right_file, by=pm, now=now)
    with TemporaryDirectory() as given:
        (Path(given) / "report.html").write_text("<title>Report</title>")
        keep_outcome(run, Path(given), RESULT, pm, now)
    given_up = verification.start_run(spec=spec, left=file, right=right_file, by=pm, now=now)
    DBTaskResult.objects.filter(pk=given_up.job_id).update(status="FAILED")
    accepted = verification.accept_group(run=run, field="balance", reason="sign", because="Known", by=pm, now=now)
    finding = verification.raise_finding(run=run, field="balance", reason="other", title="A cent", by=pm, now=now)
    inventory = verification.begin_inventory(phase=phase, by=pm, now=now)
    source = verification.set_source(
        spec=spec, side="left", host="sftp.hill.example", user="us", by=world.viewer("im"), now=now
    )
    source.seen_key, source.job_id = SHOWN_KEY, ""
    source.save()
    world.keep(
        which,
        sftp_source=source,
        history_file=verification.give_history(
            spec=spec, side="left", name="then.csv", stream=io.BytesIO(LEFT), by=pm, now=now
        ),
        data_field=inventory.fields.order_by("position").last(),
        verification_run=run,
        given_up_run=given_up,
        acceptance=accepted,
        finding=finding,
        verification_file=run.files.get(),
    )
    world.keep(which, spec=spec, spec_version=newest_version(spec), received_file=file, watched_folder=folder)
