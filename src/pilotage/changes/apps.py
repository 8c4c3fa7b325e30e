"""Registers the app with Django, and its tab above projects."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChangesConfig(AppConfig):
    name = "pilotage.changes"
    label = "changes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from pilotage.changes.views import of_case
        from pilotage.onboarding.project_tabs import ProjectTab, register_tab
        from pilotage.ui import slots

        slots.fill("case change", of_case.draw)

        register_tab(
            ProjectTab(_("Changes"), "changes:of_phase", 80, of="phase", is_visible=lambda viewer: viewer.is_provider)
        )
