"""Registers the app with Django."""

from django.apps import AppConfig


class EscalationConfig(AppConfig):
    name = "pilotage.escalation"
    label = "escalation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from pilotage.escalation import jobs, shown
        from pilotage.ui import slots

        slots.fill("case help", shown.draw)
        assert jobs
