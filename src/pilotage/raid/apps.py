"""Registers the app with Django."""

from django.apps import AppConfig


class RaidConfig(AppConfig):
    name = "pilotage.raid"
    label = "raid"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from pilotage.raid import jobs  # noqa: F401
        from pilotage.raid.topics import name_topics

        name_topics()
