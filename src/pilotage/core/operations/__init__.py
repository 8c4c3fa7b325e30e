"""The one way to write: a change that saves, audits and sends in one transaction; what is much is prepared before it."""

from pilotage.core.operations.change import Change, change
from pilotage.core.operations.prepared import Prepared

__all__ = ["Change", "Prepared", "change"]
