"""Registers the app with Django."""

from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "pilotage.connectors.mail"
    label = "connectors_mail"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from pilotage.connectors.mail import jobs, sending  # noqa: F401
