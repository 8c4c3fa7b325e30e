"""How much memory and disk a run may take, and whether it would fit."""

import contextlib
import ctypes
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from pilotage.tally.errors import TallyError

_UNITS = {
    "": 1,
    "B": 1,
    "KB": 10**3,
    "MB": 10**6,
    "GB": 10**9,
    "TB": 10**12,
    "KIB": 2**10,
    "MIB": 2**20,
    "GIB": 2**30,
    "TIB": 2**40,
}
_LEAST = 128 * 10**6
#: A fingerprint with its key, and the join of both sides, for each row of some hundred bytes.
_SHARE_OF_INPUT = 1.2


def read_bytes(text: str, place: str) -> int:
    """A size such as 512MB or 2GiB in bytes. Errors: `TallyError`."""
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([KMGT]?I?B?)\s*", text.upper())
    unit = found[2] if found else "?"
    unit = unit if unit in _UNITS else f"{unit}B"
    if found is None or unit not in _UNITS:
        raise TallyError(f"“{text}” is no size. Write it as 512MB or 2GB.", place=place)
    return int(float(found[1]) * _UNITS[unit])


@dataclass(frozen=True)
class Budget:
    """`memory` for the whole process and `disk` for temporary files, in bytes."""

    memory: int
    disk: int | None = None

    @property
    def engine(self) -> int:
        """What the engine is told to stay in: while it joins it takes half as much again, and the rest is held beside it."""
        return self.memory // 4

    @property
    def patterns(self) -> int:
        """What finding patterns may hold, when the engine has gone."""
        return self.memory // 4

    def spill(self, folder: Path) -> int:
        """How much may be spilled: what was set, and never the last tenth of what is free."""
        free = shutil.disk_usage(folder).free * 9 // 10
        return free if self.disk is None else min(self.disk, free)

    def check(self, folder: Path, size: int) -> None:
        """Refuses a run that would not fit. Errors: `TallyError`."""
        if self.memory < _LEAST:
            raise TallyError("A run needs 128 MB at least. Give it more.", place="--memory")
        need = int(size * _SHARE_OF_INPUT) - self.engine
        if need > self.spill(folder):
            have = self.spill(folder) / 10**9
            words = f"Two files of this size need up to {need / 10**9:.1f} GB of temporary disk, and {have:.1f} GB may be used"
            raise TallyError(
                f"{words}. Free space, set TMPDIR to a larger disk, or raise --memory or --spill.", place=str(folder)
            )


def release_memory() -> None:
    """Gives back what was freed but kept, before the next stage needs memory of another kind."""
    import pyarrow as pa

    pa.default_memory_pool().release_unused()
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
