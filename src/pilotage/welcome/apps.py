"""Registers the app with Django."""

from django.apps import AppConfig


class WelcomeConfig(AppConfig):
    name = "pilotage.welcome"
    label = "welcome"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from pilotage.welcome import brand, jobs, reactions, readiness  # noqa: F401 each registers what it has
        from pilotage.welcome.views import by_link  # noqa: F401
