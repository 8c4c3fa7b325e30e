"""The only writers of what came in by mail."""

from pilotage.connectors.mail.operations.receiving import take_mail

__all__ = ["take_mail"]
