"""What a result says: groups of differences, the heat map, totals, whether all is accepted. Pure.

The result is the document of `tally verify --json`. A group is one field with one reason, or whole rows of one kind.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pilotage.verification.enums import REASON_NAMES, TYPE_NAMES, FieldType, Verdict

Result = Mapping[str, Any]
SIDED = ("missing", "duplicates", "rejected")
ORDER = list(REASON_NAMES)


@dataclass(frozen=True)
class Group:
    """So many cells of one field differ for one reason; with `field` "" so many rows or keys."""

    field: str
    reason: str
    count: int
    is_money: bool = False
    days: tuple[int, ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        """By which it is accepted."""
        return self.field, self.reason

    @property
    def words(self) -> str:
        """The reason as people say it."""
        name = REASON_NAMES.get(self.reason, self.reason.replace("_", " "))
        if not self.days:
            return name
        low, high = min(self.days), max(self.days)
        return f"{name} by {low if low == high else f'{low} to {high}'} day{'' if high == 1 else 's'}"


def groups(result: Result) -> list[Group]:
    """What is not equal: whole rows first, then money fields, then by count."""
    rows = [
        Group("", f"{kind}_{side}", int((result.get(kind) or {}).get(side) or 0))
        for kind in SIDED
        for side in ("left", "right")
    ]
    cells = [
        Group(name, reason, int(count), field.get("type") == "money", _ages(result, name) if reason == "stale" else ())
        for name, field in (result.get("fields") or {}).items()
        for reason, count in (field.get("reasons") or {}).items()
    ]
    cells.sort(key=lambda one: (not one.is_money, -one.count, one.field, one.reason))
    return [one for one in (*rows, *cells) if one.count]


def _ages(result: Result, field: str) -> tuple[int, ...]:
    """By how many days the old values of a field are old, where the history tells."""
    details = (result.get("details") or {}).get(field) or {}
    return tuple(sorted(int(days) for days in details.get("stale_days") or ()))


def verdict(found: Sequence[Group], accepted: Collection[tuple[str, str]]) -> tuple[Verdict, int]:
    """What the run says, and how many groups are open."""
    open_ones = [one for one in found if one.key not in accepted]
    if open_ones:
        return Verdict.DIFFERS, len(open_ones)
    return (Verdict.ACCEPTED if found else Verdict.AGREES), 0


def proven_fields(result: Result, accepted: Collection[tuple[str, str]]) -> tuple[set[str], set[str]]:
    """Fields whose every difference is accepted (or that have none), and the others."""
    good: set[str] = set()
    bad: set[str] = set()
    for name, field in (result.get("fields") or {}).items():
        is_open = any(
            count and (name, reason) not in accepted for reason, count in (field.get("reasons") or {}).items()
        )
        (bad if is_open else good).add(name)
    return good, bad


@dataclass(frozen=True)
class HeatRow:
    """One field of the heat map: differing cells by reason, their share of the matched rows in percent, and what didn't count."""

    field: str
    type: str
    counts: tuple[int, ...]
    different: int
    cosmetic: int
    percent: float

    @property
    def type_name(self) -> str:
        """The type as people read it."""
        return TYPE_NAMES[FieldType(self.type)].lower() if self.type in set(FieldType) else self.type


def heat(result: Result) -> tuple[list[str], list[HeatRow]]:
    """The reasons that occur, and a row for each field, the most different first."""
    fields = result.get("fields") or {}
    seen = {reason for field in fields.values() for reason, count in (field.get("reasons") or {}).items() if count}
    reasons = sorted(seen, key=lambda one: ORDER.index(one) if one in ORDER else len(ORDER))
    matched = int(result.get("matched") or 0)
    rows = []
    for name, field in fields.items():
        counts = tuple(int((field.get("reasons") or {}).get(reason) or 0) for reason in reasons)
        different = int(field.get("different") or 0)
        share = 100 * different / matched if matched else 0.0
        rows.append(
            HeatRow(name, str(field.get("type", "text")), counts, different, int(field.get("cosmetic") or 0), share)
        )
    rows.sort(key=lambda row: (-row.different, row.field))
    return reasons, rows


def level(count: int, matched: int) -> str:
    """The colour of a cell of the heat map: of matched rows none, under 0.1 %, under 1 %, more."""
    if not count:
        return "free"
    share = count / matched if matched else 1.0
    return "over" if share >= 0.01 else "full" if share >= 0.001 else "busy"


def differing(result: Result) -> int:
    """All differing cells."""
    return sum(int(field.get("different") or 0) for field in (result.get("fields") or {}).values())


def sentence(result: Result, names: tuple[str, str]) -> str:
    """What a finished run says, in one sentence."""
    cells, matched, equal = differing(result), int(result.get("matched") or 0), int(result.get("equal") or 0)
    parts = [f"{equal:,} of {matched:,} matched {'row is' if matched == 1 else 'rows are'} equal"]
    if cells:
        fields = sum(1 for field in result["fields"].values() if field.get("different"))
        parts.append(
            f"{cells:,} {'cell differs' if cells == 1 else 'cells differ'} in {fields} {'field' if fields == 1 else 'fields'}"
        )
    for kind, one, many in (
        ("missing", "missing on", "missing on"),
        ("duplicates", "key repeated on", "keys repeated on"),
        ("rejected", "row not readable on", "rows not readable on"),
    ):
        for side, name in zip(("left", "right"), names, strict=True):
            if count := int((result.get(kind) or {}).get(side) or 0):
                parts.append(f"{count:,} {one if count == 1 else many} {name}")
    return "; ".join(parts) + "."


def pattern_words(pattern: Any) -> dict[str, Any]:
    """A pattern as the page shows it: what it says, of how many cells, which share it covers, what falls out."""
    if not isinstance(pattern, Mapping):
        return {"text": str(pattern), "count": None, "coverage": None, "exceptions": None, "field": ""}
    text = next((str(pattern[name]) for name in ("text", "statement", "words", "sentence") if pattern.get(name)), "")
    count = next((pattern[name] for name in ("rows", "count", "cells") if pattern.get(name) is not None), None)
    return {
        "text": text or str(dict(pattern)),
        "count": count,
        "coverage": pattern.get("coverage"),
        "exceptions": pattern.get("exceptions"),
        "field": str(pattern.get("field") or ""),
    }
