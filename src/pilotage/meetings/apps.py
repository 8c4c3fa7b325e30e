"""Registers the app with Django."""

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "pilotage.meetings"
    label = "meetings"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from pilotage.meetings import jobs  # noqa: F401
        from pilotage.meetings.topics import name_topics

        name_topics()
