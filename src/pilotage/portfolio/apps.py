"""Registers the app with Django."""

from django.apps import AppConfig


class PortfolioConfig(AppConfig):
    name = "pilotage.portfolio"
    label = "portfolio"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from pilotage.portfolio import jobs  # noqa: F401
