"""Registers the app with Django, and its tabs above a project's pages."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PhasedConfig(AppConfig):
    name = "pilotage.phased"
    label = "phased"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from pilotage.onboarding.project_tabs import ProjectTab, register_tab
        from pilotage.phased import jobs, reactions  # noqa: F401

        register_tab(ProjectTab(_("Everything open"), "phased:of_phase", 160, of="phase"))
        register_tab(ProjectTab(_("Who does what"), "raci:phase", 165, of="phase"))
