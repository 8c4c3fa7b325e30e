"""What a line's rule makes of real values, by the same code that compares files: before and after, and whether both sides agree. Pure."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pilotage.tally.errors import TallyError
from pilotage.tally.spec.checks import At
from pilotage.tally.spec.fields import read_field
from pilotage.tally.spec.model import FieldRule, SideName
from pilotage.tally.verify.reasons import agree
from pilotage.tally.verify.values import BadValue, is_unknown_code, shown, value_of
from pilotage.verification.enums import Side
from pilotage.verification.rules.lines import Line, lacking, rule_of, written_once
from pilotage.verification.rules.steps import traced


@dataclass(frozen=True)
class Reading:
    """A value as it stands, after each step, and as it is compared; `problem` says why it can't be read."""

    raw: str
    value: str
    problem: str = ""
    steps: tuple[str, ...] = ()


@dataclass(frozen=True)
class Compared:
    """One field of one pair of rows."""

    line: Line
    left: Reading
    right: Reading
    agrees: bool

    @property
    def is_unread(self) -> bool:
        """Whether the mapping says too little, or what can't be, to read either side."""
        return (
            bool(self.left.problem)
            and self.left.problem == self.right.problem
            and self.left.problem.startswith(f"{self.line.left}: ")
        )


def rule_for(line: Line) -> FieldRule:
    """The rule as `tally` takes it. Errors: `TallyError` for a line that says too little yet."""
    return _rule(line.left, written_once(rule_of(line)))


@lru_cache(maxsize=500)
def _rule(name: str, written: str) -> FieldRule:
    return read_field(name, json.loads(written), At("mapping"))


def read(raw: str, line: Line, side: Side, row: Mapping[str, str] | None = None) -> Reading:
    """One value by its rule; `row` holds the other columns, for steps that join them."""
    return _read(raw, line, side, row or {})[0]


def _read(raw: str, line: Line, side: Side, row: Mapping[str, str]) -> tuple[Reading, Any]:
    where: SideName = "left" if side == Side.LEFT else "right"
    if wanted := lacking(line):
        return Reading(raw, "", wanted[0]), None
    try:
        rule = rule_for(line)
    except TallyError as wrong:
        return Reading(raw, "", f"{line.left}: {wrong.message}"), None
    steps = tuple(traced(raw, rule.transforms_of(where), row))
    joined = [step for step in rule.transforms_of(where) if step.verb == "concat"]
    text = traced(raw, joined, row)[-1] if joined else raw
    try:
        value = value_of(text, rule, where)
    except BadValue as bad:
        return Reading(raw, "", _words(bad.code, line, side), steps), None
    if rule.type == "code" and side == Side.LEFT and is_unknown_code(text, rule, where):
        return Reading(raw, "", "is not in the code table", steps), None
    said = {"true": "yes", "false": "no"}.get(shown(value, rule), "") if rule.type == "flag" else shown(value, rule)
    return Reading(raw, said, "", steps), value


def _words(code: str, line: Line, side: Side) -> str:
    form = line.left_format if side == Side.LEFT else line.right_format
    return {
        "over_scale": f"has more than {line.scale} decimal places",
        "bad_date": f"is not written as {form or '(nothing)'}",
        "bad_value": "is neither yes nor no",
    }.get(code, "is no number")


def compare(
    line: Line,
    left: str,
    right: str,
    left_row: Mapping[str, str] | None = None,
    right_row: Mapping[str, str] | None = None,
) -> Compared:
    """One field of two rows."""
    one, ours = _read(left, line, Side.LEFT, left_row or {})
    two, theirs = _read(right, line, Side.RIGHT, right_row or {})
    agrees = not one.problem and not two.problem and agree(ours, theirs, rule_for(line))
    return Compared(line, one, two, agrees)


def pairs_of(
    lines: Sequence[Line], left: Sequence[str], left_rows: Sequence[Sequence[str]], right: Sequence[str],
    right_rows: Sequence[Sequence[str]], most: int = 3,
) -> list[tuple[str, list[Compared]]]:  # fmt: skip
    """(key, its fields) for the first rows whose key stands in both samples."""
    keys = [line for line in lines if line.is_key and line.right]
    mapped = [line for line in lines if line.right]
    known = set(right)
    if not keys or any(line.right not in known for line in mapped):
        return []
    rights = [dict(zip(right, row, strict=False)) for row in right_rows]
    others = {_key(row, [line.right for line in keys], keys, Side.RIGHT): row for row in rights}
    found: list[tuple[str, list[Compared]]] = []
    for cells in left_rows:
        row = dict(zip(left, cells, strict=False))
        key = _key(row, [line.left for line in keys], keys, Side.LEFT)
        other = others.get(key)
        if other is not None and len(found) < most:
            compared = [
                compare(line, row.get(line.left, ""), other.get(line.right, ""), row, other)
                for line in mapped
                if not line.is_key
            ]
            found.append((", ".join(key), compared))
    return found


def _key(row: Mapping[str, str], names: list[str], keys: list[Line], side: Side) -> tuple[str, ...]:
    return tuple(read(row.get(name, ""), line, side, row).value for name, line in zip(names, keys, strict=True))


def shown_steps(
    line: Line, side: Side, columns: Sequence[str], rows: Sequence[Sequence[str]], most: int = 5
) -> list[Reading]:
    """Different values of one side before and after each step, those that can't be read and those that change first."""
    name = line.left if side == Side.LEFT else line.right
    found: dict[str, Reading] = {}
    for cells in rows:
        row = dict(zip(columns, cells, strict=False))
        raw = row.get(name, "")
        found.setdefault(raw, read(raw, line, side, row))
    ranked = sorted(found.values(), key=lambda one: (not one.problem, one.value == one.raw))
    return ranked[:most]
