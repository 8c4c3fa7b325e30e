"""Changes who does what: everywhere, or in one phase's project."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from pilotage.billers.models import Phase
from pilotage.core.errors import Refused
from pilotage.core.models import Record
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.raci import rules
from pilotage.raci.models import Matrix, PhaseMatrix
from pilotage.raci.permissions import require_keeper, require_phase_keeper
from pilotage.raci.queries import house_cells, house_matrix, phase_matrix
from pilotage.work.texts import no_card

MATRIX_SET = "raci.matrix_set"


def save_matrix(
    *, cells: Mapping[str, Mapping[str, str]], reason: str, expect: int | None = None, by: Viewer, now: datetime
) -> Matrix:
    """Keeps the house's matrix; what was raised before keeps its people.

    Refuses a task without exactly one A or without an R, and no reason. Raises `Stale`. Also: event `raci.matrix_set`.
    """
    require_keeper(by)
    whole, words = _whole(cells), _reason(reason)
    with change(by=by, now=now) as c:
        kept = house_matrix()
        if kept is None:
            return c.create(Matrix, event=MATRIX_SET, note=words, cells=whole, reason=words)
        c.save(kept, expect=expect, kind=MATRIX_SET, note=words, cells=whole, reason=words)
        return kept


def save_phase_matrix(
    *, phase: Phase, cells: Mapping[str, Mapping[str, str]], reason: str, expect: int | None = None, by: Viewer, now: datetime
) -> PhaseMatrix:  # fmt: skip
    """Keeps the rows of a phase's project that differ from the house's; the others follow the house.

    Refuses a task without exactly one A or without an R, no reason, and a matrix like the house's. Raises `Stale`. Also: event
    `raci.matrix_set`.
    """
    require_phase_keeper(by)
    own, words = rules.differing(house_cells(), _whole(cells)), _reason(reason)
    if not own:
        raise Refused(_("This is the matrix of the house. Change a cell, or go back to the house's."))
    with change(by=by, now=now) as c:
        Record.objects.select_for_update().get(pk=phase.pk)
        kept = phase_matrix(phase.pk)
        if kept is None:
            return c.create(
                PhaseMatrix, scope=phase.biller_id, biller_id=phase.biller_id, phase=phase, cells=own, reason=words,
                event=MATRIX_SET, note=words,
            )  # fmt: skip
        c.save(kept, expect=expect, kind=MATRIX_SET, note=words, cells=own, reason=words)
        return kept


def reset_phase_matrix(*, phase: Phase, by: Viewer, now: datetime) -> bool:
    """The phase's project follows the house's matrix again. False when it does. Also: event `raci.matrix_set`."""
    require_phase_keeper(by)
    with change(by=by, now=now) as c:
        kept = phase_matrix(phase.pk)
        words = _("As in the house")
        return kept is not None and c.save(kept, kind=MATRIX_SET, note=words, cells={}, reason=words)


def _whole(cells: Mapping[str, Mapping[str, str]]) -> rules.Cells:
    found = rules.faults(cells)
    if found:
        number, words = found[0]
        raise Refused(words, field=f"work_{number}")
    return rules.laid_over(rules.SHIPPED, cells)


def _reason(text: str) -> str:
    words = " ".join(text.split())[:300]
    no_card(words, field="reason")
    if not words:
        raise Refused(_("Say why, so that who is told understands it."), field="reason")
    return words
