"""Registers the app with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class DeskConfig(AppConfig):
    name = "pilotage.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from pilotage.catalogue import product_tabs
        from pilotage.desk import biller_bar
        from pilotage.ui import slots

        slots.fill("biller", biller_bar.draw)
        product_tabs.register_tab(gettext_lazy("Past projects"), "desk:product_projects")
