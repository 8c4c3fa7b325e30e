"""Registers the app with Django."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "pilotage.reports"
    label = "reports"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from pilotage.reports import jobs, summary_links  # noqa: F401 each registers what it has
        from pilotage.reports.faces import show_reports
        from pilotage.reports.views import by_link  # noqa: F401

        show_reports()
