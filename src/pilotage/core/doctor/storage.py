"""The database: does it keep what it acknowledges, and are its tables of this version?"""

from datetime import datetime

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from pilotage.core.doctor.finding import Finding, bad, ok, warn
from pilotage.core.rls import without_wall

OLDEST_POSTGRES = 140000
FULL = 2


def database(now: datetime) -> Finding:
    """Durability settings: a commit that was acknowledged survives a power cut."""
    return _sqlite() if connection.vendor == "sqlite" else _postgres()


def _sqlite() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        mode = str(cursor.fetchone()[0]).lower()
        cursor.execute("PRAGMA synchronous")
        synchronous = int(cursor.fetchone()[0])
        cursor.execute("PRAGMA foreign_keys")
        is_strict = bool(cursor.fetchone()[0])
    if mode != "wal":
        remedy = "Put the database on a local disk: a write-ahead log needs one."
        return warn("database", f"SQLite keeps its journal as {mode}.", remedy)
    if synchronous < FULL or not is_strict:
        remedy = "Use DATABASE_URL without own options, so that Pilotage sets them."
        return bad("database", f"SQLite runs with synchronous={synchronous} and foreign_keys={is_strict}.", remedy)
    return ok("database", "SQLite answers, with a write-ahead log, synced at each commit.")


def _postgres() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version_num')::int, current_setting('server_version'),"
            " current_setting('fsync'), current_setting('synchronous_commit'), current_setting('full_page_writes')"
        )
        number, version, fsync, commit, pages = cursor.fetchone()
    if "off" in (fsync, commit, pages):
        seen = f"PostgreSQL {version} has fsync={fsync}, synchronous_commit={commit}, full_page_writes={pages}."
        return bad("database", seen, "Switch them on: else a power cut loses what people were told is saved.")
    if number < OLDEST_POSTGRES:
        return warn("database", f"PostgreSQL {version} answers.", "Move to PostgreSQL 14 or newer.")
    return ok("database", f"PostgreSQL {version} answers, synced at each commit.")


def second_wall(now: datetime) -> Finding:
    """On PostgreSQL every table of billers' own rows has its policy, and the account that Pilotage uses is held by it."""
    if connection.vendor != "postgresql":
        return ok("second wall", "SQLite has one wall, the scoped queries; PostgreSQL would add row-level security.")
    if lacking := without_wall("default"):
        seen = f"{len(lacking)} tables have no row-level security, such as {lacking[0]}."
        return bad("second wall", seen, "Run `pilotage up` once; it raises the wall.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        is_free = bool(cursor.fetchone()[0])
    if is_free:
        remedy = "Give Pilotage an account of its own in DATABASE_URL, owner of its database and no superuser."
        return warn("second wall", "The database account passes through row-level security.", remedy)
    return ok("second wall", "Row-level security holds for every table of billers' own rows.")


def tables(now: datetime) -> Finding:
    """Every change of tables of this version is applied, and none of a newer one."""
    loader = MigrationExecutor(connection).loader
    waiting = set(loader.graph.node_map) - set(loader.applied_migrations)
    newer = set(loader.applied_migrations) - set(loader.graph.node_map)
    if waiting:
        return bad("tables", f"{len(waiting)} changes of tables are not applied.", "Run `pilotage up` once.")
    if newer:
        return bad("tables", "The tables are of a newer Pilotage.", "Install that version again.")
    return ok("tables", "Tables are up to date.")
