"""Registers the app with Django, and its tab above projects."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ScopeConfig(AppConfig):
    name = "pilotage.scope"
    label = "scope"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from pilotage.onboarding.project_tabs import ProjectTab, register_tab

        register_tab(
            ProjectTab(_("Scope"), "scope:trace", 70, of="phase", is_visible=lambda viewer: viewer.is_provider)
        )
