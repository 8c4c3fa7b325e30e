"""Registers the app with Django."""

from django.apps import AppConfig


class OnboardingConfig(AppConfig):
    name = "pilotage.onboarding"
    label = "onboarding"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from pilotage.onboarding import jobs, moves, reactions, summary_facts  # noqa: F401
