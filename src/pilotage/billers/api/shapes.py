"""What billers, integrations and phases look like over the API."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from ninja import Field, Schema
from pydantic import BeforeValidator

from pilotage.billers.models import Biller, Integration, Phase
from pilotage.catalogue.enums import Vertical
from pilotage.people.api import Amount, Day, Flag, Given, Text

#: A vertical's word; case is ignored.
AnyCaseVertical = Annotated[Vertical, BeforeValidator(lambda given: given.lower() if isinstance(given, str) else given)]
State = Annotated[str, Field(pattern="^[A-Za-z]{0,2}$", description="A US state's two letters; empty is unknown.")]


class BillerOut(Schema):
    """A biller. `mrr` is USD as text with two decimals; null while it isn't known."""

    id: UUID
    version: int
    external_id: str
    name: str
    vertical: str | None
    state: str
    time_zone: str
    mrr: str | None
    is_enterprise: bool
    contract_date: date | None


class BillerIn(Given):
    """A new biller."""

    external_id: Text = Field(min_length=1, max_length=120, examples=["alder-water"])
    name: Text = Field(min_length=1, max_length=200, examples=["Alder Water"])
    vertical: AnyCaseVertical | None = None
    state: State = ""
    time_zone: Text = Field("America/New_York", examples=["America/Chicago"])
    mrr: Amount | None = None
    is_enterprise: Flag = False
    contract_date: Day | None = None


class BillerChange(Given):
    """What changes; what isn't sent stays."""

    name: Text | None = Field(None, min_length=1, max_length=200)
    vertical: AnyCaseVertical | None = None
    state: State | None = None
    time_zone: Text | None = None
    mrr: Amount | None = None
    is_enterprise: Flag | None = None
    contract_date: Day | None = None


class BillerPage(Schema):
    """Some billers; `next` is the cursor of the following page."""

    items: list[BillerOut]
    next: str | None


class IntegrationOut(Schema):
    """A biller's CIS product with its integrator."""

    id: UUID
    version: int
    external_id: str
    biller: UUID
    product: UUID | None
    product_name: str
    integrator: str


class IntegrationIn(Given):
    """A new integration."""

    biller: UUID
    product: UUID | None = None
    integrator: Text = Field("", max_length=160)


class IntegrationChange(Given):
    """What changes; what isn't sent stays."""

    product: UUID | None = None
    integrator: Text | None = Field(None, max_length=160)


class IntegrationPage(Schema):
    """A page of them; `next` is the cursor of the following one, or null."""

    items: list[IntegrationOut]
    next: str | None


class PhaseOut(Schema):
    """One go-live of a biller."""

    id: UUID
    version: int
    external_id: str
    biller: UUID
    name: str
    number: int
    integration: UUID | None
    stage: str
    target_go_live: date | None
    went_live: date | None
    is_live_before_pilotage: bool


class PhaseIn(Given):
    """A new phase, at the contract stage. Nothing here makes it live."""

    biller: UUID
    integration: UUID | None = None
    name: Text | None = Field(None, max_length=120)
    target_go_live: Day | None = None


class PhaseChange(Given):
    """What changes; a moved target needs a reason."""

    name: Text | None = Field(None, min_length=1, max_length=120)
    integration: UUID | None = None
    target_go_live: Day | None = None
    reason: Text = ""


class PhasePage(Schema):
    """A page of them; `next` is the cursor of the following one, or null."""

    items: list[PhaseOut]
    next: str | None


def biller_out(row: Biller) -> dict[str, Any]:
    """Plain values of a biller."""
    return {
        "id": row.pk, "version": row.record.version, "external_id": row.external_id, "name": row.name, "vertical": row.vertical,
        "state": row.state, "time_zone": row.time_zone, "mrr": None if row.mrr_amount is None else str(row.mrr_amount),
        "is_enterprise": row.is_enterprise, "contract_date": row.contract_date,
    }  # fmt: skip


def integration_out(row: Integration) -> dict[str, Any]:
    """Plain values of an integration."""
    return {
        "id": row.pk, "version": row.record.version, "external_id": row.external_id, "biller": row.biller_id,
        "product": row.product_id, "product_name": str(row.product) if row.product else "", "integrator": row.integrator,
    }  # fmt: skip


def phase_out(row: Phase) -> dict[str, Any]:
    """Plain values of a phase."""
    return {
        "id": row.pk, "version": row.record.version, "external_id": row.external_id, "biller": row.biller_id, "name": row.name,
        "number": row.number, "integration": row.integration_id, "stage": row.stage, "target_go_live": row.target_go_live_date,
        "went_live": row.went_live_date, "is_live_before_pilotage": row.is_live_before_pilotage,
    }  # fmt: skip
