"""Finds what a decision table leaves open and what it says twice, each with an example."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise, product
from math import prod
from typing import Literal

from pilotage.core.decision_tables.facts import Fact, FactKind, FactValue
from pilotage.core.decision_tables.reading import TableError
from pilotage.core.decision_tables.table import DecisionTable

#: A table over more combinations than this is refused rather than checked in part.
MOST_COMBINATIONS = 200_000


@dataclass(frozen=True)
class Finding:
    """A combination of facts that no row decides (`gap`) or that several rows decide (`overlap`)."""

    kind: Literal["gap", "overlap"]
    example: Mapping[str, FactValue]
    rows: tuple[str, ...] = ()

    def __str__(self) -> str:
        facts = ", ".join(f"{name} {value}" for name, value in self.example.items())
        if self.kind == "gap":
            return f"No row decides {facts}."
        return f"Rows {' and '.join(self.rows)} both decide {facts}."


def check(table: DecisionTable, *, most: int = 20) -> list[Finding]:
    """Gaps and overlaps, at most `most`; empty means exactly one row holds for every combination of acceptable facts.

    Exact: between two neighbouring borders no condition changes, so one example stands for the whole stretch.
    Errors: `TableError` for a table over more than `MOST_COMBINATIONS` combinations.
    """
    used = [fact for fact in table.facts if any(fact.name in row.when for row in table.rows)]
    choices = [_examples(fact, table) for fact in used]
    if prod(map(len, choices)) > MOST_COMBINATIONS:
        raise TableError([f"The table has more than {MOST_COMBINATIONS:,} combinations; use fewer facts or words."])
    found = _findings(table, used, choices)
    return [finding for _, finding in zip(range(most), found, strict=False)]


def _findings(table: DecisionTable, used: list[Fact], choices: list[tuple[FactValue, ...]]) -> Iterator[Finding]:
    for values in product(*choices):
        example = dict(zip((fact.name for fact in used), values, strict=True))
        hits = tuple(row.id for row in table.rows if row.holds(example))
        if not hits:
            yield Finding("gap", example)
        elif len(hits) > 1:
            yield Finding("overlap", example, hits)


def _examples(fact: Fact, table: DecisionTable) -> tuple[FactValue, ...]:
    if fact.kind is FactKind.WORD:
        return fact.words
    if fact.kind is FactKind.BOOLEAN:
        return (False, True)
    conditions = [row.when[fact.name] for row in table.rows if fact.name in row.when]
    borders = sorted({border for condition in conditions for border in condition.borders()})
    between = [(low + high) / 2 for low, high in pairwise(borders)]
    outside = [borders[0] - 1, borders[-1] + 1] if borders else [Decimal(0)]
    points = {*borders, *between, *outside} | ({fact.minimum} if fact.minimum is not None else set())
    return tuple(sorted(point for point in points if fact.minimum is None or point >= fact.minimum))
