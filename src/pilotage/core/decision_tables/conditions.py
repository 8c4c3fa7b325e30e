"""The closed set of operators a decision table may use: eq, in and range."""

from dataclasses import dataclass
from decimal import Decimal

from pilotage.core.decision_tables.facts import FactValue


@dataclass(frozen=True)
class OneOf:
    """`eq` (one value) and `in` (several)."""

    values: tuple[FactValue, ...]

    def holds(self, value: FactValue) -> bool:
        """Whether the accepted fact is one of the values."""
        return value in self.values

    def borders(self) -> tuple[Decimal, ...]:
        """Numbers at which the answer changes."""
        return tuple(value for value in self.values if isinstance(value, Decimal))


@dataclass(frozen=True)
class Range:
    """`range`: the lower bound belongs to it, the upper does not; None is unbounded."""

    lower: Decimal | None
    upper: Decimal | None

    def holds(self, value: FactValue) -> bool:
        """Whether the accepted number lies in the range."""
        if not isinstance(value, Decimal):
            return False
        return (self.lower is None or value >= self.lower) and (self.upper is None or value < self.upper)

    def borders(self) -> tuple[Decimal, ...]:
        """Numbers at which the answer changes."""
        return tuple(bound for bound in (self.lower, self.upper) if bound is not None)


Condition = OneOf | Range
