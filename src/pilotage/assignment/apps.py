"""Registers the app with Django."""

from django.apps import AppConfig


class AssignmentConfig(AppConfig):
    name = "pilotage.assignment"
    label = "assignment"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from pilotage.assignment import jobs  # noqa: F401
