"""Registers the app with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DailyConfig(AppConfig):
    name = "pilotage.daily"
    label = "daily"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from pilotage.daily import jobs, shown
        from pilotage.onboarding.project_tabs import MORE, ProjectTab, register_tab
        from pilotage.ui import slots

        slots.fill("case source", shown.draw)
        register_tab(ProjectTab(_("Daily checks"), "daily:list", MORE + 48, of="list"))
        assert jobs
