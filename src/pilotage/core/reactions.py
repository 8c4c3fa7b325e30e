"""Which reactions are owed when an event of some kind has happened. Apps register theirs when they are ready."""

from collections.abc import Callable
from typing import Any

from pilotage.core.viewer import Viewer

Reaction = Callable[..., None]
_by_kind: dict[str, list[str]] = {}
_by_name: dict[str, Reaction] = {}


def on(*kinds: str) -> Callable[[Reaction], Reaction]:
    """Register a function `(event, *, by, now)` for events of these kinds; it runs after the commit, at least once."""

    def register(function: Reaction) -> Reaction:
        name = f"{function.__module__.removeprefix('pilotage.')}.{function.__name__}"
        _by_name[name] = function
        for kind in kinds:
            names = _by_kind.setdefault(kind, [])
            if name not in names:
                names.append(name)
        return function

    return register


def names_for(kind: str) -> list[str]:
    """Names of the reactions owed for this kind of event."""
    return _by_kind.get(kind, [])


def run(name: str, event: Any, *, by: Viewer, now: Any) -> None:
    """Run one reaction; an unknown name (an app was removed) does nothing."""
    function = _by_name.get(name)
    if function is not None:
        function(event, by=by, now=now)
