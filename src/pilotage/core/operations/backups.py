"""Backs an installation up while it is in use, and restores it elsewhere: database and stored files in one archive.

SQLite is copied by its own online copy; PostgreSQL is read in one snapshot, table by table. Files are never changed once
stored, so that those of the snapshot's rows are all there when they are copied after it. Every table and file has its SHA-256 in
the manifest, and a restore compares them before the installation counts as restored.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from pilotage.core.errors import Refused

FORMAT = 1
PIECE = 1 << 20
DATABASE, MANIFEST, TABLES, FILES = "database.sqlite3", "manifest.json", "tables/", "files/"
SKIPPED = frozenset({"core_cache", "django_session"})


def back_up(*, target: Path, now: datetime) -> dict[str, Any]:
    """Writes the archive; `{file, tables, rows, files, bytes}`. Refuses a target that exists. Half an archive never stays."""
    if target.exists():
        raise Refused(f"{target.name} exists already. Choose another name.")
    half = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with zipfile.ZipFile(half, "w", zipfile.ZIP_DEFLATED, allowZip64=True, compresslevel=3) as archive:
            tables = _save_sqlite(archive) if connection.vendor == "sqlite" else _save_postgres(archive)
            files = _save_files(archive)
            manifest = {
                "format": FORMAT, "database": connection.vendor, "made_at": now.isoformat(), "tables": tables, "files": files,
            }  # fmt: skip
            archive.writestr(MANIFEST, json.dumps(manifest, indent=1))
        with open(half, "rb") as written:
            os.fsync(written.fileno())
        os.replace(half, target)
    finally:
        half.unlink(missing_ok=True)
    return {
        "file": str(target),
        "tables": len(tables),
        "rows": sum(table["rows"] for table in tables.values()),
        "files": len(files),
        "bytes": target.stat().st_size,
    }


def restore(*, source: Path) -> dict[str, Any]:
    """Brings an archive into an installation without people; `{tables, rows, files}`.

    Refuses an installation that is in use, a damaged or foreign archive, and the other kind of database; then nothing is
    changed.
    """
    try:
        with zipfile.ZipFile(source) as archive:
            manifest = _manifest(archive)
            with tempfile.TemporaryDirectory(dir=settings.PILOTAGE_HOME) as folder:
                kept = _unpack_files(archive, manifest, Path(folder))
                tables = manifest["tables"]
                if connection.vendor == "sqlite":
                    _load_sqlite(archive, tables, Path(folder))
                else:
                    _load_postgres(archive, tables)
                _move_files(kept)
    except (zipfile.BadZipFile, OSError) as problem:
        raise Refused(f"{source.name} can't be read as a backup ({problem}).") from None
    return {
        "tables": len(tables),
        "rows": sum(table["rows"] for table in tables.values()),
        "files": len(manifest["files"]),
    }


def _manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads(archive.read(MANIFEST))
    except (KeyError, ValueError):
        raise Refused("This is no backup of Pilotage: it has no manifest.") from None
    if manifest.get("format") != FORMAT:
        raise Refused("This backup was made by another version of Pilotage. Restore it with that version.")
    if manifest["database"] != connection.vendor:
        raise Refused(f"This is a backup of {manifest['database']}; set DATABASE_URL to such a database.")
    return manifest


def table_sums(database: sqlite3.Connection) -> dict[str, dict[str, Any]]:
    """`{table: {rows, sha256}}` of a SQLite database, rows in the order of their keys."""
    names = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    found = {}
    for name in names:
        if name.startswith("sqlite_") or name in SKIPPED:
            continue
        keys = [row[1] for row in database.execute(f'PRAGMA table_info("{name}")') if row[5]] or ["rowid"]
        order = ", ".join(f'"{key}"' for key in keys)
        digest, count = hashlib.sha256(), 0
        for row in database.execute(f'SELECT * FROM "{name}" ORDER BY {order}'):
            digest.update(repr(row).encode())
            count += 1
        found[name] = {"rows": count, "sha256": digest.hexdigest()}
    return found


def _save_sqlite(archive: zipfile.ZipFile) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(dir=settings.PILOTAGE_HOME) as folder:
        copy = Path(folder) / DATABASE
        connection.ensure_connection()
        with sqlite3.connect(copy) as target:
            connection.connection.backup(target)
            tables = table_sums(target)
        archive.write(copy, DATABASE)
    return tables


def _load_sqlite(archive: zipfile.ZipFile, tables: dict[str, Any], folder: Path) -> None:
    copy = folder / DATABASE
    with archive.open(DATABASE) as packed, open(copy, "wb") as unpacked:
        shutil.copyfileobj(packed, unpacked, PIECE)
    with sqlite3.connect(copy) as opened:
        if table_sums(opened) != tables:
            raise Refused("The database in this backup is damaged: its rows don't match their checksums.")
    place = Path(connection.settings_dict["NAME"])
    _refuse_in_use()
    connection.close()
    for ending in ("-wal", "-shm"):
        place.with_name(place.name + ending).unlink(missing_ok=True)
    os.replace(copy, place)


def _save_postgres(archive: zipfile.ZipFile) -> dict[str, Any]:
    tables: dict[str, Any] = {}
    with connection.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            for name, order in _postgres_tables():
                digest, size = hashlib.sha256(), 0
                with archive.open(f"{TABLES}{name}.copy", "w", force_zip64=True) as packed:
                    for piece in _copy_out(cursor, name, order):
                        digest.update(piece)
                        size += piece.count(b"\n")
                        packed.write(piece)
                tables[name] = {"rows": size, "sha256": digest.hexdigest()}
        finally:
            cursor.execute("ROLLBACK")
    return tables


def _copy_out(cursor: Any, name: str, order: str) -> Iterator[bytes]:
    with cursor.copy(f'COPY (SELECT * FROM "{name}" ORDER BY {order}) TO STDOUT') as pieces:
        for piece in pieces:
            yield bytes(piece)


def _postgres_tables() -> list[tuple[str, str]]:
    models = apps.get_models(include_auto_created=True)
    found = {model._meta.db_table: f'"{model._meta.pk.column}"' for model in models if not model._meta.proxy}
    return sorted((name, order) for name, order in found.items() if name not in SKIPPED)


def _load_postgres(archive: zipfile.ZipFile, tables: dict[str, Any]) -> None:
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    _refuse_in_use()
    known = dict(_postgres_tables())
    if set(tables) - set(known):
        raise Refused(
            "This backup holds tables that this version doesn't know. Restore it with the version that made it."
        )
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        try:
            cursor.execute("TRUNCATE " + ", ".join(f'"{name}"' for name in known) + " CASCADE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            for name in tables:
                with archive.open(f"{TABLES}{name}.copy") as packed, cursor.copy(f'COPY "{name}" FROM STDIN') as target:
                    while piece := packed.read(PIECE):
                        target.write(piece)
            for name, held in tables.items():
                digest = hashlib.sha256()
                for piece in _copy_out(cursor, name, known[name]):
                    digest.update(piece)
                if digest.hexdigest() != held["sha256"]:
                    raise Refused(f"The table {name} in this backup is damaged: its rows don't match their checksum.")
            _reset_sequences(cursor)
            cursor.execute("COMMIT")
        except BaseException:
            cursor.execute("ROLLBACK")
            raise


def _reset_sequences(cursor: Any) -> None:
    from django.core.management.color import no_style

    for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models(include_auto_created=True)):
        cursor.execute(statement)


def _refuse_in_use() -> None:
    tables = connection.introspection.table_names()
    if "people_user" not in tables:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM people_user")
        if cursor.fetchone()[0]:
            raise Refused(
                "This installation is in use: it has people. Restore into an empty PILOTAGE_HOME and database."
            )


def _save_files(archive: zipfile.ZipFile) -> dict[str, str]:
    root: Path = settings.FILES_ROOT
    found: dict[str, str] = {}
    for path in sorted(root.rglob("*")) if root.is_dir() else []:
        if path.is_file():
            name = path.relative_to(root).as_posix()
            found[name] = _sum(path)
            archive.write(path, f"{FILES}{name}")
    return found


def _unpack_files(archive: zipfile.ZipFile, manifest: dict[str, Any], folder: Path) -> Path:
    kept = folder / "files"
    kept.mkdir()
    for name, wanted in manifest["files"].items():
        place = (kept / name).resolve()
        if not place.is_relative_to(kept.resolve()):
            raise Refused("This backup names a file outside its folder; it is not used.")
        place.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(f"{FILES}{name}") as packed, open(place, "wb") as unpacked:
            shutil.copyfileobj(packed, unpacked, PIECE)
        if _sum(place) != wanted:
            raise Refused(f"The stored file {name} in this backup is damaged.")
    return kept


def _move_files(kept: Path) -> None:
    root: Path = settings.FILES_ROOT
    root.mkdir(parents=True, exist_ok=True)
    for path in kept.rglob("*"):
        if path.is_file():
            place = root / path.relative_to(kept)
            place.parent.mkdir(parents=True, exist_ok=True)
            os.replace(path, place)


def _sum(path: Path) -> str:
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()
