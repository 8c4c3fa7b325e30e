"""Keeps a library that is installed by chance from being loaded: it costs a second, and nothing here has use for it."""

import contextlib
import ctypes
import gc
import os
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType

#: Numbers of options of glibc's `mallopt`.
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
_KEPT = 32 * 1024 * 1024


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


def keep_freed_memory() -> None:
    """Freed memory stays with this process, which takes the same blocks again and again: giving each back costs a fifth of the time.

    For commands that end, before they load what they work with. Where the C library knows no such setting nothing changes. For the
    same reason the garbage collector looks at many objects at once.
    """
    gc.set_threshold(100_000, 20, 20)
    os.environ.setdefault("MIMALLOC_PURGE_DELAY", "-1")
    with contextlib.suppress(OSError, AttributeError):
        set_option = ctypes.CDLL(None).mallopt
        for option in (_MMAP_THRESHOLD, _TRIM_THRESHOLD):
            set_option(option, _KEPT)
