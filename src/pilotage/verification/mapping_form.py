"""The mapping as a form: one row of controls for each left column, read back as lines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from pilotage.verification.enums import TOLERANCE_NAMES, TYPE_NAMES, FieldType
from pilotage.verification.rules.lines import TOLERATED, Line

NAMES = (
    "right",
    "type",
    "is_key",
    "trim",
    "ignore_case",
    "scale",
    "left_format",
    "right_format",
    "values",
    "tolerance",
    "limit",
)


#: Which controls a type needs besides; the others keep what they hold.
NEEDED: dict[str, tuple[str, ...]] = {
    FieldType.MONEY: ("scale",), FieldType.DATE: ("left_format", "right_format"),
    FieldType.DATETIME: ("left_format", "right_format"), FieldType.FLAG: ("values",), FieldType.CODE: ("values",),
}  # fmt: skip
LIMITED = tuple(TOLERATED)
#: What a type without codes or yes-words has of them.
NO_VALUES: dict[str, Any] = {"table": {}, "left_true": (), "left_false": (), "right_true": (), "right_false": ()}
LIMITS, READING = ("tolerance", "limit"), ("trim", "ignore_case")


@dataclass(frozen=True)
class Row:
    """A line with its bound controls: which column, how it is written, by how much it may differ, what doesn't count; and what is wrong."""

    line: Line
    controls: dict[str, forms.BoundField]
    written: list[forms.BoundField]
    limits: list[forms.BoundField]
    reading: list[forms.BoundField]
    errors: list[str]

    @property
    def steps(self) -> str:
        """Which steps are done on either side, in words."""
        told = [", ".join(done) for done in (self.line.told_left, self.line.told_right)]
        return " · ".join(
            f"{side}: {words}" for side, words in zip((_("left"), _("right")), told, strict=True) if words
        )


class MappingForm(forms.Form):
    """`n-right`, `n-type` … for the nth left column."""

    remark = forms.CharField(max_length=300, required=False)

    def __init__(self, *args: Any, lines: Sequence[Line], right_columns: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.was = list(lines)
        self.fields["remark"].label = _("What is new")
        others = [("", _("Not compared")), *((name, name) for name in right_columns)]
        for n, line in enumerate(lines):
            for name, field in _fields(line, others).items():
                self.fields[f"{n}-{name}"] = field

    def lines(self) -> list[Line]:
        """What was typed, as lines."""
        found = []
        for n, line in enumerate(self.was):
            given = {name: self._given(n, name) for name in NAMES}
            scale, is_limited = given["scale"], given["type"] in LIMITED
            found.append(
                replace(
                    line, right=given["right"] or "", type=given["type"] or FieldType.TEXT, is_key=bool(given["is_key"]),
                    scale=2 if scale is None else scale, left_format=given["left_format"] or "", right_format=given["right_format"] or "",
                    trim=bool(given["trim"]), ignore_case=bool(given["ignore_case"]), tolerance=(given["tolerance"] or "") * is_limited,
                    limit=(given["limit"] or "") * is_limited, **NO_VALUES | values_read(given["type"] or "", given["values"] or ""),
                )
            )  # fmt: skip
        return found

    def _given(self, n: int, name: str) -> Any:
        """What was typed; where the page had no such control, what was so before."""
        key = f"{n}-{name}"
        boxes = ("is_key", "trim", "ignore_case")
        if name in boxes or key in self.data:
            return self.cleaned_data.get(key)
        return self.fields[key].initial

    def rows(self, lines: Sequence[Line], wrong: Mapping[str, list[str]]) -> list[Row]:
        """For the page: the lines as they stand or were typed, each with the controls that its type needs."""
        return [
            Row(
                line,
                {name: self[f"{n}-{name}"] for name in ("right", "is_key", "type")},
                [self[f"{n}-{name}"] for name in NEEDED.get(line.type, ())],
                [self[f"{n}-{name}"] for name in LIMITS if line.type in LIMITED],
                [self[f"{n}-{name}"] for name in READING],
                wrong.get(line.left, []),
            )
            for n, line in enumerate(lines)
        ]


def _fields(line: Line, others: list[tuple[str, Any]]) -> dict[str, forms.Field]:
    column = line.left
    known = line.right if line.right in [key for key, _label in others] else ""
    scaled = forms.IntegerField(required=False, min_value=0, max_value=9, initial=line.scale)
    found: dict[str, forms.Field] = {
        "right": forms.ChoiceField(required=False, choices=others, initial=known),
        "type": forms.ChoiceField(required=False, choices=list(TYPE_NAMES.items()), initial=line.type),
        "is_key": forms.BooleanField(required=False, initial=line.is_key),
        "trim": forms.BooleanField(required=False, initial=line.trim),
        "ignore_case": forms.BooleanField(required=False, initial=line.ignore_case),
        "scale": scaled,
        "left_format": forms.CharField(required=False, max_length=60, strip=False, initial=line.left_format),
        "right_format": forms.CharField(required=False, max_length=60, strip=False, initial=line.right_format),
        "values": forms.CharField(required=False, max_length=4000, initial=values_written(line)),
        "tolerance": forms.ChoiceField(required=False, choices=list(TOLERANCE_NAMES.items()), initial=line.tolerance),
        "limit": forms.CharField(required=False, max_length=20, initial=line.limit),
    }
    labels = {
        "right": _("Right column of %(name)s"), "type": _("Type of %(name)s"), "is_key": _("%(name)s is a key"),
        "trim": _("White space around %(name)s doesn't count"), "ignore_case": _("Case of %(name)s doesn't count"),
        "scale": _("Decimal places of %(name)s"), "left_format": _("How %(name)s is written on the left"),
        "right_format": _("How %(name)s is written on the right"), "values": _("Codes or yes-words of %(name)s"),
        "tolerance": _("Tolerance of %(name)s"), "limit": _("How much %(name)s may differ"),
    }  # fmt: skip
    for name, field in found.items():
        field.label = labels[name] % {"name": column}
        field.widget.attrs["aria-label"] = field.label
    return found


def values_written(line: Line) -> str:
    """A code table as `A=Active; C=Closed`, a flag's words as `Y,1|true; N,0|false` (left words, then right ones)."""
    if line.type == FieldType.CODE:
        return "; ".join(f"{left}={right}" for left, right in line.table.items())
    if line.type == FieldType.FLAG:
        yes = f"{','.join(line.left_true)}|{','.join(line.right_true)}"
        no = f"{','.join(line.left_false)}|{','.join(line.right_false)}"
        return yes + (f"; {no}" if no != "|" else "")
    return ""


def values_read(kind: str, text: str) -> dict[str, Any]:
    """What `values_written` wrote, or a person; what can't be read is left out and named by the rules."""
    parts = [part.strip() for part in text.split(";") if part.strip()]
    if kind == FieldType.CODE:
        pairs = [part.partition("=") for part in parts]
        return {"table": {left.strip(): right.strip() for left, sign, right in pairs if sign}}
    if kind == FieldType.FLAG:
        words = [[_words(side) for side in (*part.split("|"), "")[:2]] for part in parts[:2]]
        words += [[(), ()]] * (2 - len(words))
        (left_true, right_true), (left_false, right_false) = words
        return {"left_true": left_true, "right_true": right_true, "left_false": left_false, "right_false": right_false}
    return {}


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())
