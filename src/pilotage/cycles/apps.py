"""Registers the app with Django."""

from django.apps import AppConfig


class CyclesConfig(AppConfig):
    name = "pilotage.cycles"
    label = "cycles"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from pilotage.cycles import advice
        from pilotage.ui import slots

        slots.fill("go_live_day", advice.draw)
