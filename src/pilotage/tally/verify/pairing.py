"""Which columns of the two files are compared with each other, and which stand on one side alone."""

from collections.abc import Sequence
from dataclasses import dataclass

from pilotage.tally.errors import TallyError
from pilotage.tally.spec.model import SideName, Spec


@dataclass(frozen=True)
class Pairing:
    """`fields` in the left file's order, without the key; `left` and `right` lead from a name to the file's own column."""

    fields: tuple[str, ...]
    left: dict[str, str]
    right: dict[str, str]
    unmapped_left: tuple[str, ...]
    unmapped_right: tuple[str, ...]

    def columns(self, side: SideName) -> dict[str, str]:
        """Names to the file's own columns."""
        return self.left if side == "left" else self.right


def pair_columns(spec: Spec, left: Sequence[str], right: Sequence[str], files: tuple[str, str]) -> Pairing:
    """The columns of both files under the spec's names.

    Errors: `TallyError` for a key or a named field that a file lacks, and a renamed column that is not there.
    """
    lefts, rights = _named(spec, "left", left, files[0]), _named(spec, "right", right, files[1])
    for side, columns, file in (("left", lefts, files[0]), ("right", rights, files[1])):
        for name in spec.key:
            if name not in columns:
                raise TallyError(f"There is no key column “{name}”. {_hint(columns, side)}", place=file)
        for name in spec.fields:
            if name not in columns and name not in spec.ignore:
                raise TallyError(
                    f"There is no column “{name}”, which the spec names under fields. {_hint(columns, side)}",
                    place=file,
                )
    left_used, right_used = (_concatenated(spec, side) for side in ("left", "right"))
    apart = {*spec.key, *spec.ignore}
    fields = tuple(name for name in lefts if name in rights and name not in apart)
    return Pairing(
        fields=fields,
        left=lefts,
        right=rights,
        unmapped_left=tuple(name for name in lefts if name not in rights and name not in apart | left_used),
        unmapped_right=tuple(name for name in rights if name not in lefts and name not in apart | right_used),
    )


def _named(spec: Spec, side: SideName, headers: Sequence[str], file: str) -> dict[str, str]:
    rename = spec.side(side).rename
    for old in rename:
        if old not in headers:
            words = f"{side}.rename names a column “{old}” that is not there. The file has: {_listed(headers)}."
            raise TallyError(words, place=file)
    found: dict[str, str] = {}
    for header in headers:
        name = rename.get(header, header)
        if name in found:
            raise TallyError(
                f"Two columns are called “{name}” once renamed. Mend {side}.rename in the spec.", place=file
            )
        found[name] = header
    return found


def _concatenated(spec: Spec, side: str) -> set[str]:
    """Columns that have gone into another one."""
    steps = [step for rule in spec.fields.values() for step in (rule.left if side == "left" else rule.right)]
    return {name for step in steps if step.verb == "concat" for name in step.value["with"]}


def _hint(columns: Sequence[str] | dict[str, str], side: str) -> str:
    return f"Name one of its columns, or rename one with {side}.rename. It has: {_listed(list(columns))}."


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:12])
    return f"{shown} and {len(names) - 12} more" if len(names) > 12 else shown
