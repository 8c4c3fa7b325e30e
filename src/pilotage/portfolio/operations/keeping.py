"""Where the files of an import wait until it is over, and what is wrong with them."""

import hashlib
import json
import os
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from django.conf import settings

from pilotage.portfolio.models import ImportRun
from pilotage.portfolio.reading import RowError, Source

PIECE = 1 << 20


def path_of(stored_name: str) -> Path:
    """Where an uploaded file waits."""
    root: Path = settings.PILOTAGE_HOME / "imports"
    return root / stored_name


def keep(stream: IO[Any]) -> tuple[str, str]:
    """Keeps a copy on disk; its name there, and its SHA-256 in hex."""
    stored, digest = uuid.uuid4().hex, hashlib.sha256()
    with _new_file(stored) as kept:
        while piece := stream.read(PIECE):
            digest.update(piece)
            kept.write(piece)
        kept.flush()
        os.fsync(kept.fileno())
    return stored, digest.hexdigest()


def sources(run: ImportRun) -> list[Source]:
    """The files as they are read."""
    return [
        Source(file.name, path_of(file.stored_name), file.kind, file.mapping or None)
        for file in run.files.order_by("pk")
    ]


def are_there(run: ImportRun) -> bool:
    """Whether the files are still kept: those of an import that is over, or that held card numbers, are not."""
    return all(path_of(file.stored_name).is_file() for file in run.files.all())


def throw_away(run: ImportRun) -> None:
    """Deletes the files, and what was found wrong with them."""
    delete_files(run)
    _delete(_errors_name(run))


def delete_files(run: ImportRun) -> None:
    """Deletes the files alone."""
    for file in run.files.all():
        _delete(file.stored_name)


def keep_errors(run: ImportRun, errors: Sequence[RowError]) -> None:
    """Keeps everything that is wrong, also what is too much for a page; in place of what was wrong before."""
    _delete(_errors_name(run))
    if not errors:
        return
    with _new_file(_errors_name(run)) as kept:
        for error in errors:
            kept.write(json.dumps(error.answer()).encode() + b"\n")


def errors_of(run: ImportRun) -> Iterator[dict[str, Any]]:
    """Everything that is wrong; what the run itself holds, when the rest is gone."""
    try:
        kept = open(path_of(_errors_name(run)), "rb")  # noqa: SIM115 closed below, when the last one is read
    except FileNotFoundError:
        yield from run.errors
        return
    with kept:
        for line in kept:
            yield json.loads(line)


def _errors_name(run: ImportRun) -> str:
    return f"{run.pk.hex}.errors"


def _delete(name: str) -> None:
    path_of(name).unlink(missing_ok=True)


def _new_file(name: str) -> IO[bytes]:
    path = path_of(name)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return open(path, "xb")
