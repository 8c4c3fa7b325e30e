"""Imports that end by SIGKILL: each runs in a child of this process, which has Django ready. `python -m killing.importing FILE…`

It reads lines and answers each with one: `["import", SECONDS]` runs the import and kills it after so long, `"look"` says what is
there, imports again, says it once more, and empties everything.
"""

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django


def begin() -> dict[str, Any]:
    """Imports the files; what the command line would say of it."""
    from django.utils import timezone

    from pilotage.core.viewer import system
    from pilotage.portfolio.operations import import_files

    return import_files([Path(name) for name in sys.argv[1:]], by=system(), now=timezone.now())


def look() -> list[Any]:
    """How many rows, records and events there are, and whether the chain is right."""
    from pilotage.billers.models import Biller, Contact
    from pilotage.core.models import Event, Record
    from pilotage.core.verify import verify_chain

    made = Event.objects.filter(kind__in=["billers.biller_created", "billers.contact_created"])
    records = Record.objects.filter(kind__in=["biller", "contact"])
    rows = [Biller.objects.everywhere(), Contact.objects.everywhere(), records, made]
    return [*(found.count() for found in rows), verify_chain().is_valid]


def look_twice() -> dict[str, Any]:
    """What was left, what the same import makes of it, and nothing afterwards."""
    from django.core.management import call_command

    left = look()
    begin()
    repeated = look()
    call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True)
    return {"left": left, "repeated": repeated}


def one_kind_after_the_other() -> None:
    """The unsafe twin: billers are committed, then their contacts."""
    from pilotage.portfolio.operations import files

    def carried_out(found: Any, today: Any, password_hash: str | None, by: Any, now: Any) -> Any:
        plan = files.plan_import(found, by=by, today=today)
        for kind in ("billers", "contacts"):
            part = files.Plan(known=plan.known)
            part.new[kind] = plan.new[kind]
            prepared = files.prepare(part, by=by, now=now)
            with files.all_or_nothing(by=by, now=now) as c:
                files.carry_out(c, part, prepared)
        return plan

    files._carried_out = carried_out


def in_a_child(work: Callable[[], Any], seconds: float) -> dict[str, Any]:
    """`{said, took}`: the answer, None when the child was killed before it gave one; `took` in seconds."""
    reading, writing = os.pipe()
    begun = time.monotonic()
    child = os.fork()
    if child == 0:
        os.write(writing, json.dumps(work()).encode())
        os._exit(0)
    os.close(writing)
    ended = 0
    while not ended and time.monotonic() - begun < seconds:
        time.sleep(0.001)
        ended = os.waitpid(child, os.WNOHANG)[0]
    took = time.monotonic() - begun
    if not ended:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    with open(reading, "rb") as pipe:
        said = pipe.read()
    return {"said": json.loads(said) if said else None, "took": took}


def main() -> None:
    """Answers until its input ends."""
    django.setup()
    import pilotage.config.urls  # noqa: F401 everything is imported before the first child

    if os.environ.get("KILLING_TWIN"):
        one_kind_after_the_other()
    print(json.dumps("ready"), flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        answer = in_a_child(look_twice, 240)["said"] if asked == "look" else in_a_child(begin, asked[1])
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
