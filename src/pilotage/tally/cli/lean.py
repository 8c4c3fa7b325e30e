"""Keeps a library that is installed by chance from being loaded: it costs a second, and nothing here has use for it."""

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType


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
