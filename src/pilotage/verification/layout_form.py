"""The fields of a layout as rows of controls, the YAML beside them, and which of the two was changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from pilotage.core.errors import Refused
from pilotage.tally.errors import TallyError
from pilotage.tally.layouts.yamlfiles import document_in
from pilotage.verification.enums import TYPE_NAMES
from pilotage.verification.rules.cutting import MOST_FIELDS, Piece, add, cut, is_cut, join, layout_of, pieces_of
from pilotage.verification.rules.seeming import Seeming

CONTROLS = ("name", "first", "last", "type", "written", "is_key")


@dataclass(frozen=True)
class Row:
    """A field with its controls and what its column seems to be; `n` is its place."""

    n: int
    piece: Piece
    controls: dict[str, forms.BoundField]
    seems: Seeming | None


class PiecesForm(forms.Form):
    """`n-name`, `n-first`, `n-last` … for the nth field; `n-was` is the name it had in the YAML, `n-kind` its kind of line."""

    def __init__(self, *args: Any, pieces: Sequence[Piece], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.was = list(pieces)
        for n, piece in enumerate(pieces):
            for name, field in _fields(piece).items():
                self.fields[f"{n}-{name}"] = field

    def rows(self, seems: Mapping[str, Seeming]) -> list[Row]:
        """For the page."""
        return [
            Row(n, piece, {name: self[f"{n}-{name}"] for name in CONTROLS}, seems.get(piece.was or piece.name))
            for n, piece in enumerate(self.was)
        ]  # fmt: skip


def _fields(piece: Piece) -> dict[str, forms.Field]:
    number = {"min": "1", "inputmode": "numeric"}
    found: dict[str, forms.Field] = {
        "name": forms.CharField(max_length=120, initial=piece.name),
        "first": forms.IntegerField(initial=piece.first or "", widget=forms.NumberInput(attrs=number)),
        "last": forms.IntegerField(initial=piece.last or "", widget=forms.NumberInput(attrs=number)),
        "type": forms.ChoiceField(choices=list(TYPE_NAMES.items()), initial=piece.type),
        "written": forms.CharField(required=False, max_length=4000, initial=piece.written),
        "is_key": forms.BooleanField(required=False, initial=piece.is_key),
    }
    labels = {
        "name": _("Name of %(name)s"), "first": _("First character of %(name)s"), "last": _("Last character of %(name)s"),
        "type": _("Type of %(name)s"), "written": _("How %(name)s is written"), "is_key": _("%(name)s is a key"),
    }  # fmt: skip
    for name, field in found.items():
        field.label = labels[name] % {"name": piece.name}
        field.widget.attrs["aria-label"] = field.label
    return found


def typed_pieces(data: Mapping[str, Any], known: Mapping[str, Any]) -> list[Piece]:
    """What was typed into the table; a field keeps what the table doesn't show by the name it had in `known`, the layout before."""
    held = {(piece.kind, piece.name): piece for piece in pieces_of(known)}
    count = str(data.get("count", ""))
    found = []
    for n in range(min(int(count) if count.isdecimal() and len(count) < 5 else 0, MOST_FIELDS + 1)):
        given = {name: str(data.get(f"{n}-{name}", "")).strip() for name in (*CONTROLS, "was", "kind")}
        before = held.get((given["kind"], given["was"]))
        found.append(
            Piece(
                given["name"][:120], _whole(given["first"]), _whole(given["last"]),
                given["type"] if given["type"] in TYPE_NAMES else "text", given["written"][:4000], bool(given["is_key"]),
                given["kind"], before.more if before else {}, given["was"] if before else "",
            )
        )  # fmt: skip
    return found


def changed_pieces(pieces: list[Piece], do: str, data: Mapping[str, Any], *, width: int, placed: bool) -> list[Piece]:
    """The fields after a button of the table: cut, add-KIND, join-N, remove-N. Refuses what can't be done."""
    pieces = [replace(piece, was="") for piece in pieces]  # the layout has the new names by now
    verb, _dash, which = do.partition("-")
    if verb == "cut":
        return cut(pieces, _whole(str(data.get("cut", "")).strip()), str(data.get("cut-kind", "")))
    if verb == "add":
        return add(pieces, which, width, placed=placed)
    at = _whole(which)
    if verb in ("join", "remove") and at < len(pieces):
        return join(pieces, at) if verb == "join" else [*pieces[:at], *pieces[at + 1 :]]
    return pieces


def which_changed(data: Mapping[str, Any], typed: str) -> dict[str, Any] | None:
    """The layout that the table holds; None where the YAML counts: it was typed in, or there is no table. Refuses both at once."""
    base = _plain(str(data.get("base", "")))
    if not base or "count" not in data:
        return None
    known = mapping_in(base)
    told = layout_of(known, typed_pieces(data, known))
    if _plain(typed) == base:
        return told
    if told != layout_of(known, pieces_of(known)):
        raise Refused(
            _("The table and the YAML were both changed. Undo one of them: “Start over” shows what is saved.")
        )
    return None


def mapping_in(text: str) -> dict[str, Any]:
    """A layout that was written by this page or a person. Refuses what is no mapping."""
    try:
        return dict(document_in(text, "layout", str(_("The layout"))))
    except TallyError as wrong:
        raise Refused(str(wrong), field="layout") from None


def can_be_cut(layout: Mapping[str, Any]) -> bool:
    """Whether a table of its fields can be shown at all."""
    try:
        pieces_of(layout)
    except (TypeError, KeyError, ValueError, AttributeError):
        return False
    return bool(is_cut(layout) or layout.get("fields"))


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 7 else 0
