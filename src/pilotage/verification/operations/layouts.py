"""Saves how a side's files are built, with the mapping for the columns that come of it."""

import base64
import io
from dataclasses import replace
from datetime import datetime
from typing import IO, Any

from django.utils.translation import gettext as _

from pilotage.core.errors import Refused
from pilotage.core.viewer import Viewer
from pilotage.verification.enums import Side
from pilotage.verification.models import Spec, SpecVersion
from pilotage.verification.operations.specs import save_version
from pilotage.verification.permissions import require_writer
from pilotage.verification.rules import lines as rules
from pilotage.verification.rules.previewing import read
from pilotage.verification.rules.proposing import propose
from pilotage.verification.sampling import PROPOSED, Sample, read_sample

#: What a line says of how the values of one side are written.
WRITTEN = {
    Side.LEFT: ("left_format", "left_true", "left_false"),
    Side.RIGHT: ("right_format", "right_true", "right_false"),
}


def save_layout(
    *, spec: Spec, side: str, layout: str, sample: IO[Any] | None = None, name: str = "", base: int | None = None, by: Viewer, now: datetime
) -> SpecVersion:  # fmt: skip
    """The layout (YAML) as the next version, tried on `sample` or what was kept of the last one; columns that stay keep their rules.

    Refuses what can't be read by it, and as `save_version` does. Also: event `verification.version_saved`.
    """
    require_writer(by)
    newest = SpecVersion.objects.everywhere().filter(spec=spec).order_by("-number")[0]
    made = read_sample(
        sample or kept_sample(getattr(newest, f"{side}_head")), name or _("the sample"), field="layout", layout=layout
    )
    looked_at = {
        key: value for key, value in made.layout.items() if key != "note" or not str(value).startswith(PROPOSED)
    }
    made = replace(made, layout=looked_at)
    left, right = (made, None) if side == "left" else (None, made)
    return save_version(
        spec=spec, lines=carried(newest, left, right), remark=_("Another layout."), left=left, right=right,
        base=newest.number if base is None else base, is_begun=True, by=by, now=now,
    )  # fmt: skip


def kept_sample(head: str) -> io.BytesIO:
    """The beginning of the last sample as a file. Refuses where none was kept."""
    if not head:
        raise Refused(_("Nothing of the last sample was kept. Choose a sample."), field="sample")
    return io.BytesIO(base64.b64decode(head))


def carried(newest: SpecVersion, left: Sample | None, right: Sample | None) -> list[rules.Line]:
    """The mapping for new samples: fields whose columns are still there keep their rules, new ones are proposed.

    A kept rule that no longer reads a side's values, for its layout reads days or flags by now, is written as they are written now.
    """
    left_columns, left_rows = (left.columns, left.rows) if left else (newest.left_columns, newest.left_rows)
    right_columns, right_rows = (right.columns, right.rows) if right else (newest.right_columns, newest.right_rows)
    old = {line.left: line for line in rules.lines_of(newest.body, newest.left_columns, newest.right_columns)}
    new = propose(left_columns, left_rows, right_columns, right_rows)
    kept = {name: line for name, line in old.items() if name in left_columns and line.right in right_columns}
    fresh = {line.left: line for line in new}
    for name, line in kept.items():
        for side, made in (("left", left), ("right", right)):
            if made is not None:
                kept[name] = line = _rewritten(line, fresh[name], Side(side), made)
    used = {line.right for line in kept.values()}
    return [kept.get(line.left) or (rules.Line(line.left) if line.right in used else line) for line in new]


def _rewritten(line: rules.Line, fresh: rules.Line, side: Side, made: Sample) -> rules.Line:
    """`line`, with how the side's values are written taken from `fresh` where only that reads them."""
    name = line.left if side == Side.LEFT else line.right
    place = made.columns.index(name)
    values = [row[place] for row in made.rows if place < len(row) and row[place].strip()]
    told = WRITTEN[side]
    other = replace(line, **{one: getattr(fresh, one) for one in told})
    if fresh.type != line.type or fresh.right != line.right or all(_reads(line, value, side) for value in values):
        return line
    return other if all(_reads(other, value, side) for value in values) else line


def _reads(line: rules.Line, value: str, side: Side) -> bool:
    return not read(value, line, side).problem
