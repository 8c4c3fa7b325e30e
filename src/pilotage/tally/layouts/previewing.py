"""Shows what a mapping makes of a file's own rows: each field before and after, what is refused, which columns nobody named."""

from collections import Counter
from pathlib import Path
from typing import Any, Final

from pilotage.tally.errors import TallyError
from pilotage.tally.intake.workspace import working_folder
from pilotage.tally.spec import Spec
from pilotage.tally.spec.model import FieldRule, SideName
from pilotage.tally.verify.rows import Block
from pilotage.tally.verify.sources import open_source
from pilotage.tally.verify.values import BadValue, shown, value_of

LOOKED_AT: Final = 20_000


def preview(path: Path, spec: Spec, side: SideName, examples: int = 5) -> dict[str, Any]:
    """Each field of the spec on the first rows of the file.

    Of a field: `type`, `column` (its name in the file), `steps` (verbs of its transforms), `rows`, `changed`, `empty`,
    `refused` (code → rows) and `examples`
    (line, before, after or code), refused ones first, then changed ones. `unmapped` are the columns that no field names.
    Errors: `TallyError` for a file that cannot be read and for a column that is not there.
    """
    with working_folder() as folder:
        source = open_source(path, spec.side(side), folder)
        block = next((one for one in source.blocks() if one.table.num_rows), None)
        if block is None:
            raise TallyError("The file has no rows that can be read. Name one with rows.", place=str(path))
    headers = {spec.side(side).rename.get(name, name): name for name in block.table.column_names}
    names = list(dict.fromkeys([*spec.key, *spec.fields]))
    used = {one for name in names for one in _beside(spec.rule(name), side)}
    absent = [name for name in names if name not in headers]
    if absent:
        shown_names = ", ".join(list(headers)[:12])
        raise TallyError(
            f"there is no column “{absent[0]}” on the {side}. The file has: {shown_names[:200]}.", place=str(path)
        )
    return {
        "file": str(path),
        "side": side,
        "rows": min(block.table.num_rows, LOOKED_AT),
        "fields": {name: _field(block, headers, spec.rule(name), side, examples) for name in names},
        "unmapped": [name for name in headers if name not in {*names, *used, "_line"}],
    }


def _beside(rule: FieldRule, side: SideName) -> list[str]:
    """Columns that a field takes in besides its own."""
    return [name for step in rule.transforms_of(side) if step.verb == "concat" for name in step.value["with"]]


def _field(block: Block, headers: dict[str, str], rule: FieldRule, side: SideName, examples: int) -> dict[str, Any]:
    raws, joined = _texts(block, headers, rule, side)
    refused: Counter[str] = Counter()
    known: dict[str, tuple[str, str]] = {}
    told: list[tuple[int, int, dict[str, Any]]] = []
    changed = empty = 0
    for place, (raw, text) in enumerate(zip(raws, joined, strict=True)):
        if text not in known:
            known[text] = _after(text, rule, side)
            value, code = known[text]
            worth = 0 if code else 1 if value != raw else 2
            told.append(
                (
                    worth,
                    place,
                    {"line": int(block.lines[place]), "before": raw, **({"code": code} if code else {"after": value})},
                )
            )
        value, code = known[text]
        refused[code] += bool(code)
        changed += not code and value != raw
        empty += not code and not value
    told.sort(key=lambda one: one[:2])
    return {
        "type": rule.type,
        "column": headers[rule.name],
        "steps": [step.verb for step in rule.transforms_of(side)],
        "rows": len(raws),
        "changed": changed,
        "empty": empty,
        "refused": {code: count for code, count in sorted(refused.items()) if code},
        "examples": [one for _, _, one in told[:examples]],
    }


def _texts(block: Block, headers: dict[str, str], rule: FieldRule, side: SideName) -> tuple[list[str], list[str]]:
    """The field's own texts, and the same with the columns that are joined to them."""

    def column(name: str) -> list[str]:
        return [text or "" for text in block.table.column(headers.get(name, name)).slice(0, LOOKED_AT).to_pylist()]

    raws = column(rule.name)
    joined = raws
    for step in rule.transforms_of(side):
        if step.verb == "concat":
            others = [column(name) for name in step.value["with"]]
            joined = [step.value["by"].join(parts) for parts in zip(joined, *others, strict=True)]
    return raws, joined


def _after(text: str, rule: FieldRule, side: SideName) -> tuple[str, str]:
    try:
        return shown(value_of(text, rule, side), rule), ""
    except BadValue as bad:
        return "", bad.code
