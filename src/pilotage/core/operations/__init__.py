"""The one way to write: a change that saves, audits and sends in one transaction."""

from pilotage.core.operations.change import Change, change

__all__ = ["Change", "change"]
