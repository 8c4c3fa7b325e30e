"""What other records say about an Integration Summary's fields already, each with where it was read (mission, L2)."""

from collections.abc import Callable

from pilotage.billers.models import Contact, InvoiceType, Phase
from pilotage.summaries.fields import CARRIED
from pilotage.summaries.models import SummaryField

#: Words in a contact's role that make it somebody at the integrator or the software's vendor.
VENDOR_WORDS = ("vendor", "integrator", "cis")


#: Value and source by field key.
Known = dict[str, tuple[str, str]]
_sources: list[Callable[[Phase], Known]] = []


def knows(source: Callable[[Phase], Known]) -> Callable[[Phase], Known]:
    """Registers what a higher app knows about a phase: the project, for example."""
    if source not in _sources:
        _sources.append(source)
    return source


def known_of(phase: Phase) -> Known:
    """Value and source by field key: from an earlier phase, the integration, contacts, invoice types, and higher apps.

    What the phase's own records say goes before what an earlier phase's summary said.
    """
    known = _from_earlier_phase(phase) | _from_integration(phase) | _from_invoice_types(phase)
    for source in _sources:
        known |= source(phase)
    return known


def _from_integration(phase: Phase) -> dict[str, tuple[str, str]]:
    known: dict[str, tuple[str, str]] = {}
    integration = phase.integration
    if integration is None:
        return known
    if integration.integrator:
        people = _vendor_contacts(phase)
        source = "the integration and the contacts" if people else "the integration"
        known["integrator"] = ("\n".join([integration.integrator, *people]), source)
    if integration.product is not None:
        known["biller_software"] = (str(integration.product), "the integration")
    return known


def _vendor_contacts(phase: Phase) -> list[str]:
    found = Contact.objects.everywhere().filter(biller_id=phase.biller_id).order_by("name")
    chosen = [one for one in found if any(word in one.role.lower().split() for word in VENDOR_WORDS)]
    return [", ".join(part for part in (one.name, one.email, one.phone) if part) for one in chosen]


def _from_invoice_types(phase: Phase) -> dict[str, tuple[str, str]]:
    found = InvoiceType.objects.everywhere().filter(biller_id=phase.biller_id, phase_id=phase.pk)
    return {f"invoice_type_{one.pk}": (f"{one.name}, goes live with {phase.name}", "the invoice type") for one in found}


def _from_earlier_phase(phase: Phase) -> dict[str, tuple[str, str]]:
    """What was written for the same integration in an earlier phase: set-up that stays, no links of that project, no N/A."""
    found = (
        SummaryField.objects.everywhere()
        .filter(summary__integration_id=phase.integration_id, summary__phase__number__lt=phase.number)
        .exclude(value="")
        .select_related("summary__phase")
        .order_by("summary__phase__number")
    )
    return {
        row.key: (row.value, f"the Integration Summary of {row.summary.phase.name}")
        for row in found
        if row.key in CARRIED or row.key.startswith("invoice_type_")
    }
