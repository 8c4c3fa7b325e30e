"""Registers the app with Django."""

from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "pilotage.connectors.mail"
    label = "connectors_mail"

    def ready(self) -> None:
        from pilotage.connectors.mail import sending  # noqa: F401
