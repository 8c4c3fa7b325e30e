"""Pages of billers."""

from pilotage.billers.views.billers import biller_edit, biller_list, biller_new, care_bulk
from pilotage.billers.views.parts import (
    care_add,
    care_drop,
    contact_edit,
    contact_new,
    integration_edit,
    integration_new,
    invoice_type_drop,
    invoice_type_new,
    member_drop,
    member_new,
)
from pilotage.billers.views.phases import phase_cancel, phase_edit, phase_new, phase_target
from pilotage.billers.views.working_days import biller_days

__all__ = [
    "biller_days",
    "biller_edit",
    "biller_list",
    "biller_new",
    "care_add",
    "care_bulk",
    "care_drop",
    "contact_edit",
    "contact_new",
    "integration_edit",
    "integration_new",
    "invoice_type_drop",
    "invoice_type_new",
    "member_drop",
    "member_new",
    "phase_cancel",
    "phase_edit",
    "phase_new",
    "phase_target",
]
