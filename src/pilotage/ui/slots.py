"""Places in pages that a higher floor fills: a page names the place, the app that knows what belongs there draws it."""

from collections.abc import Callable
from typing import Any

from django.template import Context
from django.utils.safestring import SafeString

Draw = Callable[..., SafeString]
_places: dict[str, Draw] = {}


def fill(place: str, draw: Draw) -> None:
    """From now on `draw(context, *given)` draws this place. Called when an app is ready."""
    _places[place] = draw


def drawn(place: str, context: Context, *given: Any) -> SafeString:
    """What stands there; nothing where no app fills it."""
    draw = _places.get(place)
    return SafeString("") if draw is None else draw(context, *given)
