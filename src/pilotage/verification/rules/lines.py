"""A spec as the mapping page shows it, line by line, and the body that `tally verify` takes. Pure.

A field has the name of its left column; `right.rename` says which column of the right file it is. Source: mission V1, V2.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pilotage.verification.enums import TOLERANCE_NAMES, TYPE_NAMES, FieldType, Tolerance
from pilotage.verification.rules.steps import Step, words_of

Body = dict[str, Any]
DATED = (FieldType.DATE, FieldType.DATETIME)
BY_SIZE = (Tolerance.ABSOLUTE, Tolerance.PERCENT)
#: By how much values of a type may differ; the other types are compared exactly.
TOLERATED: Mapping[str, tuple[Tolerance, ...]] = {
    FieldType.MONEY: BY_SIZE, FieldType.DECIMAL: BY_SIZE, FieldType.INTEGER: BY_SIZE,
    FieldType.DATE: (Tolerance.DAYS,), FieldType.DATETIME: (Tolerance.DAYS,),
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One field: the left column, the right one ("" when it is compared with none), and how both are read.

    `table` gives the right code of each left code. `*_true` and `*_false` are the words of a flag, `*_steps` the transforms of
    one side, `nulls` texts that mean nothing. `confidence` (0 to 1) is that of a proposal.
    """

    left: str
    right: str = ""
    type: str = FieldType.TEXT
    is_key: bool = False
    scale: int = 2
    left_format: str = ""
    right_format: str = ""
    trim: bool = False
    ignore_case: bool = False
    tolerance: str = Tolerance.NONE
    limit: str = ""
    table: Mapping[str, str] = field(default_factory=dict)
    left_true: tuple[str, ...] = ()
    left_false: tuple[str, ...] = ()
    right_true: tuple[str, ...] = ()
    right_false: tuple[str, ...] = ()
    left_steps: Sequence[Step] = ()
    right_steps: Sequence[Step] = ()
    nulls: tuple[str, ...] = ()
    confidence: float = 1.0

    @property
    def type_name(self) -> str:
        """The type as people read it."""
        return TYPE_NAMES[FieldType(self.type)]

    @property
    def told_left(self) -> list[str]:
        """The steps of the left side in words."""
        return [words_of(step) for step in self.left_steps]

    @property
    def told_right(self) -> list[str]:
        """The steps of the right side in words."""
        return [words_of(step) for step in self.right_steps]


#: What an unused right column is called in a spec where its own name is taken by a mapped field.
BESIDE = " (not compared)"


def body_of(
    lines: Sequence[Line],
    left_format: str,
    right_format: str,
    kept: Mapping[str, Any] | None = None,
    right_columns: Sequence[str] = (),
) -> Body:
    """The spec of these lines. `kept` is an earlier body: what its sides say beyond format and names stays."""
    mapped = [line for line in lines if line.right]
    kept = kept or {}
    sides = {}
    for side, words in (("left", left_format), ("right", right_format)):
        more = {name: value for name, value in (kept.get(side) or {}).items() if name not in ("format", "rename")}
        sides[side] = {"format": words, **more}
    renamed = {line.right: line.left for line in mapped if line.right != line.left}
    unused = set(right_columns) - {line.right for line in mapped}
    renamed |= {line.left: line.left + BESIDE for line in mapped if line.left in unused}
    if renamed:
        sides["right"]["rename"] = renamed
    body: Body = {
        "key": [line.left for line in mapped if line.is_key],
        **sides,
        "fields": {line.left: rule_of(line) for line in mapped if not line.is_key or len(rule_of(line)) > 1},
    }
    left_out = [line.left for line in lines if not line.right and line.left in unused]
    return body | ({"ignore": left_out} if left_out else {})


def own_key(body: Mapping[str, Any], side: str) -> list[str]:
    """The key under the names that one file's own columns have."""
    named = {ours: theirs for theirs, ours in ((body.get(side) or {}).get("rename") or {}).items()}
    return [named.get(name, name) for name in body.get("key") or []]


def rule_of(line: Line) -> Body:
    """What the spec says about one field. Keys are text."""
    kind = FieldType.TEXT if line.is_key else line.type
    rule: Body = {"type": str(kind)}
    if kind == FieldType.MONEY:
        rule["scale"] = line.scale
    if kind in DATED:
        rule |= {"left_format": line.left_format, "right_format": line.right_format}
    if kind == FieldType.FLAG:
        rule |= {name: list(getattr(line, name)) for name in ("left_true", "left_false", "right_true", "right_false")}
    if kind == FieldType.CODE:
        rule["table"] = dict(line.table)
    rule |= {name: True for name in ("trim", "ignore_case") if getattr(line, name)}
    steps = {"left": line.left_steps, "right": line.right_steps, "nulls": line.nulls}
    rule |= {name: list(value) for name, value in steps.items() if value}
    if line.tolerance and not line.is_key:
        rule["tolerance"] = {str(line.tolerance): _number(line.limit)}
    return rule


def lines_of(body: Mapping[str, Any], left_columns: Sequence[str], right_columns: Sequence[str]) -> list[Line]:
    """A body as lines, one for each left column."""
    theirs = {ours: right for right, ours in (body.get("right", {}).get("rename") or {}).items()}
    rules, keys = body.get("fields") or {}, body.get("key") or []
    found = []
    for column in left_columns:
        right = theirs.get(column, column if column in right_columns and column not in theirs.values() else "")
        if column not in keys and column not in rules:
            right = ""
        found.append(line_of(column, right, rules.get(column) or {}, is_key=column in keys))
    return found


def line_of(column: str, right: str, rule: Mapping[str, Any], *, is_key: bool) -> Line:
    """One field's rule as a line."""
    tolerance = rule.get("tolerance") or {}
    kind = next((name for name in tolerance if name in ("absolute", "percent", "days")), "")
    both = str(rule.get("format", ""))
    return Line(
        left=column, right=right, type=str(rule.get("type", FieldType.TEXT)), is_key=is_key, scale=int(rule.get("scale", 2)),
        left_format=str(rule.get("left_format", both)), right_format=str(rule.get("right_format", both)),
        trim=bool(rule.get("trim")), ignore_case=bool(rule.get("ignore_case")), tolerance=kind,
        limit=str(tolerance.get(kind, "")) if kind else "", table=dict(rule.get("table") or {}),
        left_true=_listed(rule, "left_true"), left_false=_listed(rule, "left_false"),
        right_true=_listed(rule, "right_true"), right_false=_listed(rule, "right_false"), nulls=_listed(rule, "nulls"),
        left_steps=tuple(rule.get("left") or ()), right_steps=tuple(rule.get("right") or ()),
    )  # fmt: skip


def _listed(rule: Mapping[str, Any], name: str) -> tuple[str, ...]:
    return tuple(str(word) for word in rule.get(name) or ())


def problems(lines: Sequence[Line]) -> list[tuple[str, str]]:
    """What must be put right before a spec is saved: (left column or "", words)."""
    found = []
    if not any(line.is_key and line.right for line in lines):
        found.append(("", "Choose at least one key: the column by which a row of one file finds its row in the other."))
    if not any(line.right and not line.is_key for line in lines):
        found.append(("", "Map at least one field beside the key."))
    taken: dict[str, str] = {}
    for line in lines:
        if not line.right:
            continue
        if line.right in taken:
            found.append((line.left, f"{line.right} is mapped to {taken[line.right]} already."))
        taken[line.right] = line.left
        found += [(line.left, words) for words in lacking(line)]
    return found


def lacking(line: Line) -> list[str]:
    """What the form still needs before the field can be compared: the field, the heading of the form, what to enter there."""
    if line.is_key:
        return []
    name, found = line.left, []
    written = f"{name}: under “How it is written”, enter "
    if line.type in DATED and not (line.left_format and line.right_format):
        found.append(f"{written}how the date is written on the left and on the right, such as %Y-%m-%d.")
    if line.type == FieldType.CODE and not line.table:
        found.append(f"{written}each left code with the right one that it stands for: A=Active; C=Closed.")
    if line.type == FieldType.FLAG and not (line.left_true and line.right_true):
        found.append(f"{written}the words for yes and no, left ones then right ones: Y,1|true; N,0|false.")
    if line.tolerance and line.tolerance not in TOLERATED.get(line.type, ()):
        kinds = " or ".join(f"“{TOLERANCE_NAMES[kind]}”" for kind in TOLERATED.get(line.type, (Tolerance.NONE,)))
        found.append(f"{name}: under “May differ”, choose {kinds}.")
    elif line.tolerance and _number(line.limit) is None:
        found.append(f"{name}: under “May differ”, enter by how much, as a number from 0.")
    if not 0 <= line.scale <= 9:
        found.append(f"{name}: under “How it is written”, enter its decimal places, from 0 to 9.")
    return found


def _number(text: str) -> int | str | None:
    """A limit as the spec takes it: whole, or as text, so that it is never a float."""
    plain = text.strip()
    whole, dot, rest = plain.partition(".")
    if not whole.isdecimal() or (dot and not rest.isdecimal()):
        return None
    return plain if dot else int(whole)


def coverage(lines: Sequence[Line], right_columns: Sequence[str]) -> dict[str, Any]:
    """`{mapped, total, left, right}`: how many left columns are mapped, and which of either side are not."""
    mapped = [line for line in lines if line.right]
    used = {line.right for line in mapped}
    return {
        "mapped": len(mapped),
        "total": len(lines),
        "left": [line.left for line in lines if not line.right],
        "right": [name for name in right_columns if name not in used],
    }


def digest(body: Mapping[str, Any]) -> str:
    """SHA-256 of the body in one spelling."""
    return hashlib.sha256(written_once(body).encode()).hexdigest()


def written_once(body: Mapping[str, Any]) -> str:
    """The body in one spelling, so that equal ones are equal texts."""
    return json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
