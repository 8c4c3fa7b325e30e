"""Installations of their own for backup tests, driven by the command line in processes of their own."""

import hashlib
import json
import os
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from chosen_database import make_database

RUN = "from pilotage.config.commands import main; main()"
# Storing files and making teams until the file `stop` is there; says how many it made.
BUSY = """
import io, pathlib, sys, django
django.setup()
from django.utils import timezone
from pilotage.billers.models import Biller
from pilotage.core.operations import change
from pilotage.core.viewer import system
from pilotage.documents.operations.files import store_file
from pilotage.people.models import Team
stop, made = pathlib.Path(sys.argv[1]), 0
biller = Biller.objects.everywhere().order_by("pk").first()
print("busy", flush=True)
while not stop.exists():
    made += 1
    now = timezone.now()
    with change(by=system(), now=now) as c:
        c.create(Team, name=f"Busy {made} {now}")
    content = f"note {made} ".encode() * 500
    store_file(subject=biller.record, biller=biller, name=f"note-{made}.txt", stream=io.BytesIO(content), is_shared=True,
               by=system(), now=now)
print(made, flush=True)
"""
# Every stored file's row against its bytes, every team against its event, and the chain.
PROVE = """
import hashlib, json, django
django.setup()
from pilotage.core.models import Event
from pilotage.core.verify import verify_chain
from pilotage.documents.models import StoredFile
from pilotage.documents.operations.files import path_of
from pilotage.people.models import Team
files = list(StoredFile.objects.everywhere())
good = [f for f in files if hashlib.sha256(path_of(f.stored_name).read_bytes()).hexdigest() == f.sha256]
teams = Team.objects.filter(name__startswith="Busy").count()
told = Event.objects.filter(kind="people.team_created", payload__title__startswith="Busy").count()
print(json.dumps({"files": len(files), "good": len(good), "teams": teams, "told": told, **verify_chain().answer()}))
"""


@dataclass
class Installation:
    """A home and a database of its own."""

    home: Path
    url: str

    @property
    def environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("PILOTAGE_", "DATABASE_", "SECRET_"))}
        return {**kept, "PILOTAGE_HOME": str(self.home), "DATABASE_URL": self.url}

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """One command to its end."""
        return subprocess.run(
            [sys.executable, "-c", RUN, *arguments], env=self.environment, capture_output=True, text=True, check=False
        )

    def json(self, *arguments: str) -> Any:
        """What a command answers; it has to succeed."""
        ran = self.run(*arguments, "--json")
        assert ran.returncode == 0, ran.stderr + ran.stdout
        return json.loads(ran.stdout)

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """A command that goes on by itself."""
        return subprocess.Popen(
            [sys.executable, "-c", RUN, *arguments], env=self.environment, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def script(self, text: str, *arguments: str) -> subprocess.Popen[str]:
        """Python of the test's own in this installation."""
        return subprocess.Popen(
            [sys.executable, "-c", text, *arguments], env=self.environment, stdout=subprocess.PIPE, text=True
        )

    def proof(self) -> dict[str, Any]:
        """What PROVE finds."""
        out, _ = self.script(PROVE).communicate()
        return dict(json.loads(out))

    def raw_tables(self) -> dict[str, tuple[int, str]]:
        """How many rows every table has, and a checksum of them, by the database itself and not by code of the product."""
        if self.url.startswith("sqlite"):
            path = unquote(urlsplit(self.url).path)[1:]
            opened = sqlite3.connect(path)
            names = [r[0] for r in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            read = lambda name: opened.execute(f'SELECT * FROM "{name}"').fetchall()  # noqa: E731
        else:
            import psycopg

            opened = psycopg.connect(self.url)
            query = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
            names = [row[0] for row in opened.execute(query)]
            read = lambda name: opened.execute(f'SELECT * FROM "{name}"').fetchall()  # type: ignore[arg-type]  # noqa: E731
        skipped = ("sqlite_sequence", "core_cache", "django_migrations")
        found = {name: sorted(repr(row) for row in read(name)) for name in sorted(names) if name not in skipped}
        opened.close()
        return {name: (len(rows), hashlib.sha256("".join(rows).encode()).hexdigest()) for name, rows in found.items()}


def new_installation(folder: Path, name: str, url: str = "") -> Installation:
    """An empty one."""
    home = folder / name
    home.mkdir(parents=True)
    word = hashlib.sha256(str(home).encode()).hexdigest()[:16]
    return Installation(home, url or make_database(f"backup_{word}"))
