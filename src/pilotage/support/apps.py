"""Registers the app with Django."""

from django.apps import AppConfig


class SupportConfig(AppConfig):
    name = "pilotage.support"
    label = "support"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from pilotage.support import jobs  # noqa: F401
        from pilotage.support.topics import name_topics

        name_topics()
