"""What higher apps add to the sample portfolio once its story is told; they register it when they are ready."""

from collections.abc import Callable

Chapter = Callable[..., None]
_chapters: dict[str, Chapter] = {}


def chapter(function: Chapter) -> Chapter:
    """Registers `function(*, now)`, which adds its app's part by real operations."""
    _chapters[f"{function.__module__}.{function.__name__}"] = function
    return function


def chapters() -> list[Chapter]:
    """All of them, in the order of their names."""
    return [_chapters[name] for name in sorted(_chapters)]
