"""Reads a decision table from plain JSON values, and names every fault in it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from pilotage.core.decision_tables.conditions import Condition, OneOf, Range
from pilotage.core.decision_tables.facts import Fact, FactKind, FactProblem, FactValue
from pilotage.core.decision_tables.table import DecisionTable, ResultValue, Row

OPERATORS = {
    FactKind.WORD: ("eq", "in"),
    FactKind.DECIMAL: ("eq", "in", "range"),
    FactKind.BOOLEAN: ("eq",),
}
RESULT_KINDS = ("word", "integer", "boolean")


class TableError(ValueError):
    """A decision table that cannot be read. `faults` are sentences, each naming its place."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        super().__init__(" ".join(self.faults))


def read_table(data: Mapping[str, Any]) -> DecisionTable:
    """A `DecisionTable` from `{facts: {name: {type, …}}, results: {name: {type, …}}, rows: [{id, when, then, note}]}`.

    Numbers are written as strings, so that they stay exact. Errors: `TableError`.
    """
    reader = _Reader()
    table = reader.table(data)
    if reader.faults:
        raise TableError(reader.faults)
    return table


class _Reader:
    """Collects faults while it reads, so that the author sees all of them at once."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self.facts: dict[str, Fact] = {}
        self.results: Mapping[str, Any] = {}

    def table(self, data: Any) -> DecisionTable:
        whole = self._mapping(data, "The table", {"facts", "results", "rows"})
        for name, form in self._mapping(whole.get("facts"), "facts").items():
            fact = self._fact(str(name), form)
            if fact is not None:
                self.facts[fact.name] = fact
        self.results = self._mapping(whole.get("results"), "results")
        for name, form in self.results.items():
            if not isinstance(form, Mapping) or form.get("type") not in RESULT_KINDS:
                self.faults.append(f"Result {name}: type must be one of {', '.join(RESULT_KINDS)}.")
        listed = whole.get("rows")
        if not isinstance(listed, list) or not listed:
            self.faults.append("rows must be a list with at least one row.")
            listed = []
        rows = tuple(self._row(place, row) for place, row in enumerate(listed, 1))
        for repeated in sorted({row.id for row in rows if [other.id for other in rows].count(row.id) > 1}):
            self.faults.append(f"Row {repeated} is there more than once; give each row its own id.")
        return DecisionTable(tuple(self.facts.values()), rows, whole)

    def _mapping(self, value: Any, place: str, allowed: set[str] | None = None) -> Mapping[str, Any]:
        if not isinstance(value, Mapping) or not value:
            self.faults.append(f"{place} must be an object that is not empty.")
            return {}
        if allowed is not None and (unknown := sorted(set(map(str, value)) - allowed)):
            self.faults.append(f"{place}: {', '.join(unknown)} is not known; it may hold {', '.join(sorted(allowed))}.")
        return value

    def _fact(self, name: str, form: Any) -> Fact | None:
        fields = self._mapping(form, f"Fact {name}", {"type", "words", "minimum"})
        kind = fields.get("type")
        if kind not in list(FactKind):
            self.faults.append(f"Fact {name}: type must be one of {', '.join(FactKind)}.")
            return None
        words = fields.get("words", [])
        if kind == FactKind.WORD and not (isinstance(words, list) and words and all(_is_word(word) for word in words)):
            self.faults.append(f"Fact {name}: words must be a list of words in small letters.")
            return None
        minimum = None if fields.get("minimum") is None else self._number(fields["minimum"], f"Fact {name}")
        return Fact(name, FactKind(kind), tuple(words), minimum)

    def _row(self, place: int, data: Any) -> Row:
        fields = self._mapping(data, f"Row number {place}", {"id", "when", "then", "note"})
        row_id = fields.get("id")
        if not isinstance(row_id, str) or not row_id.strip():
            self.faults.append(f"Row number {place} needs an id.")
            row_id = f"number {place}"
        conditions: dict[str, Condition] = {}
        when = fields.get("when")
        if not isinstance(when, Mapping):
            self.faults.append(f"Row {row_id}: when must be an object.")
            when = {}
        for name, written in when.items():
            condition = self._condition(f"Row {row_id}, {name}", self.facts.get(name), written)
            if condition is not None:
                conditions[name] = condition
        return Row(row_id, conditions, self._then(row_id, fields.get("then")), str(fields.get("note", "")))

    def _condition(self, place: str, fact: Fact | None, written: Any) -> Condition | None:
        if fact is None:
            self.faults.append(f"{place}: there is no such fact.")
            return None
        if not isinstance(written, Mapping) or len(written) != 1 or next(iter(written)) not in OPERATORS[fact.kind]:
            self.faults.append(f"{place}: use one of {', '.join(OPERATORS[fact.kind])}.")
            return None
        ((operator, value),) = written.items()
        if operator == "range":
            return self._range(place, value)
        listed = [value] if operator == "eq" else value
        if not isinstance(listed, list) or not listed:
            self.faults.append(f"{place}: in needs a list that is not empty.")
            return None
        values = [self._value(place, fact, item) for item in listed]
        return OneOf(tuple(value for value in values if value is not None))

    def _range(self, place: str, value: Any) -> Range | None:
        if not isinstance(value, list) or len(value) != 2 or value == [None, None]:
            self.faults.append(f"{place}: range needs [lower, upper]; one of them may be null.")
            return None
        lower, upper = (None if bound is None else self._number(bound, place) for bound in value)
        if lower is not None and upper is not None and lower >= upper:
            self.faults.append(f"{place}: the lower bound {lower} must be below the upper bound {upper}.")
        return Range(lower, upper)

    def _value(self, place: str, fact: Fact, item: Any) -> FactValue | None:
        given = self._number(item, place) if fact.kind is FactKind.DECIMAL else item
        accepted = fact.accept(given)
        if isinstance(accepted, FactProblem):
            self.faults.append(f"{place}: {accepted.reason}")
            return None
        return accepted

    def _number(self, written: Any, place: str) -> Decimal | None:
        try:
            number = Decimal(written) if isinstance(written, str) else None
        except InvalidOperation:
            number = None
        if number is None or not number.is_finite():
            self.faults.append(f'{place}: write the number as text, for example "5000.00".')
            return None
        return number

    def _then(self, row_id: str, data: Any) -> Mapping[str, ResultValue]:
        then = self._mapping(data, f"Row {row_id}, then", set(self.results))
        for name, form in self.results.items():
            if isinstance(form, Mapping) and not _fits(then.get(name), form):
                self.faults.append(f"Row {row_id}: {name} must be {_described(form)}.")
        return dict(then)


def _is_word(word: Any) -> bool:
    return isinstance(word, str) and bool(word) and word == word.strip().lower()


def _fits(value: Any, form: Mapping[str, Any]) -> bool:
    if value is None:
        return bool(form.get("optional"))
    if form.get("type") == "word":
        return isinstance(value, str) and value in form.get("words", ())
    if form.get("type") == "boolean":
        return isinstance(value, bool)
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _described(form: Mapping[str, Any]) -> str:
    if form.get("type") == "word":
        return f"one of {', '.join(map(str, form.get('words', ())))}"
    return "true or false" if form.get("type") == "boolean" else "a whole number from 0"
