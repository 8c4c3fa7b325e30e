"""Registers the app with Django."""

from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "pilotage.work"
    label = "work"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from pilotage.work import jobs  # noqa: F401
