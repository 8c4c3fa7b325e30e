"""Registers the app with Django."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "pilotage.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from pilotage.desk import biller_bar
        from pilotage.ui import slots

        slots.fill("biller", biller_bar.draw)
