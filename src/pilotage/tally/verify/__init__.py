"""Proves that two files agree: reading, duplicates, missing, differences with a reason each, and a certificate.

`run` is what others call; it and the heavy libraries are loaded when it is asked for first: who only needs values and cells pays
for no engine.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pilotage.tally.verify.running import run

__all__ = ["run"]


def __getattr__(name: str) -> Any:
    if name != "run":
        raise AttributeError(name)
    from pilotage.tally.verify.running import run

    return run
