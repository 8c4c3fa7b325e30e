"""An import killed at random moments leaves nothing or everything, and can be run again; an unsafe twin is caught."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.kills
KILLS = int(os.environ.get("PILOTAGE_KILLS", "25"))
ROWS = 400
PREPARE = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0); call_command("createcachetable", verbosity=0)
"""
LOOK = """
import sys, django; django.setup()
from pathlib import Path
from django.core.management import call_command
from django.utils import timezone
from pilotage.billers.models import Biller, Contact
from pilotage.core.models import Event, Record
from pilotage.core.verify import verify_chain
from pilotage.core.viewer import system
from pilotage.portfolio.operations import import_files
def look():
    made = Event.objects.filter(kind__in=["billers.biller_created", "billers.contact_created"]).count()
    records = Record.objects.filter(kind__in=["biller", "contact"]).count()
    print(Biller.objects.everywhere().count(), Contact.objects.everywhere().count(), records, made, verify_chain().is_valid)
look()
import_files([Path(name) for name in sys.argv[1:]], by=system(), now=timezone.now())
look()
call_command("flush", verbosity=0, interactive=False)
"""
IMPORT = """
import sys, django; django.setup()
from pathlib import Path
from django.utils import timezone
from pilotage.core.viewer import system
from pilotage.portfolio.operations import files, import_files
if {unsafe}:
    def one_kind_after_the_other(found, today, password_hash, by, now):
        plan = files.plan_import(found, by=by, today=today)
        for kind in ("billers", "contacts"):
            part = files.Plan(known=plan.known)
            part.new[kind] = plan.new[kind]
            prepared = files.prepare(part, by=by, now=now)
            with files.all_or_nothing(by=by, now=now) as c:
                files.carry_out(c, part, prepared)
        return plan
    files._carried_out = one_kind_after_the_other
print("begins", flush=True)
answer = import_files([Path(name) for name in sys.argv[1:]], by=system(), now=timezone.now())
print(answer["created"], answer["unchanged"], answer["errors"][:1], flush=True)
"""


def run(script: str, environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return done.stdout.strip()


@pytest.fixture
def installation(own_installation: dict[str, str]) -> dict[str, str]:
    environment = own_installation | {"DJANGO_SETTINGS_MODULE": "pilotage.config.settings"}
    run(PREPARE, environment)
    return environment


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    billers, contacts = tmp_path / "billers.csv", tmp_path / "contacts.csv"
    billers.write_text("external_id,name\n" + "".join(f"b{n},Biller {n}\n" for n in range(ROWS)))
    contacts.write_text("external_id,biller,name\n" + "".join(f"c{n},b{n},Ann {n}\n" for n in range(ROWS)))
    return [str(billers), str(contacts)]


def kill_at_random(environment: dict[str, str], files: list[str], seconds: float, *, unsafe: bool) -> str:
    """Runs the import and kills it after a while; what it had said until then."""
    process = subprocess.Popen(
        [sys.executable, "-c", IMPORT.format(unsafe=unsafe), *files], env=environment, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None and process.stdout.readline() == "begins\n"
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    said = process.stdout.read().strip()
    process.wait()
    return said


def length(environment: dict[str, str], files: list[str]) -> float:
    """How long a whole import takes here."""
    process = subprocess.Popen(
        [sys.executable, "-c", IMPORT.format(unsafe=False), *files], env=environment, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None and process.stdout.readline() == "begins\n"
    begun = time.monotonic()
    assert process.stdout.readline().startswith(str(2 * ROWS))
    process.wait()
    return time.monotonic() - begun


def halves(environment: dict[str, str], files: list[str], kills: int, *, unsafe: bool) -> int:
    """Kills so many imports, each into an empty installation; in how many something was left half, lost or doubled."""
    chance, found, whole = random.Random(7), 0, length(environment, files)
    run(LOOK, environment, *files)
    all_of_it, nothing = f"{ROWS} {ROWS} {2 * ROWS} {2 * ROWS} True", "0 0 0 0 True"
    for _ in range(kills):
        said = kill_at_random(environment, files, chance.uniform(0.1, 1.05) * whole, unsafe=unsafe)
        left, repeated = run(LOOK, environment, *files).splitlines()
        is_right = left == all_of_it or (left == nothing and not said)
        found += not (is_right and repeated == all_of_it)
    return found


def test_a_killed_import_leaves_nothing_or_all_and_can_be_repeated(installation, files) -> None:
    assert halves(installation, files, KILLS, unsafe=False) == 0


def test_the_same_check_catches_an_import_that_commits_kind_by_kind(installation, files) -> None:
    assert halves(installation, files, max(6, KILLS // 10), unsafe=True) > 0
