"""Writes a backup while the product is in use: one snapshot of the database, then the files that it can name."""

import hashlib
import os
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.apps import apps
from django.db import connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder

from pilotage.core.backup import archive
from pilotage.core.backup.archive import FilePart, Manifest, TablePart
from pilotage.core.backup.rows import TableSum, columns, line_of, plain_rows, stored_models


@contextmanager
def snapshot() -> Iterator[None]:
    """Everything read inside is as it was at one moment. Others go on writing meanwhile, on both databases."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            cursor.execute("SELECT count(*) FROM sqlite_master")
            cursor.fetchone()
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("ROLLBACK")
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def write_backup(
    target: Path,
    *,
    folders: Mapping[str, Path],
    secret: str,
    has_key: bool,
    needed: Callable[[], Iterable[str]],
    now: datetime,
) -> Manifest:
    """Writes the archive beside `target` and then puts it in its place, so that a half-written one is never there.

    `folders` are the folders of stored files by their name in the home; `needed` names the files that rows of the snapshot
    point to. A file is written before its row and its bytes stay, so files are copied after the rows and none is
    missing. Errors: `OSError` when it can't be written.
    """
    partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
    try:
        with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as raw:
            with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as made, snapshot():
                applied = sorted(MigrationRecorder(connection).applied_migrations())
                tables = [_add_table(made, model) for model in stored_models(apps)]
                files = [part for name, folder in sorted(folders.items()) for part in _add_files(made, name, folder)]
                kept = {part.path for part in files}
                manifest = Manifest(
                    created_at=now.isoformat(),
                    database=connection.vendor,
                    migrations=[list(one) for one in applied],
                    tables=tables,
                    files=files,
                    key_sha256=archive.fingerprint(secret),
                    has_key=has_key,
                    missing_files=sorted(path for path in needed() if path not in kept),
                )
                if has_key:
                    made.writestr(archive.KEY, secret)
                made.writestr(archive.MANIFEST, manifest.text())
            raw.flush()
            os.fsync(raw.fileno())
        os.replace(partial, target)
        sync_folder(target.parent)
    finally:
        partial.unlink(missing_ok=True)
    return manifest


def sync_folder(folder: Path) -> None:
    """Makes a rename in this folder last through a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _add_table(made: zipfile.ZipFile, model: type[models.Model]) -> TablePart:
    name, total = model._meta.db_table, TableSum()
    names = [column.attname for column in columns(model)]
    with made.open(f"tables/{name}.jsonl", "w", force_zip64=True) as out:
        for row in plain_rows(model, names):
            total.add(row)
            out.write(line_of(row).encode("utf-8", "surrogatepass") + b"\n")
    return TablePart(name, names, total.rows, total.digest)


def _add_files(made: zipfile.ZipFile, name: str, folder: Path) -> Iterator[FilePart]:
    """Every file below a folder. One that goes away meanwhile was named by no row of the snapshot."""
    for path in sorted(folder.rglob("*")) if folder.is_dir() else []:
        if path.is_symlink() or not path.is_file():
            continue
        inside, digest, size = f"{name}/{path.relative_to(folder).as_posix()}", hashlib.sha256(), 0
        try:
            with open(path, "rb") as stream, made.open(inside, "w", force_zip64=True) as out:
                while piece := stream.read(archive.PIECE):
                    digest.update(piece)
                    size += len(piece)
                    out.write(piece)
        except FileNotFoundError:
            continue
        yield FilePart(inside, size, digest.hexdigest())
