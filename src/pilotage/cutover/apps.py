"""Registers the app with Django."""

from django.apps import AppConfig


class CutoverConfig(AppConfig):
    name = "pilotage.cutover"
    label = "cutover"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy

        from pilotage.onboarding import project_tabs

        project_tabs.register_tab(
            project_tabs.ProjectTab(gettext_lazy("Bill cycles"), "cycles:calendar", project_tabs.MORE + 10, of="phase")
        )
        project_tabs.register_tab(
            project_tabs.ProjectTab(gettext_lazy("Cut-over"), "cutover:of_phase", project_tabs.MORE + 15, of="phase")
        )
