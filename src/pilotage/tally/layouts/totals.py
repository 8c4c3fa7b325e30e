"""Counts, control totals and hash totals: what a file says of itself against what was read."""

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation, localcontext
from typing import Any

from pilotage.tally.errors import TallyError
from pilotage.tally.layouts.model import Control, Layout


class Totals:
    """Adds while the file is read; `check` compares at its end. Rejected rows count, and their readable amounts are added."""

    def __init__(self, layout: Layout) -> None:
        self.controls = layout.controls
        self.fields = tuple(dict.fromkeys(control.of for control in self.controls if control.kind != "count"))
        self._sums: dict[str, Decimal] = {name: Decimal(0) for name in self.fields}
        self._hashes: dict[str, int] = dict.fromkeys(self.fields, 0)
        self._hashed = {control.of for control in self.controls if control.kind == "hash"}
        self._summed = {control.of for control in self.controls if control.kind == "sum"}
        self.seen: Counter[str] = Counter()
        self.said: dict[tuple[str, str], tuple[int, str | None]] = {}

    def add(self, columns: Mapping[str, Sequence[str | None]]) -> None:
        """The read values of a batch."""
        for name, values in columns.items():
            if name in self._summed:
                with localcontext() as exact:
                    exact.prec = 60
                    self._sums[name] += sum(map(_amount, filter(None, values)), Decimal(0))
            if name in self._hashed:
                self._hashes[name] += sum(_digits(value) for value in values if value)

    def says(self, record: str, field: str, line: int, value: str | None) -> None:
        """A header or trailer states a total."""
        key = (record, field)
        if key in self.said and any((control.record, control.field) == key for control in self.controls):
            first = self.said[key][0]
            raise TallyError(
                f"a second {record} (the first is on line {first}). Send each file by itself.", place=f"line {line}"
            )
        self.said[key] = (line, value)

    def check(self, place: str, lines: int, rejected: int) -> list[dict[str, Any]]:
        """Every control with what was said and what was found. Errors: `TallyError` where one does not hold."""
        found = []
        for control in self.controls:
            line, said = self._said(control, place)
            computed = self._computed(control, lines)
            if _number(said) != computed:
                where = f"{place}, line {line}" if line else place
                also = f" ({rejected:,} of the rows cannot be read)" if rejected else ""
                raise TallyError(
                    f"the {control.record or 'layout'} says {said} for the {control.name}, and it is {computed}{also}. "
                    "The file is broken or cut: ask for it again.",
                    place=where,
                )
            found.append({"control": control.name, "said": said, "found": str(computed), "line": line})
        return found

    def _said(self, control: Control, place: str) -> tuple[int, str]:
        if not control.record:
            return 0, control.value
        line, said = self.said.get((control.record, control.field), (0, None))
        if not line:
            raise TallyError(f"there is no {control.record} line. The file is cut: ask for it again.", place=place)
        if said is None:
            raise TallyError(
                f"the {control.record} states no {control.field}. Ask for the file again.",
                place=f"{place}, line {line}",
            )
        return line, said

    def _computed(self, control: Control, lines: int) -> Decimal:
        if control.kind == "count":
            return Decimal(self.seen[control.of] if control.of else lines)
        if control.kind == "sum":
            return self._sums[control.of]
        total = self._hashes[control.of]
        return Decimal(total % 10**control.digits if control.digits else total)


def _amount(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal(_digits(text))


def _digits(text: str) -> int:
    digits = "".join(sign for sign in text if sign in "0123456789")
    return int(digits) if digits else 0


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
