"""The only writers of transition decisions, support windows and the policy."""

from pilotage.transition.operations.asking import ask_for_tsm, decline_tsm_request
from pilotage.transition.operations.deciding import decide, decide_as_proposed
from pilotage.transition.operations.handing_over import tell_of_ending_windows
from pilotage.transition.operations.help_desk import share_leaflet, show_portal
from pilotage.transition.operations.meetings import follow_go_live, move_meetings, propose_meetings
from pilotage.transition.operations.policies import (
    approve_draft,
    drop_draft,
    load_shipped_policy,
    save_draft,
    send_back_draft,
    submit_draft,
)
from pilotage.transition.operations.reconsidering import keep_decision, reopen_decision
from pilotage.transition.operations.reviewing import close_review, open_review
from pilotage.transition.operations.room import hold_takers
from pilotage.transition.operations.windows import (
    close_window,
    evaluate_window,
    extend_window,
    open_window,
)
from pilotage.transition.operations.working_out import refresh_pending, work_out_decision, work_out_decisions

__all__ = [
    "approve_draft",
    "ask_for_tsm",
    "close_review",
    "close_window",
    "decide",
    "decide_as_proposed",
    "decline_tsm_request",
    "drop_draft",
    "evaluate_window",
    "extend_window",
    "follow_go_live",
    "hold_takers",
    "keep_decision",
    "load_shipped_policy",
    "move_meetings",
    "open_review",
    "open_window",
    "propose_meetings",
    "refresh_pending",
    "reopen_decision",
    "save_draft",
    "send_back_draft",
    "share_leaflet",
    "show_portal",
    "submit_draft",
    "tell_of_ending_windows",
    "work_out_decision",
    "work_out_decisions",
]
