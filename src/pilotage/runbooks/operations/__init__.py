"""The only writers of runbooks."""

from pilotage.runbooks.operations.shipping import load_shipped_runbooks
from pilotage.runbooks.operations.writing import (
    begin_draft,
    begin_runbook,
    change_runbook,
    discard_draft,
    publish_runbook,
    remove_section,
    save_section,
    tell_of_reviews,
)

__all__ = [
    "begin_draft",
    "begin_runbook",
    "change_runbook",
    "discard_draft",
    "load_shipped_runbooks",
    "publish_runbook",
    "remove_section",
    "save_section",
    "tell_of_reviews",
]
