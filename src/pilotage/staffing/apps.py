"""Registers the app with Django."""

from django.apps import AppConfig


class StaffingConfig(AppConfig):
    name = "pilotage.staffing"
    label = "staffing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from pilotage.staffing import jobs  # noqa: F401
