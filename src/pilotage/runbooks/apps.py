"""Registers the app with Django."""

from django.apps import AppConfig


class RunbooksConfig(AppConfig):
    name = "pilotage.runbooks"
    label = "runbooks"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from pilotage.runbooks import jobs  # noqa: F401
