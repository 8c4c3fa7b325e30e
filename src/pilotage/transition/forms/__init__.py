"""What people type about transitions, support windows and the policy."""

from pilotage.transition.forms.policy import DraftForm, RowSet, TryForm, row_set
from pilotage.transition.forms.transitions import (
    BulkForm,
    CloseForm,
    DecideForm,
    EvaluateForm,
    ExtendForm,
    KeepForm,
    MoveMeetingsForm,
    PendingFilter,
    PresentationFilter,
    ReasonForm,
    ReviewForm,
    WindowFilter,
)

__all__ = [
    "BulkForm",
    "CloseForm",
    "DecideForm",
    "DraftForm",
    "EvaluateForm",
    "ExtendForm",
    "KeepForm",
    "MoveMeetingsForm",
    "PendingFilter",
    "PresentationFilter",
    "ReasonForm",
    "ReviewForm",
    "RowSet",
    "TryForm",
    "WindowFilter",
    "row_set",
]
