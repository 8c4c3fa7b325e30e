"""Registers the app with Django."""

from django.apps import AppConfig


class FirstCyclesConfig(AppConfig):
    name = "pilotage.firstcycles"
    label = "firstcycles"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from pilotage.firstcycles import jobs, limits, reactions  # noqa: F401
