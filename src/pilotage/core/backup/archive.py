"""The archive itself: a zip file whose manifest names every table and file with size and SHA-256. No Django."""

import hashlib
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any

FORMAT = "pilotage-backup"
VERSION = 1
MANIFEST = "manifest.json"
KEY = "secret.key"
PIECE = 1 << 20
MOST_MANIFEST = 1 << 30
_SAFE_PART = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._ -]{0,254}")


class Unusable(ValueError):
    """The file is no backup, is damaged, or is of a newer version; says which."""


@dataclass(frozen=True)
class TablePart:
    """One table: its column names, how many rows, and the sum of its rows' SHA-256."""

    name: str
    columns: list[str]
    rows: int
    sha256: str

    @property
    def member(self) -> str:
        return f"tables/{self.name}.jsonl"


@dataclass(frozen=True)
class FilePart:
    """One stored file by its path below the home, with size in bytes and SHA-256 of its bytes."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What the archive holds; written last, so that an archive that was cut off has none."""

    created_at: str
    database: str
    migrations: list[list[str]]
    tables: list[TablePart]
    files: list[FilePart]
    key_sha256: str
    has_key: bool
    format: str = FORMAT
    version: int = VERSION
    missing_files: list[str] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)

    def text(self) -> str:
        """As JSON."""
        return json.dumps(asdict(self), indent=1)


def read_manifest(archive: zipfile.ZipFile) -> Manifest:
    """The manifest. Errors: `Unusable`."""
    try:
        info = archive.getinfo(MANIFEST)
        if info.file_size > MOST_MANIFEST:
            raise Unusable("The backup's manifest is too large to be one.")
        given = json.loads(archive.read(info))
        if given["format"] != FORMAT:
            raise KeyError("format")
        if given["version"] > VERSION:
            raise Unusable("The backup was made by a newer Pilotage. Install that version, then restore.")
        tables = [TablePart(**table) for table in given.pop("tables")]
        files = [FilePart(**file) for file in given.pop("files")]
        found = Manifest(tables=tables, files=files, **given)
    except (KeyError, TypeError, ValueError, zipfile.BadZipFile) as problem:
        if isinstance(problem, Unusable):
            raise
        raise Unusable("The file is no whole backup of Pilotage: it has no readable manifest.") from None
    for file in found.files:
        check_path(file.path)
    return found


def check_path(path: str) -> None:
    """Refuses a stored path that could lead out of the home. Errors: `Unusable`."""
    parts = PurePosixPath(path).parts
    if len(parts) < 2 or not all(_SAFE_PART.fullmatch(part) for part in parts):
        raise Unusable(f"The backup names a file that can't be put back: {path[:100]!r}.")


def open_archive(path: Path) -> zipfile.ZipFile:
    """The opened archive. Errors: `Unusable` when it can't be read as one."""
    try:
        return zipfile.ZipFile(path)
    except FileNotFoundError:
        raise Unusable(f"There is no file {path}.") from None
    except (OSError, zipfile.BadZipFile) as problem:
        why = getattr(problem, "strerror", None) or str(problem)
        raise Unusable(f"{path} can't be read as a backup: {why}.") from None


def lines(archive: zipfile.ZipFile, table: TablePart) -> Iterator[list[Any]]:
    """The rows of one table. Errors: `Unusable` naming the table."""
    try:
        with archive.open(table.member) as stream:
            for line in stream:
                row = json.loads(line)
                if not isinstance(row, list) or len(row) != len(table.columns):
                    raise ValueError
                yield row
    except (KeyError, ValueError, OSError, EOFError, zipfile.BadZipFile, zipfile.zlib.error):  # type: ignore[attr-defined]
        raise Unusable(f"The backup is damaged in the table {table.name}.") from None


def copy_out(archive: zipfile.ZipFile, file: FilePart, target: IO[bytes] | None) -> None:
    """The bytes of one file into `target`, or nowhere, checked. Errors: `Unusable` naming the file."""
    digest = hashlib.sha256()
    try:
        with archive.open(file.path) as stream:
            while piece := stream.read(PIECE):
                digest.update(piece)
                if target is not None:
                    target.write(piece)
    except (KeyError, EOFError, zipfile.BadZipFile, zipfile.zlib.error):  # type: ignore[attr-defined]
        raise Unusable(f"The backup is damaged in the file {file.path}.") from None
    if digest.hexdigest() != file.sha256:
        raise Unusable(f"The backup is damaged in the file {file.path}: its checksum differs.")


def fingerprint(secret: str) -> str:
    """By which two secret keys are compared without showing them, 64 hex digits."""
    return hashlib.sha256(b"pilotage.backup.key|" + secret.encode()).hexdigest()
