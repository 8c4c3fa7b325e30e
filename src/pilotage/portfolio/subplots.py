"""What happens in a phase of the sample besides its plan: each subject tells its own part."""

from collections.abc import Callable
from datetime import date, datetime

from pilotage.billers.models import Phase
from pilotage.core.viewer import Viewer
from pilotage.portfolio.billing import billing_steps
from pilotage.portfolio.changing import changing_steps
from pilotage.portfolio.cutting_over import cutover_steps
from pilotage.portfolio.equipping import equipping_steps
from pilotage.portfolio.first_cycles import first_cycle_steps
from pilotage.portfolio.promising import promising_steps
from pilotage.portfolio.proving import proof_steps
from pilotage.portfolio.telling import report_steps
from pilotage.portfolio.verifying import verifying_steps
from pilotage.portfolio.welcoming import welcome_steps

Step = tuple[date, Callable[[datetime], None]]


def subplots(
    phase: Phase, place: int, kickoff: date, target: date, today: date, person: Callable[[str], Viewer]
) -> list[Step]:
    """Days and what happened on them."""
    days_left = (target - today).days
    return [
        *proof_steps(phase, place, kickoff, target, days_left, person),
        *equipping_steps(phase, place, kickoff, target, person),
        *promising_steps(phase, place, kickoff, target, person),
        *changing_steps(phase, place, kickoff, target, person),
        *report_steps(phase, place, kickoff, today, days_left, person),
        *billing_steps(phase, place, kickoff, target, person),
        *first_cycle_steps(phase, place, target, person),
        *cutover_steps(phase, place, target, today, person),
        *verifying_steps(phase, place, target, person),
        *welcome_steps(phase, place, target, today, person),
    ]
