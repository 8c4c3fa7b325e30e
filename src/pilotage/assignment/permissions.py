"""Who asks for proposals and takes them over: who decides transitions."""

from pilotage.core.viewer import Viewer
from pilotage.transition.permissions import DECIDERS, require_decider


def may_assign(by: Viewer) -> bool:
    """Client services leaders and TSM managers."""
    return by.has(*DECIDERS)


__all__ = ["may_assign", "require_decider"]
