"""What the handoff record takes from a phase's go-live: the gates that were waived (mission, C1)."""

from pilotage.billers.models import Phase
from pilotage.golive.enums import GATE_NAMES, GateId
from pilotage.golive.models import Waiver
from pilotage.handoff.record import agrees


@agrees
def waivers_of_phase(phase: Phase) -> list[str]:
    """Each waiver with its reason and who gave it."""
    found = Waiver.objects.everywhere().filter(phase=phase, withdrawn_at=None).select_related("waived_by")
    return [
        f"Waived, {GATE_NAMES[GateId(one.gate)]}: {one.reason} ({one.waived_by.name})" for one in found.order_by("pk")
    ]
