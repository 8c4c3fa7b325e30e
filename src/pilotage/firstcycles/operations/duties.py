"""Notes which of the TSM's duties are done in a cycle, and takes it back."""

from datetime import datetime

from django.utils.translation import gettext as _

from pilotage.billers.models import Phase
from pilotage.core.errors import Refused
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.firstcycles.enums import DUTY_NAMES
from pilotage.firstcycles.models import CycleDuty
from pilotage.firstcycles.operations.figures import held_row
from pilotage.firstcycles.permissions import require_keeper
from pilotage.work.texts import no_card

DONE = "firstcycles.duty_done"
UNDONE = "firstcycles.duty_undone"
LONGEST = 400


def do_duty(*, phase: Phase, number: int, duty: str, remark: str = "", by: Viewer, now: datetime) -> CycleDuty:
    """The duty is done in this cycle; `remark` is what came of it, such as a quick win. A second time it changes the remark.

    Refuses an unknown duty, a phase that isn't live, card numbers. Also: event `firstcycles.duty_done`.
    """
    require_keeper(by)
    words = " ".join(remark.split())
    if duty not in DUTY_NAMES:
        raise Refused(_("Choose one of the duties."), field="duty")
    if len(words) > LONGEST:
        raise Refused(_("Keep this to %(n)d signs.") % {"n": LONGEST}, field="remark")
    no_card(words, field="remark")
    with change(by=by, now=now) as c:
        cycle = held_row(c, phase, number)
        found: CycleDuty | None = CycleDuty.objects.everywhere().filter(cycle=cycle, duty=duty).first()
        if found is not None:
            c.save(found, kind=DONE, remark=words)
            return found
        made = c.create(
            CycleDuty, event=DONE, scope=phase.biller_id, biller_id=phase.biller_id, cycle=cycle, duty=duty, remark=words,
            done_at=now, done_by_name=by.name,
        )  # fmt: skip
        c.touch(cycle)
        return made


def undo_duty(*, phase: Phase, number: int, duty: str, by: Viewer, now: datetime) -> bool:
    """It is not done after all. False when it wasn't said to be. Also: event `firstcycles.duty_undone`."""
    require_keeper(by)
    with change(by=by, now=now) as c:
        found = CycleDuty.objects.everywhere().filter(cycle__phase=phase, cycle__number=number, duty=duty).first()
        if found is None:
            return False
        c.touch(found)
        c.remove(found, kind=UNDONE)
        return True
