"""The only writers of what came in by mail."""

from pilotage.connectors.mail.operations.receiving import refuse_mail, take_mail

__all__ = ["refuse_mail", "take_mail"]
