"""What lets a command begin quickly: options without the option library's own loading, no library that nothing has use for."""

import argparse
import contextlib
import ctypes
import gc
import os
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import NoReturn

from pilotage.tally.errors import TallyError

#: Options of glibc's `mallopt`: what is kept at the end of the heap, and from what size on memory is asked for apart.
_MALLOC = {-1: 64 * 1024 * 1024, -3: 32 * 1024 * 1024}
_KEPT_MS = 1_000
#: Files of so many bytes together are large.
_LARGE = 500_000_000


class Options(argparse.ArgumentParser):
    """The options of one command. Says what is wrong in one line and leaves the way out to the door."""

    def __init__(self, command: str) -> None:
        super().__init__(prog=f"tally {command}", add_help=False, allow_abbrev=False)

    def error(self, message: str) -> NoReturn:
        """Errors: `TallyError`, always."""
        raise TallyError(f"{message[:1].upper()}{message[1:]}. Add --help to see what it takes.")


class _Without:
    def __init__(self, name: str) -> None:
        self._name = name

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name == self._name:
            raise ModuleNotFoundError(f"{name} is not loaded by this command", name=name)
        return None


def leave_out(name: str) -> None:
    """Makes the module look as if it were not installed, for this process. pyarrow loads pandas to ask whether a list is one of its."""
    if name not in sys.modules:
        sys.meta_path.insert(0, _Without(name))


def keep_freed_memory(files: Sequence[Path]) -> None:
    """Freed memory stays with this process for a while, which takes the same blocks again and again: giving each back costs much time.

    For commands that end, before they load what they work with. Large files get the allocator that holds least. Where a library
    knows no such setting nothing changes. For the same reason the garbage collector looks at many objects at once.
    """
    gc.set_threshold(100_000, 20, 20)
    with contextlib.suppress(OSError, AttributeError):
        set_option = ctypes.CDLL(None).mallopt
        for option, value in _MALLOC.items():
            set_option(option, value)
    if sum(file.stat().st_size for file in files if file.is_file()) < _LARGE:
        os.environ.setdefault("MIMALLOC_PURGE_DELAY", "10000")
        return
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "jemalloc")
    import pyarrow as pa

    with contextlib.suppress(NotImplementedError):
        pa.jemalloc_set_decay_ms(_KEPT_MS)
