"""Checks single values of a spec and refuses them by their place."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn, TypeVar

from pilotage.tally.errors import TallyError

Word = TypeVar("Word", bound=str)


@dataclass(frozen=True)
class At:
    """A place in a spec, as `spec.yaml: fields.balance.scale`."""

    file: str
    path: str = ""

    def inside(self, name: str) -> "At":
        """The place one step further in."""
        return At(self.file, f"{self.path}.{name}" if self.path else name)

    def refuse(self, words: str) -> NoReturn:
        """Ends the reading: what is so, then what to do."""
        raise TallyError(f"{words}.", place=f"{self.file}: {self.path}" if self.path else self.file)

    def known(self, told: Mapping[Any, Any], names: Iterable[str]) -> None:
        """Refuses a name that means nothing here."""
        names = list(names)
        for name in told:
            if name not in names:
                near = difflib.get_close_matches(str(name), names, 1)
                hint = f"Did you mean `{near[0]}`? " if near else ""
                self.inside(str(name)).refuse(f"This means nothing here. {hint}Known are: {', '.join(names)}")

    def text(self, value: Any) -> str:
        """A text."""
        if not isinstance(value, str):
            self.refuse(f"This must be a text, not {_shown(value)}. Put it between quotes")
        return value

    def texts(self, value: Any) -> tuple[str, ...]:
        """A list of texts; numbers, true and false are taken as they are written."""
        if not isinstance(value, list | tuple):
            self.refuse(f"This must be a list, as [{_shown(value)}]")
        return tuple(self.inside(f"[{place}]").word(one) for place, one in enumerate(value))

    def word(self, value: Any) -> str:
        """A text or a number, as text."""
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, str | int | float | Decimal):
            return str(value)
        return self.refuse(f"This must be a text, not {_shown(value)}. Put it between quotes")

    def words(self, value: Any) -> dict[str, str]:
        """A mapping of texts to texts."""
        if not isinstance(value, Mapping):
            self.refuse("This must be a mapping, as {OLD: new}")
        return {self.word(key): self.inside(str(key)).word(one) for key, one in value.items()}

    def flag(self, value: Any) -> bool:
        """True or false."""
        if not isinstance(value, bool):
            self.refuse(f"This must be true or false, not {_shown(value)}")
        return value

    def whole(self, value: Any, low: int, high: int) -> int:
        """A whole number between two bounds, both included."""
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            self.refuse(f"This must be a whole number from {low} to {high}, not {_shown(value)}")
        return value

    def number(self, value: Any) -> Decimal:
        """A number from zero, exactly as it is written."""
        try:
            found = Decimal(str(value)) if not isinstance(value, bool) else None
        except InvalidOperation:
            found = None
        if found is None or not found.is_finite() or found < 0:
            self.refuse(f"This must be a number from 0, not {_shown(value)}")
        return found

    def one_of(self, value: Any, words: tuple[Word, ...]) -> Word:
        """One of some words."""
        for word in words:
            if value == word:
                return word
        near = difflib.get_close_matches(str(value), words, 1)
        hint = f"Did you mean `{near[0]}`? " if near else ""
        return self.refuse(f"This is {_shown(value)}. {hint}Write one of: {', '.join(words)}")


def _shown(value: Any) -> str:
    text = "empty" if value is None else " ".join(str(value).split())
    return text if len(text) <= 40 else f"{text[:40]}…"
