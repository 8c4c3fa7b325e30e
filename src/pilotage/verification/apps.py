"""Registers the app with Django."""

from django.apps import AppConfig


class VerificationConfig(AppConfig):
    name = "pilotage.verification"
    label = "verification"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from pilotage.verification import jobs  # noqa: F401
