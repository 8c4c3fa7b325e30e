"""The content hash of a file, worked out beside its reading, and the proof that both saw the same file."""

import hashlib
import os
import threading
from pathlib import Path
from typing import BinaryIO

from pilotage.tally.errors import TallyError

_PIECE = 1024 * 1024
#: How far it may run ahead of the reader, in bytes: what both read is in memory still when the second one comes.
_AHEAD = 512 * 1024 * 1024


class HashAhead:
    """SHA-256 of one file by a thread of its own; `start` it early, call `passed` while reading, then ask for the `result`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._thread: threading.Thread | None = None
        self._moved = threading.Condition()
        self._allowed, self._is_over = _AHEAD, False
        self._hash = hashlib.sha256()
        self._identities: set[tuple[int, ...]] = set()
        self._problem: OSError | None = None

    def start(self) -> None:
        """Begins, if it has not begun yet."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, daemon=True)
            self._thread.start()

    def __enter__(self) -> None:
        self.start()

    def __exit__(self, *_: object) -> None:
        """The reader has ended or given up."""
        with self._moved:
            self._is_over = True
            self._moved.notify()

    def seen(self, stream: BinaryIO) -> None:
        """The reader reads this open file."""
        self._identities.add(_identity(stream))

    def passed(self, size: int) -> None:
        """The reader has read so many bytes of the file in all."""
        with self._moved:
            self._allowed = size + _AHEAD
            self._moved.notify()

    def result(self) -> str:
        """The hash, in hexadecimal digits. Errors: `TallyError` where it cannot be read, or has changed meanwhile."""
        self.start()
        self.passed(1 << 62)
        if self._thread is not None:
            self._thread.join()
        if self._problem is not None:
            words = f"It cannot be read ({self._problem.strerror}). Name a file that you may read."
            raise TallyError(words, place=str(self._path))
        with self._path.open("rb") as now:
            self.seen(now)
        if len(self._identities) > 1:
            words = "The file was changed while it was read. Start again when it is complete."
            raise TallyError(words, place=str(self._path))
        return self._hash.hexdigest()

    def _work(self) -> None:
        try:
            with self._path.open("rb") as stream:
                self.seen(stream)
                done = 0
                while piece := stream.read(_PIECE):
                    self._hash.update(piece)
                    done += len(piece)
                    if done > self._allowed and self._is_left(done):
                        return
        except OSError as problem:
            self._problem = problem

    def _is_left(self, done: int) -> bool:
        """Waits for the reader; whether there is nobody to wait for any more."""
        with self._moved:
            self._moved.wait_for(lambda: self._is_over or done <= self._allowed)
        return self._is_over


def _identity(stream: BinaryIO) -> tuple[int, ...]:
    """What changes when the file does: another file under the name, its size, the instant of its last change."""
    told = os.fstat(stream.fileno())
    return told.st_dev, told.st_ino, told.st_size, told.st_mtime_ns
