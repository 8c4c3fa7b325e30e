"""Registers the app with Django, its page behind share links and its tab on projects."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class VendorsConfig(AppConfig):
    name = "pilotage.vendors"
    label = "vendors"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from pilotage.onboarding import project_tabs
        from pilotage.vendors import jobs, reactions, sample  # noqa: F401
        from pilotage.vendors.views import shared  # noqa: F401

        project_tabs.register_tab(
            project_tabs.ProjectTab(gettext_lazy("CIS vendor"), "vendors:project", project_tabs.MORE + 20)
        )
