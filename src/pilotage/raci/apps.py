"""Registers the app with Django."""

from django.apps import AppConfig


class RaciConfig(AppConfig):
    name = "pilotage.raci"
    label = "raci"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from pilotage.raci import jobs, reactions  # noqa: F401
