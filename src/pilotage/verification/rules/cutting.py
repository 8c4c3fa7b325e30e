"""A layout's fields as a table that people cut, join and name, and the layout that comes of it. Pure.

Positions count from 1 and both ends belong to the field. What the table doesn't show of a field (checks, nulls) stays with it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any, Final

from pilotage.core.errors import Refused
from pilotage.verification.rules.field_order import pairs_of

TYPES: Final = ("text", "integer", "decimal", "money", "date", "datetime", "flag", "code")
NUMBERS: Final = ("integer", "decimal", "money")
DATED: Final = ("date", "datetime")
SIGNS: Final = ("auto", "none", "leading", "trailing", "parentheses", "crdb", "overpunch", "overpunch_leading")
STORAGES: Final = ("packed", "binary")
#: What the column “How it is written” tells; it is dropped where the type is changed.
WRITTEN: Final = ("format", "decimals", "sign", "storage", "true", "false", "table")
#: Controls that name a field.
SUMMED: Final = ("sum", "hash")
MOST_FIELDS: Final = 500


@dataclass(frozen=True)
class Piece:
    """One field: `first` and `last` character (0: none), `kind` the kind of line it stands in, `more` what the table doesn't show.

    `was` is the name by which the layout knows it; other parts that name it are renamed with it.
    """

    name: str
    first: int = 0
    last: int = 0
    type: str = "text"
    written: str = ""
    is_key: bool = False
    kind: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)
    was: str = ""


def is_cut(layout: Mapping[str, Any]) -> bool:
    """Whether its fields stand at positions."""
    return layout.get("format") == "fixed" or (layout.get("format") == "records" and not layout.get("delimiter"))


def kinds_of(layout: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Each kind of line with the code that tells it; one without a name where all lines are alike."""
    records = layout.get("records")
    if not isinstance(records, Mapping) or not records:
        return [("", "")]
    return [(str(name), str(about.get("code", "")) if isinstance(about, Mapping) else "") for name, about in records.items()]  # fmt: skip


def pieces_of(layout: Mapping[str, Any]) -> list[Piece]:
    """The fields of a layout, kind by kind, in order."""
    keys = layout.get("key") or ()
    keys = [keys] if isinstance(keys, str) else list(keys)
    found = []
    for kind, _code in kinds_of(layout):
        for name, told in pairs_of(_home(layout, kind).get("fields")):
            at, width = told.get("at", 0), told.get("width", 0)
            first, width = at if isinstance(at, list | tuple) and len(at) == 2 else (at, width)
            placed = isinstance(first, int) and isinstance(width, int) and first > 0 and width > 0
            kept = {key: value for key, value in told.items() if key not in ("at", "width", "type", *WRITTEN)}
            is_key = name in keys and _role(layout, kind) == "detail"
            found.append(
                Piece(
                    name, first if placed else 0, first + width - 1 if placed else 0, str(told.get("type", "text")),
                    _written(told), is_key, kind, kept,
                )
            )  # fmt: skip
    return found


def layout_of(base: Mapping[str, Any], pieces: Sequence[Piece]) -> dict[str, Any]:
    """`base` with these fields. Refuses no name, a name twice, positions that are none, and what a type can't be written as."""
    if len(pieces) > MOST_FIELDS:
        raise Refused(f"A layout has at most {MOST_FIELDS} fields.")
    cut, made = is_cut(base), dict(base)
    for kind, _code in kinds_of(base):
        fields: dict[str, Any] = {}
        for piece in pieces:
            if piece.kind == kind:
                if piece.name in fields:
                    raise Refused(f"Two fields are called {piece.name}. Give each its own name.")
                fields[piece.name] = _told(piece, cut)
        if kind:
            made["records"] = {**made["records"], kind: {**made["records"][kind], "fields": fields}}
        else:
            made["fields"] = fields
    names = [piece.name for piece in pieces if piece.is_key and _role(base, piece.kind) == "detail"]
    made["key"] = list(dict.fromkeys(names))
    if not made["key"]:
        del made["key"]
    return _renamed(made, pieces)


def cut(pieces: Sequence[Piece], place: int, kind: str = "") -> list[Piece]:
    """Cuts behind a character: its field becomes two, and what belonged to none up to there becomes a field.

    Refuses a place where a field ends already.
    """
    if place < 1:
        raise Refused("Say behind which character to cut, from 1.")
    ours = [piece for piece in pieces if piece.kind == kind]
    if split := next((piece for piece in ours if piece.first <= place < piece.last), None):
        at = pieces.index(split)
        behind = replace(split, name=_fresh(pieces, split.name, kind), first=place + 1, is_key=False)
        return [*pieces[:at], replace(split, last=place), behind, *pieces[at + 1 :]]
    if ended := next((piece for piece in ours if piece.last == place), None):
        raise Refused(f"{ended.name} ends behind character {place} already.")
    first = max((piece.last for piece in ours if piece.last < place), default=0) + 1
    return _put(pieces, Piece(_fresh(pieces, "field", kind), first, place, kind=kind))


def add(pieces: Sequence[Piece], kind: str, width: int, *, placed: bool = True) -> list[Piece]:
    """One more field, on the first characters that belong to none, else behind the last."""
    name = _fresh(pieces, "field", kind)
    if not placed:
        return _put(pieces, Piece(name, kind=kind))
    free = gaps(pieces, kind, width)
    end = max((piece.last for piece in pieces if piece.kind == kind), default=0) + 1
    first, last = free[0] if free else (end, end)
    return _put(pieces, Piece(name, first, last, kind=kind))


def join(pieces: Sequence[Piece], at: int) -> list[Piece]:
    """The field with the next one of its kind of line: it keeps its name and type. Refuses where there is none."""
    piece = pieces[at]
    after = [one for one in pieces if one.kind == piece.kind and one.first > piece.last and one is not piece]
    if not after:
        raise Refused(f"No field stands behind {piece.name}.")
    partner = min(after, key=lambda one: one.first)
    return [replace(one, last=partner.last) if one is piece else one for one in pieces if one is not partner]


def gaps(pieces: Sequence[Piece], kind: str, width: int) -> list[tuple[int, int]]:
    """First and last character of each stretch that belongs to no field."""
    found, at = [], 1
    for piece in sorted((one for one in pieces if one.kind == kind and one.first), key=lambda one: one.first):
        if piece.first > at:
            found.append((at, piece.first - 1))
        at = max(at, piece.last + 1)
    return [*found, (at, width)] if at <= width else found


def stripes(line: str, pieces: Sequence[Piece], kind: str = "") -> Iterator[tuple[str, str]]:
    """The line in pieces, each with the name of the field it belongs to ("" for none)."""
    ours = [piece for piece in pieces if piece.kind == kind and piece.first]
    edges = sorted({1, len(line) + 1, *(one.first for one in ours), *(one.last + 1 for one in ours)})
    for start, end in pairwise(edges):
        if start <= len(line):
            name = next((one.name for one in ours if one.first <= start <= one.last), "")
            yield name, line[start - 1 : end - 1]


def kind_of(line: str, layout: Mapping[str, Any]) -> str | None:
    """Which kind of line it is; None where its code is unknown."""
    kinds = kinds_of(layout)
    if kinds == [("", "")]:
        return ""
    at = layout.get("record_at")
    first, width = at if isinstance(at, list | tuple) and len(at) == 2 else (1, 1)
    code = line[first - 1 : first - 1 + width]
    return next((name for name, told in kinds if told == code), None)


def _renamed(made: dict[str, Any], pieces: Sequence[Piece]) -> dict[str, Any]:
    """The layout with new names wherever another part names a field."""
    new = {(piece.kind, piece.was): piece.name for piece in pieces if piece.was}
    details = {was: name for (kind, was), name in new.items() if _role(made, kind) == "detail"}
    there = {piece.name for piece in pieces}

    def dotted(text: Any) -> str:
        record, _dot, name = str(text).partition(".")
        return f"{record}.{new.get((record, name), name)}"

    if held := [name for name in (details.get(one, one) for one in made.pop("bank_accounts", ())) if name in there]:
        made["bank_accounts"] = held
    if isinstance(made.get("controls"), list):
        made["controls"] = [
            {key: dotted(value) if key == "in" else details.get(value, value) if key in SUMMED else value
             for key, value in one.items()} for one in made["controls"]
        ]  # fmt: skip
    if isinstance(made.get("carry"), list):
        made["carry"] = [
            {dotted(name): to for name, to in one.items()} if isinstance(one, Mapping) else dotted(one)
            for one in made["carry"]
        ]
    return made


def _home(layout: Mapping[str, Any], kind: str) -> Mapping[str, Any]:
    told = layout["records"][kind] if kind else layout
    return told if isinstance(told, Mapping) else {}


def _role(layout: Mapping[str, Any], kind: str) -> str:
    usual = kind if kind in ("header", "group", "trailer", "skip") else "detail"
    return str(_home(layout, kind).get("role", usual)) if kind else "detail"


def _written(told: Mapping[str, Any]) -> str:
    kind = str(told.get("type", "text"))
    if kind in DATED:
        return str(told.get("format", ""))
    if kind in NUMBERS:
        parts = [told.get("decimals"), told.get("sign"), told.get("storage")]
        return " ".join(str(one) for one in parts if one is not None)
    if kind == "flag":
        return "|".join(",".join(_words(told.get(name))) for name in ("true", "false"))
    if kind == "code" and isinstance(told.get("table"), Mapping):
        return "; ".join(f"{code}={meaning}" for code, meaning in told["table"].items())
    return ""


def _words(value: Any) -> list[str]:
    return [str(one) for one in (value if isinstance(value, list | tuple) else [] if value is None else [value])]


def _told(piece: Piece, cut: bool) -> dict[str, Any]:
    if not piece.name.strip():
        raise Refused("A field has no name. Give it one.")
    told: dict[str, Any] = {}
    if cut:
        if not 1 <= piece.first <= piece.last:
            raise Refused(f"{piece.name}: say from which character to which it goes, from 1.")
        told["at"] = [piece.first, piece.last - piece.first + 1]
    if piece.type != "text":
        told["type"] = piece.type
    told |= _read(piece)
    settled = {key: value for key, value in piece.more.items() if not (key == "scale" and piece.type not in NUMBERS)}
    return told | settled


def _read(piece: Piece) -> dict[str, Any]:
    """What “How it is written” says, for this type."""
    text = piece.written.strip()
    if piece.type in DATED:
        return {"format": text} if text else {}
    if piece.type in NUMBERS:
        return _number(piece.name, text.split())
    if piece.type == "flag":
        sides = [[word.strip() for word in side.split(",") if word.strip()] for side in (text + "|").split("|")[:2]]
        if not sides[0]:
            raise Refused(f"{piece.name}: write the words for yes and no, as Y|N.")
        return {name: words for name, words in zip(("true", "false"), sides, strict=True) if words}
    if piece.type == "code":
        pairs = [part.partition("=") for part in text.split(";") if part.strip()]
        if any(not sign for _code, sign, _meaning in pairs):
            raise Refused(f"{piece.name}: write the codes as A=active; C=closed.")
        return {"table": {code.strip(): meaning.strip() for code, _sign, meaning in pairs}} if pairs else {}
    return {}


def _number(name: str, words: Sequence[str]) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for word in words:
        if word.isdecimal() and len(word) < 3:
            told["decimals"] = int(word)
        elif word in SIGNS:
            told["sign"] = word
        elif word in STORAGES:
            told["storage"] = word
        else:
            raise Refused(
                f"{name}: “{word}” is not known. Write implied decimals, a sign ({', '.join(SIGNS)}) or packed, binary."
            )
    return told


def _put(pieces: Sequence[Piece], new: Piece) -> list[Piece]:
    """In the order of the line, among those of its kind."""
    at = next((n for n, one in enumerate(pieces) if one.kind == new.kind and one.first > new.first > 0), None)
    if at is None:
        at = max((n + 1 for n, one in enumerate(pieces) if one.kind == new.kind), default=len(pieces))
    return [*pieces[:at], new, *pieces[at:]]


def _fresh(pieces: Sequence[Piece], stem: str, kind: str) -> str:
    taken = {piece.name for piece in pieces if piece.kind == kind}
    return next(name for n in range(2, len(taken) + 3) if (name := f"{stem}_{n}") not in taken)
