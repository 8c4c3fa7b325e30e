"""Whether lines make a playbook: links, lengths, conditions, parents; every refusal names the row or the task."""

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from pilotage.core.errors import Refused
from pilotage.onboarding.conditions import why_bad
from pilotage.onboarding.lines import ANCHOR, Line, codes_of
from pilotage.planner.errors import PlanError
from pilotage.planner.network import network


def check_lines(lines: Sequence[Line], *, is_part: bool, field: str | None = None) -> None:
    """Refuses what can't be planned. A part may name milestones of the plan it goes into (`#M6`); a whole playbook only its own."""
    if not lines:
        raise Refused(_("A playbook needs at least one task. Add one."), field=field)
    try:
        network([replace(line.planned(inner=True), row=n) for n, line in enumerate(lines, 2)])
    except PlanError as problem:
        raise Refused(str(problem), field=field) from None
    codes = codes_of(lines)
    milestones = {
        word
        for line in lines
        if line.milestone
        for word in (line.milestone.casefold(), line.milestone.casefold().split()[0])
    }
    for row, line in enumerate(lines, 2):
        why = why_bad_line(line, codes, None if is_part else milestones)
        if why:
            raise Refused(
                _("Row %(row)s (%(code)s): %(why)s") % {"row": row, "code": line.code, "why": why}, field=field
            )


def why_bad_line(line: Line, codes: set[str], milestones: set[str] | None) -> str | None:
    """In words why one line can't stand among others with these codes; `milestones` is None where any may be named."""
    if why := why_bad(line.condition):
        return why
    if line.parent and (line.parent not in codes or line.parent == line.code):
        return _("Its parent %(code)s is no other task of this playbook.") % {"code": line.parent}
    for link in (*line.links, *line.needed_by):
        if link.on.startswith(ANCHOR):
            if milestones is not None and link.on.removeprefix(ANCHOR).casefold() not in milestones:
                return _("No task has the milestone %(name)s.") % {"name": link.on.removeprefix(ANCHOR)}
        elif link.on not in codes:
            return _("There is no task %(code)s. Correct the id, or add that task.") % {"code": link.on}
    return None
