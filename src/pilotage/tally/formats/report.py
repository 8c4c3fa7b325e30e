"""What is found while a file is read: faults, leniencies that were used, totals, and every line counted once."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from pilotage.tally.entries import CREDIT, PARTS, UNBOOKED, Entry
from pilotage.tally.errors import TallyError
from pilotage.tally.formats.rules import EVERY_FILE, Fault, Rule

#: Faults kept with their words. All are counted.
KEPT = 1_000
_FIRST_LINES = 10
_STATEMENTS = 5_000


class Report:
    """Filled by a reader, read by whoever called it. Memory does not grow with the file beyond one bit a line."""

    def __init__(self, rules: Mapping[str, Rule], allow: Iterable[str] = ()) -> None:
        self.rules = {**EVERY_FILE, **rules}
        known = {rule.leniency for rule in self.rules.values()} - {""}
        self.allowed = frozenset(allow)
        if strange := sorted(self.allowed - known):
            raise TallyError(
                f"There is no leniency {strange[0]} here. Known are: {', '.join(sorted(known)) or 'none'}."
            )
        self.errors: list[Fault] = []
        self.error_counts: Counter[str] = Counter()
        self.used: dict[tuple[str, str], list[int]] = {}
        self.used_counts: Counter[tuple[str, str]] = Counter()
        self.unit = "lines"
        self.read = 0
        self._faulty = bytearray()
        self.entries = 0
        self.kinds: Counter[str] = Counter()
        self.sums: dict[str, list[int]] = {}
        self.stated: dict[str, Any] = {}
        self.statements: list[dict[str, Any]] = []
        self.balances: list[dict[str, Any]] = []
        self.facts: dict[str, Any] = {}

    def fault(self, rule: str, line: int, record: str = "", field: str = "", **facts: object) -> bool:
        """Note that a rule is broken. True where it counts, False where a leniency that is switched on forgives it."""
        told = self.rules[rule]
        if told.leniency and told.leniency in self.allowed:
            key = (told.leniency, rule)
            self.used_counts[key] += 1
            lines = self.used.setdefault(key, [])
            if len(lines) < _FIRST_LINES:
                lines.append(line)
            return False
        self.error_counts[rule] += 1
        self._mark(line)
        if len(self.errors) < KEPT:
            message = told.message.format(**facts) if facts else told.message
            self.errors.append(Fault(record, line, field, rule, message, told.remedy))
        return True

    def _mark(self, line: int) -> None:
        place = max(line, 1) - 1
        missing = place // 8 + 1 - len(self._faulty)
        if missing > 0:
            self._faulty.extend(bytes(missing))
        self._faulty[place // 8] |= 1 << (place % 8)

    @property
    def rejected(self) -> int:
        """Lines (or segments, rows) that broke a rule of their own."""
        return min(self.read, sum(byte.bit_count() for byte in self._faulty))

    @property
    def accepted(self) -> int:
        """Lines that broke none. With the rejected ones they are all that was read."""
        return self.read - self.rejected

    @property
    def found(self) -> int:
        """How many faults there are, kept or only counted."""
        return sum(self.error_counts.values())

    def count(self, entry: Entry) -> None:
        """Add an entry to the totals; parts of others are counted and not added up."""
        self.count_many(entry.kind, entry.currency, entry.direction, entry.amount, 1)

    def count_many(self, kind: str, currency: str, direction: str, amount: int, entries: int) -> None:
        """Add entries of one kind and direction at once."""
        self.entries += entries
        self.kinds[kind] += entries
        if kind not in PARTS and kind not in UNBOOKED:
            sums = self.sums.setdefault(currency, [0, 0, 0, 0])
            place = 0 if direction == CREDIT else 2
            sums[place] += amount
            sums[place + 1] += entries

    def begin_statement(self, **told: Any) -> dict[str, Any]:
        """A statement of the file, to be filled while it is read. Beyond the first 5,000 they are not kept."""
        if len(self.statements) < _STATEMENTS:
            self.statements.append(told)
        return told

    def control_totals(self) -> dict[str, Any]:
        """What the file states of itself: whole numbers, amounts in smallest units. Of several statements each by itself."""
        if not self.statements:
            return self.stated
        alone = self.statements[0] if len(self.statements) == 1 else {}
        return {**alone, "statements": self.statements}

    def totals(self) -> dict[str, Any]:
        """What was counted: entries by kind, and per currency the sums of both directions in smallest units."""
        currencies = {
            currency: {"credit": sums[0], "credits": sums[1], "debit": sums[2], "debits": sums[3]}
            for currency, sums in sorted(self.sums.items())
        }
        alone = next(iter(currencies.values())) if len(currencies) == 1 else {}
        return {"entries": self.entries, "kinds": dict(sorted(self.kinds.items())), **alone, "currencies": currencies}

    def leniencies(self) -> list[dict[str, Any]]:
        """Each leniency that is switched on, with every rule it forgave, how often, and the first lines."""
        answer: list[dict[str, Any]] = []
        for name in sorted(self.allowed):
            uses = [
                {"name": name, "rule": rule, "used": self.used_counts[leniency, rule], "lines": lines}
                for (leniency, rule), lines in self.used.items()
                if leniency == name
            ]
            answer += uses or [{"name": name, "rule": None, "used": 0, "lines": []}]
        return answer
