"""Where a restored installation is built, and how it takes the place of what was there: no moment has half of each. No Django."""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from pilotage.core.backup.archive import KEY, PIECE, FilePart, Manifest, copy_out

STAGING = ".restoring-"
IN_USE = "Somebody uses the database. Stop Pilotage (and whatever else has it open), then restore."
TELLING = ("people_user", "core_event")


class NotFree(Exception):
    """The place can't be restored into; says why and what to do."""


@contextmanager
def sole_use(home: Path) -> Iterator[None]:
    """Nobody else starts Pilotage in this home meanwhile. Errors: `NotFree` when it runs."""
    with open(home / "up.lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise NotFree("Pilotage runs in this PILOTAGE_HOME. Stop it, then restore.") from None
        yield


@contextmanager
def staging(folder: Path) -> Iterator[Path]:
    """A folder on the same disk to build in; it goes away, and so do those of restores that were killed."""
    for left in folder.glob(f"{STAGING}*"):
        shutil.rmtree(left, ignore_errors=True)
    made = Path(tempfile.mkdtemp(prefix=STAGING, dir=folder))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def sqlite_rows(database: Path) -> int:
    """How many people and events a SQLite file holds; 0 when there is none, or no such tables."""
    if not database.exists() or not database.stat().st_size:
        return 0
    try:
        with closing(sqlite3.connect(database, timeout=5)) as opened:
            tables = {row[0] for row in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            return sum(
                opened.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in TELLING if name in tables
            )
    except sqlite3.DatabaseError as problem:
        raise NotFree(f"{database.name} is there, and can't be read ({problem}). Move it away, then restore.") from None


def stage_files(archive: zipfile.ZipFile, manifest: Manifest, folder: Path) -> None:
    """Unpacks and checks every stored file below `folder`. Errors: `Unusable` naming the first damaged one."""
    for file in manifest.files:
        place = folder / file.path
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with open(place, "xb") as target:
            copy_out(archive, file, target)
            target.flush()
            os.fsync(target.fileno())


def place_files(manifest: Manifest, staged: Path, home: Path, aside: Path) -> None:
    """Adds the restored files to the home. Those of the old database stay where they are, so it is whole until it goes."""
    for file in manifest.files:
        place = home / file.path
        if place.exists() and not _is_same(place, file):
            _move(place, aside / file.path)
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.replace(staged / file.path, place)
    for name in {Path(file.path).parts[0] for file in manifest.files}:
        sync(home / name)


def put_sqlite_in_place(new: Path, place: Path, aside: Path) -> None:
    """One rename takes the old database away and puts the restored one there. Errors: `NotFree` when the old one is open."""
    with closing(sqlite3.connect(new)) as opened:
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    if place.exists():
        with closing(sqlite3.connect(place, timeout=5)) as opened:
            opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        if place.with_name(f"{place.name}-wal").exists():
            raise NotFree(IN_USE)  # who closes a database last removes its log
        if sqlite_rows(place):
            aside.mkdir(parents=True, exist_ok=True, mode=0o700)
            os.link(place, aside / place.name)
    os.replace(new, place)
    sync(place.parent)


def place_key(archive: zipfile.ZipFile, home: Path, aside: Path) -> None:
    """The secret key of the backup becomes that of the home, and another one that was there goes aside."""
    held, place = archive.read(KEY).decode().strip(), home / "secret.key"
    if place.exists():
        if place.read_text().strip() == held:
            return
        _move(place, aside / "secret.key", keep=True)
    fresh = home / f"{STAGING}key"
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write(held)
        out.flush()
        os.fsync(out.fileno())
    os.replace(fresh, place)
    sync(home)


def clear_others(manifest: Manifest, folders: list[str], home: Path, aside: Path) -> None:
    """Files that no row of the restored database can name go aside."""
    kept = {file.path for file in manifest.files}
    for name in folders:
        for path in [path for path in (home / name).rglob("*") if path.is_file()]:
            inside = path.relative_to(home).as_posix()
            if inside not in kept:
                _move(path, aside / inside)


def sync(folder: Path) -> None:
    """Makes renames in this folder last through a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _move(path: Path, to: Path, *, keep: bool = False) -> None:
    to.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if keep:
        shutil.copy2(path, to)
    else:
        os.replace(path, to)


def _is_same(path: Path, file: FilePart) -> bool:
    if path.stat().st_size != file.size:
        return False
    digest = hashlib.sha256()
    with open(path, "rb") as stream:
        while piece := stream.read(PIECE):
            digest.update(piece)
    return digest.hexdigest() == file.sha256
