"""What a mapping says, in the words of its form, and what two versions of it say differently. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from pilotage.verification.enums import TYPE_NAMES, FieldType, Tolerance
from pilotage.verification.rules.cutting import pieces_of
from pilotage.verification.rules.lines import DATED, Line, line_of

#: What stands in a body's side and is told field by field, or elsewhere.
_ELSEWHERE = ("format", "rename", "layout")


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """What two versions say differently: (field, before, after) in words."""
    old, new = dict(_told(before)), dict(_told(after))
    return [(name, old.get(name, "–"), new.get(name, "–")) for name in {**old, **new} if old.get(name) != new.get(name)]


def told(line: Line) -> str:
    """How one field is compared, in words."""
    parts = [line.type_name]
    if line.type == FieldType.MONEY:
        parts.append(f"{line.scale} decimal places")
    if line.type in DATED:
        parts.append(f"{line.left_format or '–'} against {line.right_format or '–'}")
    if line.table:
        parts.append("; ".join(f"{left}={right}" for left, right in line.table.items()))
    for word, left, right in (("yes", line.left_true, line.right_true), ("no", line.left_false, line.right_false)):
        if left or right:
            parts.append(f"{word}: {'/'.join(left) or '–'} against {'/'.join(right) or '–'}")
    parts += [
        f"{side}: {step}" for side, steps in (("left", line.told_left), ("right", line.told_right)) for step in steps
    ]
    parts += [f"nothing: {', '.join(line.nulls)}"] if line.nulls else []
    parts += ["white space around doesn't count"] if line.trim else []
    parts += ["case doesn't count"] if line.ignore_case else []
    if line.tolerance:
        unit = {Tolerance.PERCENT: " %", Tolerance.DAYS: " days"}.get(Tolerance(line.tolerance), "")
        parts.append(f"may differ by {line.limit}{unit}")
    return ", ".join(parts)


def _told(body: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "Key", ", ".join(body.get("key") or [])
    theirs = {ours: right for right, ours in ((body.get("right") or {}).get("rename") or {}).items()}
    for side in ("left", "right"):
        yield from _file(f"{side.title()} file", body.get(side) or {})
    for name, rule in (body.get("fields") or {}).items():
        on_right = f", {theirs[name]} on the right" if name in theirs else ""
        yield name, told(line_of(name, theirs.get(name, name), rule, is_key=False)) + on_right


def _file(name: str, side: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    more = [f"{key.replace('_', ' ')} {_plain(value)}" for key, value in side.items() if key not in _ELSEWHERE]
    yield name, ", ".join([str(side.get("format", "")), *more])
    layout = side.get("layout")
    if not layout:
        return
    settings = [
        f"{key.replace('_', ' ')} {_plain(value)}"
        for key, value in layout.items()
        if key not in ("fields", "note", "records")
    ]
    yield f"{name}, layout", ", ".join(settings) or "–"
    for piece in pieces_of(layout):
        place = [f"characters {piece.first} to {piece.last}"] if piece.first else []
        checks = [f"{key} {_plain(value)}" for key, value in piece.more.items()]
        kind = TYPE_NAMES[FieldType(piece.type)] if piece.type in set(FieldType) else piece.type
        words = ", ".join(part for part in (kind, piece.written, *place, *checks) if part)
        yield f"{name}, {piece.kind + ': ' if piece.kind else ''}{piece.name}", words


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{key}={_plain(one)}" for key, one in value.items())
    return ", ".join(map(_plain, value)) if isinstance(value, list | tuple) else str(value)
