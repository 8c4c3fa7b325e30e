"""The facts that a decision table asks for: their kinds, and how a value is accepted or named as missing."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

FactValue = str | Decimal | bool


class FactKind(StrEnum):
    """A word of a closed list, an exact number, or yes and no."""

    WORD = "word"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"


@dataclass(frozen=True)
class FactProblem:
    """Why one fact cannot be used. `reason` is a sentence for the user."""

    fact: str
    reason: str


@dataclass(frozen=True)
class Fact:
    """One column of conditions. `words` is the closed list of a word fact; numbers below `minimum` are refused."""

    name: str
    kind: FactKind
    words: tuple[str, ...] = ()
    minimum: Decimal | None = None

    def accept(self, value: object) -> FactValue | FactProblem:
        """The value in its exact form, or why it is none. A null or a value of another type is never converted.

        Words are compared without case and surrounding spaces. Numbers are `Decimal` or `int`: a float is not exact, a
        string is text.
        """
        if value is None or (isinstance(value, str) and not value.strip()):
            return FactProblem(self.name, f"{self.name} is not known.")
        if self.kind is FactKind.WORD:
            return self._word(value)
        if self.kind is FactKind.BOOLEAN:
            return value if isinstance(value, bool) else FactProblem(self.name, f"{self.name} must be yes or no.")
        return self._number(value)

    def _word(self, value: object) -> FactValue | FactProblem:
        word = value.strip().lower() if isinstance(value, str) else None
        if word in self.words:
            return word
        return FactProblem(self.name, f"{self.name} must be one of {', '.join(self.words)}.")

    def _number(self, value: object) -> FactValue | FactProblem:
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            return FactProblem(self.name, f"{self.name} must be an exact number.")
        number = Decimal(value)
        if not number.is_finite():
            return FactProblem(self.name, f"{self.name} must be a finite number.")
        if self.minimum is not None and number < self.minimum:
            return FactProblem(self.name, f"{self.name} must not be below {self.minimum}.")
        return number
