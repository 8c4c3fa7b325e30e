"""Temporary folders that do not outlive their process: what a killed one left is removed by the next."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pilotage.tally.errors import TallyError

try:
    from fcntl import LOCK_EX, LOCK_NB, flock
except ImportError:  # no such locks on this system: its own cleaner of temporary files must do
    flock = None  # type: ignore[assignment]

PREFIX = "tally-"
LOCK = ".in-use"
#: Seconds that a folder is left alone after it was made, so that its owner has its lock before anyone asks for it.
YOUNG = 60.0


@contextmanager
def working_folder() -> Iterator[Path]:
    """A new folder that only its owner reads, gone afterwards; it holds rows of the files while it is there.

    Folders of processes that were killed (SIGKILL, power) are removed first: nobody holds their lock any more.
    """
    with tempfile.TemporaryDirectory(prefix=PREFIX) as made:
        folder = Path(made)
        if flock is None:
            yield folder
            return
        with (folder / LOCK).open("w") as held:
            flock(held, LOCK_EX | LOCK_NB)
            _remove_left(folder)
            yield folder


def _remove_left(own: Path) -> None:
    made_at = (own / LOCK).stat().st_mtime
    for lock in own.parent.glob(f"{PREFIX}*/{LOCK}"):
        try:
            if made_at - lock.stat().st_mtime < YOUNG:
                continue
            with lock.open("r+") as held:
                flock(held, LOCK_EX | LOCK_NB)
                shutil.rmtree(lock.parent, ignore_errors=True)
        except OSError:  # in use, somebody else's, or removed meanwhile
            continue


def check_folder(out: Path) -> None:
    """Makes the folder for the output. Errors: `TallyError` where nothing can be written."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out):
            pass
    except FileExistsError:
        raise TallyError("This is a file. Name a folder for the output.", place=str(out)) from None
    except OSError as problem:
        raise TallyError(
            f"Nothing can be written here ({problem.strerror}). Name another folder.", place=str(out)
        ) from problem
