"""SFTP sources read by a worker that ends by SIGKILL: each worker is a child of this process. `python -m killing.fetching`

It reads lines and answers each with one: `["source", PORT]` makes a verification with a source on that port and answers its public
key; `"confirm"` confirms the server's key; `["work", SECONDS]` is a worker an hour later that takes lost jobs back, asks the
server, and is killed after so long; `"look"` counts.
"""

import json
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import django

NOW = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)
#: So long after the last one each worker begins: the lease of a killed one has lapsed by then.
APART = timedelta(hours=1)


def source(port: int) -> str:
    """One verification of one biller, its left file fetched from this machine."""
    from pilotage.billers.operations import add_integration, create_biller
    from pilotage.core.operations.settings import change_settings
    from pilotage.core.viewer import system
    from pilotage.verification import operations
    from pilotage.verification.limits import LOCAL_SERVERS
    from pilotage.verification.sampling import read_sample
    from verification.samples import LEFT, RIGHT, stream

    by = system()
    change_settings(values={LOCAL_SERVERS: True}, by=by, now=NOW)
    biller = create_biller(external_id="b", name="Biller", vertical="utility", by=by, now=NOW)
    integration = add_integration(biller=biller, by=by, now=NOW)
    spec = operations.begin_spec(
        integration=integration, name="Balances", left_name="CIS", right_name="Platform",
        left=read_sample(stream(LEFT), "l.csv", field="left"), right=read_sample(stream(RIGHT), "r.csv", field="right"),
        by=by, now=NOW,
    )  # fmt: skip
    return operations.set_source(
        spec=spec, side="left", host="127.0.0.1", port=port, user="pilotage", starts_runs=False, by=by, now=NOW
    ).public_key


def confirm() -> bool:
    """Looks at the server's key and confirms it."""
    from pilotage.core.viewer import system
    from pilotage.verification import operations
    from pilotage.verification.models import SftpSource

    row = SftpSource.objects.everywhere().select_related("spec__record").get()
    operations.pull(source=row, tell_progress=lambda *_: None, by=system(), now=NOW)
    row.refresh_from_db()
    operations.confirm_server_key(source=row, key=row.seen_key, by=system(), now=NOW)
    return True


def work(turn: int) -> int:
    """What the clock asks for, what waits, and what dead workers left, one job after the other."""
    from pilotage.core.operations import delivering
    from pilotage.core.schedules import known

    now = NOW + turn * APART
    delivering.requeue_lost(now=now)
    delivering.run_due(next(one for one in known() if one.name == "verification.sources"), now=now)
    done = 0
    while delivering.work_once(worker=f"w{turn}", clock=lambda: now):
        done += 1
    return done


def look() -> dict[str, Any]:
    """Files that were fetched, what was told of them, what lies in the store."""
    from pilotage.core.models import Event
    from pilotage.core.verify import verify_chain
    from pilotage.documents.operations import path_of
    from pilotage.verification.models import ReceivedFile, RemoteFile

    files = list(ReceivedFile.objects.everywhere())
    return {
        "files": sorted(file.name for file in files),
        "whole": all(path_of(file.stored_name).stat().st_size == file.size for file in files),
        "taken": RemoteFile.objects.everywhere().filter(state="taken").count(),
        "waiting": RemoteFile.objects.everywhere().filter(state="seen").count(),
        "received": Event.objects.filter(kind="verification.file_received").count(),
        "fetched": Event.objects.filter(kind="verification.remote_file_fetched").count(),
        "chain": verify_chain().is_valid,
    }


def main() -> None:
    """Answers until its input ends."""
    django.setup()
    import asyncssh  # noqa: F401 everything is imported before the first child

    import pilotage.config.urls  # noqa: F401
    from killing.importing import in_a_child

    print(json.dumps("ready"), flush=True)
    turn = 0
    for line in sys.stdin:
        asked = json.loads(line)
        if asked == "look":
            answer = in_a_child(look, 240)["said"]
        elif asked == "confirm":
            answer = in_a_child(confirm, 240)["said"]
        elif asked[0] == "source":
            answer = in_a_child(lambda: source(asked[1]), 240)["said"]  # noqa: B023
        else:
            turn += 1
            answer = in_a_child(lambda: work(turn), asked[1])  # noqa: B023
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
