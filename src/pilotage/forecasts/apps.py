"""Registers the app with Django, and its tab on a project's pages."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ForecastsConfig(AppConfig):
    name = "pilotage.forecasts"
    label = "forecasts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from pilotage.forecasts import jobs  # noqa: F401
        from pilotage.onboarding.project_tabs import ProjectTab, register_all_tab, register_tab

        register_tab(ProjectTab(_("Forecast"), "forecasts:project", 30))
        register_all_tab(_("Forecasts"), "forecasts:list")
