"""Registers the app with Django."""

from django.apps import AppConfig


class GoliveConfig(AppConfig):
    name = "pilotage.golive"
    label = "golive"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from pilotage.golive import agreed  # noqa: F401
