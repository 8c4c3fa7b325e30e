"""A decision table and the decision it gives, with the row that gave it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pilotage.core.decision_tables.conditions import Condition
from pilotage.core.decision_tables.facts import Fact, FactProblem, FactValue

ResultValue = str | int | bool | None


@dataclass(frozen=True)
class Row:
    """One line: all its conditions must hold; a fact without a condition may be anything. `note` is for readers."""

    id: str
    when: Mapping[str, Condition]
    then: Mapping[str, ResultValue]
    note: str = ""

    def holds(self, facts: Mapping[str, FactValue]) -> bool:
        """Whether every condition of the row holds on these accepted facts."""
        return all(condition.holds(facts[name]) for name, condition in self.when.items())


@dataclass(frozen=True)
class Decision:
    """What a table says. `row` is None when a fact is missing, or when no row or several rows (`hits`) hold."""

    row: Row | None
    facts: Mapping[str, FactValue]
    problems: tuple[FactProblem, ...] = ()
    hits: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """Names of the facts that are missing or cannot be used, in the table's order."""
        return tuple(problem.fact for problem in self.problems)


@dataclass(frozen=True)
class DecisionTable:
    """Facts, rows and the words of the results. Made by `read_table`, which refuses what it cannot read exactly."""

    facts: tuple[Fact, ...]
    rows: tuple[Row, ...]
    source: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def decide(self, given: Mapping[str, object]) -> Decision:
        """The one row that holds on these facts.

        Every declared fact must be there, of its kind: else no row is tried.
        """
        facts: dict[str, FactValue] = {}
        problems: list[FactProblem] = []
        for fact in self.facts:
            accepted = fact.accept(given.get(fact.name))
            if isinstance(accepted, FactProblem):
                problems.append(accepted)
            else:
                facts[fact.name] = accepted
        if problems:
            return Decision(None, facts, tuple(problems))
        found = [row for row in self.rows if row.holds(facts)]
        return Decision(found[0] if len(found) == 1 else None, facts, hits=tuple(row.id for row in found))
