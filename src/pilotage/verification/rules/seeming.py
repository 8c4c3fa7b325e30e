"""What each column of a table seems to be by its sample rows, with how sure that is, as `tally propose` judges columns. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pilotage.tally.layouts.proposing.values import judge
from pilotage.verification.enums import TYPE_NAMES, FieldType
from pilotage.verification.rules.cutting import Piece, is_cut, layout_of, pieces_of

#: Below so many percent a proposal is to be looked at.
SURE = 80


@dataclass(frozen=True)
class Seeming:
    """A column's proposal: what a layout says of it, how sure that is in percent, why, and what it may be as well."""

    name: str
    settings: Mapping[str, Any]
    confidence: int
    why: str
    others: Sequence[str] = ()

    @property
    def type(self) -> str:
        """A type of layouts."""
        return str(self.settings.get("type", FieldType.TEXT))

    @property
    def type_name(self) -> str:
        """The type as people read it."""
        return TYPE_NAMES[FieldType(self.type)]

    @property
    def is_sure(self) -> bool:
        return self.confidence >= SURE

    def told(self) -> dict[str, Any]:
        """Plain values."""
        return {"name": self.name, "type": self.type, "settings": dict(self.settings), "confidence": self.confidence, "why": self.why,
                "others": list(self.others)}  # fmt: skip


def seen_in(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> dict[str, Seeming]:
    """What each column seems to be."""
    found = {}
    for place, name in enumerate(columns):
        one = judge(name, [row[place] if place < len(row) else "" for row in rows])
        found[name] = Seeming(name, one.settings, one.confidence, one.why, tuple(one.others))
    return found


def unread(told: Mapping[str, Any], columns: Sequence[str], rows: Sequence[Sequence[str]]) -> dict[str, Seeming]:
    """The columns of a side that no layout reads otherwise than as text. `told` is what the mapping says of the side.

    None of a file that is cut into fields: its layout was proposed as a whole.
    """
    layout = told.get("layout")
    found = seen_in(columns, rows)
    if layout is None:
        return found
    if is_cut(layout) or layout.get("records"):
        return {}
    texts = {piece.name for piece in pieces_of(layout) if piece.type == FieldType.TEXT}
    return {name: one for name, one in found.items() if name in texts}


def typed(layout: Mapping[str, Any], seems: Mapping[str, Seeming]) -> dict[str, Any]:
    """The layout with the proposed type of each field that is text by now. Refuses as `layout_of` does."""
    pieces = pieces_of(layout)
    held = {name: pieces_of({"fields": {name: one.settings}})[0] for name, one in seems.items()}
    return layout_of(layout, [_typed(piece, held.get(piece.name)) for piece in pieces])


def _typed(piece: Piece, seen: Piece | None) -> Piece:
    if seen is None or piece.type != FieldType.TEXT:
        return piece
    more = {**piece.more, **seen.more}
    return replace(piece, type=seen.type, written=seen.written, more=more, was=piece.was or piece.name)
