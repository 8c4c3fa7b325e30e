"""The only writers of verifications."""

from pilotage.verification.operations.accepting import (
    accept_group,
    confirm_acceptance,
    withdraw_acceptance,
)
from pilotage.verification.operations.files import receive_file
from pilotage.verification.operations.findings import (
    change_by_values,
    change_finding,
    make_task_of,
    move_finding,
    open_case_of,
    raise_finding,
)
from pilotage.verification.operations.folders import (
    has_arrived,
    look_into_folders,
    set_folder,
    start_due_runs,
    stop_folder,
)
from pilotage.verification.operations.history import give_history, stop_history
from pilotage.verification.operations.inventory import (
    add_field,
    assign_fields,
    begin_inventory,
    change_field,
    leave_out_fields,
    link_spec,
)
from pilotage.verification.operations.layouts import carried, kept_sample, save_layout
from pilotage.verification.operations.pulling import pull
from pilotage.verification.operations.running import carry_out, is_given_up, run_again, start_run
from pilotage.verification.operations.signing import sign_as_it_lead, sign_version
from pilotage.verification.operations.sources import (
    ask_due_sources,
    ask_source,
    confirm_server_key,
    set_source,
    stop_source,
)
from pilotage.verification.operations.specs import begin_spec, change_spec, save_version

__all__ = [
    "accept_group",
    "add_field",
    "ask_due_sources",
    "ask_source",
    "assign_fields",
    "begin_inventory",
    "begin_spec",
    "carried",
    "carry_out",
    "change_by_values",
    "change_field",
    "change_finding",
    "change_spec",
    "confirm_acceptance",
    "confirm_server_key",
    "give_history",
    "has_arrived",
    "is_given_up",
    "kept_sample",
    "leave_out_fields",
    "link_spec",
    "look_into_folders",
    "make_task_of",
    "move_finding",
    "open_case_of",
    "pull",
    "raise_finding",
    "receive_file",
    "run_again",
    "save_layout",
    "save_version",
    "set_folder",
    "set_source",
    "sign_as_it_lead",
    "sign_version",
    "start_due_runs",
    "start_run",
    "stop_folder",
    "stop_history",
    "stop_source",
    "withdraw_acceptance",
]
