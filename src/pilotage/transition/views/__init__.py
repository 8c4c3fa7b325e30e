"""Pages of transitions, support windows and the policy."""

from pilotage.transition.views.decisions import ask, decide, decision, decline, keep, meetings, of_phase, reopen, step
from pilotage.transition.views.meeting_days import meetings_move
from pilotage.transition.views.pending import pending, pending_bulk
from pilotage.transition.views.policy import policy
from pilotage.transition.views.policy_drafts import draft, draft_approve, draft_move, draft_send_back
from pilotage.transition.views.policy_editor import draft_edit, policy_new
from pilotage.transition.views.presentations import presentation_list
from pilotage.transition.views.reviews import agenda, review, review_close, review_list, review_open
from pilotage.transition.views.windows import window, window_close, window_evaluate, window_extend, window_list

__all__ = [
    "agenda",
    "ask",
    "decide",
    "decision",
    "decline",
    "draft",
    "draft_approve",
    "draft_edit",
    "draft_move",
    "draft_send_back",
    "keep",
    "meetings",
    "meetings_move",
    "of_phase",
    "pending",
    "pending_bulk",
    "policy",
    "policy_new",
    "presentation_list",
    "reopen",
    "review",
    "review_close",
    "review_list",
    "review_open",
    "step",
    "window",
    "window_close",
    "window_evaluate",
    "window_extend",
    "window_list",
]
