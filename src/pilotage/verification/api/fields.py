"""Data fields of a phase over the API."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Schema

from pilotage.billers.models import Phase
from pilotage.people.api import ERRORS, TokenDoor, not_found, one, rows_of, staff_in
from pilotage.verification import queries
from pilotage.verification.api.specs import router


class DataFieldOut(Schema):
    """One field: open, proven or failing; `column` of `spec` proves it, `run` is the newest that did or didn't."""

    key: str
    area: str
    name: str
    is_needed: bool
    reason: str
    state: str
    spec: UUID | None
    column: str
    run: UUID | None
    proven_at: datetime | None
    owner: int | None
    task: UUID | None


class InventoryOut(Schema):
    """What readiness reads of a phase's data."""

    phase: UUID
    needed: int
    proven: int
    missing: list[str]
    fields: list[DataFieldOut]


@router.get("/phases/{uuid:pk}/data-fields", auth=TokenDoor("readiness:read"), response={200: InventoryOut, **ERRORS})
def get_data_fields(request: HttpRequest, pk: UUID) -> Any:
    """The data fields of a phase with what proves each; 404 where the list was not begun."""
    phase = one(rows_of(Phase, staff_in(request)), pk)
    inventory = queries.inventory_of(phase.pk)
    if inventory is None:
        raise not_found()
    plain = ("key", "area", "name", "is_needed", "reason", "state", "column", "proven_at")
    return {
        "phase": phase.pk, "needed": inventory.needed, "proven": inventory.proven, "missing": inventory.missing,
        "fields": [
            {name: getattr(row, name) for name in plain}
            | {"spec": row.spec_id, "run": row.run_id, "owner": row.owner_id, "task": row.task_id}
            for row in queries.fields_of(inventory)
        ],
    }  # fmt: skip
