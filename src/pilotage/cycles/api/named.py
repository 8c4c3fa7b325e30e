"""What a body names by words or key: an invoice type, a bill cycle."""

from typing import Any
from uuid import UUID

from pilotage.billers.models import InvoiceType
from pilotage.cycles.models import BillCycle
from pilotage.people.api import ApiProblem


def invoice_type_of(biller_id: Any, name: str | None) -> InvoiceType | None:
    """The biller's invoice type of this name; 409 when there is none."""
    if not name:
        return None
    found = InvoiceType.objects.everywhere().filter(biller=biller_id, name=name).first()
    if found is None:
        words = f"The biller has no invoice type “{name[:120]}”. Its page lists them."
        raise ApiProblem(409, words, code="invoice_type", field="invoice_type")
    return found


def cycle_of(biller_id: Any, pk: UUID | None) -> BillCycle | None:
    """The biller's cycle with this key; 409 when there is none."""
    if pk is None:
        return None
    found = BillCycle.objects.everywhere().filter(biller=biller_id, pk=pk).first()
    if found is None:
        raise ApiProblem(409, "The biller has no such bill cycle.", code="cycle", field="cycle")
    return found


def named(biller_id: Any, sent: dict[str, Any]) -> dict[str, Any]:
    """The same values with invoice type and cycle as rows, where they were sent."""
    found = dict(sent)
    if "invoice_type" in found:
        found["invoice_type"] = invoice_type_of(biller_id, found["invoice_type"])
    if "cycle" in found:
        found["cycle"] = cycle_of(biller_id, found["cycle"])
    return found
