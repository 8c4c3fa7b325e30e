"""The JSON document of a run. Its keys are stable; counts come from the rows themselves, so that they cannot disagree."""

import hashlib
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pilotage.tally.engines import Engine, Outcome
from pilotage.tally.forbidden.speaking import without_cards
from pilotage.tally.spec.model import SideName, Spec
from pilotage.tally.verify.certificate import certify
from pilotage.tally.verify.pairing import Pairing
from pilotage.tally.verify.taking import Taken
from pilotage.tally.verify.writing import Differences

if TYPE_CHECKING:
    import pyarrow as pa

SHOWN_REJECTS, SHOWN_KEYS = 100, 20


def document(
    spec: Spec,
    pairing: Pairing,
    takens: dict[SideName, Taken],
    outcome: Outcome,
    found: Differences,
    engine: Engine,
    patterns: Sequence[dict[str, Any]] = (),
) -> dict[str, Any]:
    """The whole document of a run that has compared, certificate included."""
    made: dict[str, Any] = {
        "agree": False,
        "rows": {side: taken.rows for side, taken in takens.items()},
        "matched": outcome.matched,
        "equal": outcome.matched - found.rows_different,
        "missing": {"left": outcome.only_right.num_rows, "right": outcome.only_left.num_rows},
        "duplicates": {"left": _repeated_keys(outcome.repeated_left), "right": _repeated_keys(outcome.repeated_right)},
        "rejected": {side: len(taken.rejects) for side, taken in takens.items()},
        "unmapped": {"left": list(pairing.unmapped_left), "right": list(pairing.unmapped_right)},
        "fields": _fields(spec, pairing, found),
        "patterns": [],
        "forbidden": [],
        "key": list(spec.key),
        "unnamed": [name for name in pairing.fields if not spec.rule(name).is_named],
        "details": _details(spec, pairing, found, outcome),
        "duplicate_rows": {"left": outcome.repeated_left.num_rows, "right": outcome.repeated_right.num_rows},
        "duplicate_kinds": {"left": _kinds(outcome.repeated_left), "right": _kinds(outcome.repeated_right)},
        "same_file": takens["left"].source.sha256 == takens["right"].source.sha256,
        "blank": {side: taken.blank for side, taken in takens.items()},
        "rejects": _rejects(takens),
        "samples": _samples(outcome),
    }
    made["agree"] = is_agreed(made)
    made["digest"] = _digest(made, takens, outcome, found)
    made["patterns"] = list(patterns)
    made["certificate"] = certify(spec, takens, made, engine)
    return made


def refused(spec: Spec, pairing: Pairing, takens: dict[SideName, Taken]) -> dict[str, Any]:
    """The document of a run that has met forbidden data: masked places, and nothing compared."""
    none = {"left": None, "right": None}
    return {
        "agree": False,
        "rows": {side: taken.rows for side, taken in takens.items()},
        "matched": None,
        "equal": None,
        "missing": none,
        "duplicates": none,
        "rejected": {side: len(taken.rejects) for side, taken in takens.items()},
        "unmapped": {
            "left": [without_cards(name) for name in pairing.unmapped_left],
            "right": [without_cards(name) for name in pairing.unmapped_right],
        },
        "fields": {},
        "patterns": [],
        "forbidden": [_finding(side, taken, one) for side, taken in takens.items() for one in taken.findings],
        "digest": None,
        "certificate": None,
    }


def is_agreed(made: dict[str, Any]) -> bool:
    """Whether both files say the same: nothing missing, repeated, refused or different."""
    counts = (made[name][side] for name in ("missing", "duplicates", "rejected") for side in ("left", "right"))
    return not any(counts) and bool(made["equal"] == made["matched"])


def _finding(side: str, taken: Taken, one: Any) -> dict[str, Any]:
    return {
        "side": side,
        "file": taken.source.path.name,
        "line": one.row,
        "column": one.column,
        "masked": one.masked,
        "reason": one.reason,
        "remedy": one.remedy,
        "others": one.others,
    }


def _fields(spec: Spec, pairing: Pairing, found: Differences) -> dict[str, Any]:
    made = {}
    for name in pairing.fields:
        counted = found.fields[name]
        made[name] = {
            "type": spec.rule(name).type,
            "different": counted.different,
            "cosmetic": counted.cosmetic,
            "reasons": _ordered(counted.reasons),
        }
    return made


def _ordered(reasons: Any) -> dict[str, int]:
    from pilotage.tally.verify.reasons import REASONS

    return {name: reasons[name] for name in REASONS if reasons.get(name)}


def _details(spec: Spec, pairing: Pairing, found: Differences, outcome: Outcome) -> dict[str, Any]:
    """What else is known of each field: its share of the matched keys in exact thousandths of a percent, distance, samples."""
    made = {}
    for name in pairing.fields:
        rule, counted = spec.rule(name), found.fields[name]
        rate = counted.different * 100_000 // outcome.matched if outcome.matched else 0
        made[name] = {
            "named": rule.is_named,
            "tolerated": counted.tolerated,
            "rate": f"{rate // 1000}.{rate % 1000:03d}",
            "delta": f"{counted.delta:f}" if rule.is_numeric else None,
            "samples": counted.samples,
            **({"stale_days": counted.plain()["stale_days"]} if counted.stale_days else {}),
        }
    return made


def _repeated_keys(table: "pa.Table") -> int:
    """Keys that stand more than once on this side (a key may be repeated on the other alone)."""
    import pyarrow.compute as pc

    twice = table.filter(pc.greater(table.column("many"), 1))
    return int(pc.count_distinct(twice.column("key")).as_py())


def _kinds(table: "pa.Table") -> dict[str, int]:
    """Of the keys repeated on this side: those whose rows are all the same, and those whose rows differ."""
    prints: dict[str, set[object]] = {}
    for key, many, one in zip(*(table.column(name).to_pylist() for name in ("key", "many", "print")), strict=True):
        if many > 1:
            prints.setdefault(key, set()).add(one)
    same = sum(1 for found in prints.values() if len(found) == 1)
    return {"same_line": same, "key_reused": len(prints) - same}


def _rejects(takens: dict[SideName, Taken]) -> dict[str, Any]:
    return {
        side: [
            {"line": one.line, "code": one.code, "field": one.field, "raw": one.raw}
            for one in taken.rejects[:SHOWN_REJECTS]
        ]
        for side, taken in takens.items()
    }


def _samples(outcome: Outcome) -> dict[str, Any]:
    def some(table: "pa.Table") -> list[dict[str, Any]]:
        rows = table.slice(0, SHOWN_KEYS).select(["line", "key"]).to_pylist()
        return [{"line": row["line"], "key": shown_key(row["key"])} for row in rows]

    return {
        "missing": {"left": some(outcome.only_right), "right": some(outcome.only_left)},
        "duplicates": {"left": some(outcome.repeated_left), "right": some(outcome.repeated_right)},
    }


def shown_key(key: str) -> str:
    """A key as people read it: several parts with a bar between them."""
    return key.replace("\x1f", "|")


def _digest(made: dict[str, Any], takens: dict[SideName, Taken], outcome: Outcome, found: Differences) -> str:
    """SHA-256 of everything that was found; equal for every engine and however often the run was begun."""
    from pilotage.tally.verify.writing import table_digest

    hashed = hashlib.sha256(
        json.dumps(made, sort_keys=True, ensure_ascii=False, default=str).encode("utf-8", "surrogatepass")
    )
    for table in (outcome.only_left, outcome.only_right):
        hashed.update(table_digest(table.select(["line", "key"])).encode())
    for table in (outcome.repeated_left, outcome.repeated_right):
        hashed.update(table_digest(table.select(["line", "key", "many"])).encode())
    for side in ("left", "right"):
        told = [[one.line, one.code, one.field, one.raw] for one in takens[side].rejects]
        hashed.update(json.dumps(told, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    for digest in found.digests():
        hashed.update(digest.encode())
    return hashed.hexdigest()
