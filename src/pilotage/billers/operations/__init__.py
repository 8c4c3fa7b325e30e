"""The only writers of billers and what hangs on them."""

from pilotage.billers.operations.billers import change_biller, create_biller
from pilotage.billers.operations.care import assign_care, assign_care_to_many, drop_care
from pilotage.billers.operations.going_live import make_phase_live, record_past_go_live
from pilotage.billers.operations.parts import (
    add_contact,
    add_integration,
    add_invoice_type,
    add_membership,
    change_contact,
    change_integration,
    drop_invoice_type,
    drop_membership,
)
from pilotage.billers.operations.phases import (
    add_phase,
    cancel_phase,
    change_phase,
    move_stage,
    prepare_target_go_live,
    set_target_go_live,
)
from pilotage.billers.operations.working_days import set_biller_days

__all__ = [
    "add_contact",
    "add_integration",
    "add_invoice_type",
    "add_membership",
    "add_phase",
    "assign_care",
    "assign_care_to_many",
    "cancel_phase",
    "change_biller",
    "change_contact",
    "change_integration",
    "change_phase",
    "create_biller",
    "drop_care",
    "drop_invoice_type",
    "drop_membership",
    "make_phase_live",
    "move_stage",
    "prepare_target_go_live",
    "record_past_go_live",
    "set_biller_days",
    "set_target_go_live",
]
