"""Registers the app with Django."""

from django.apps import AppConfig


class OnboardingConfig(AppConfig):
    name = "pilotage.onboarding"
    label = "onboarding"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from pilotage.onboarding import jobs, moves, reactions, runbook_steps, summary_facts  # noqa: F401
        from pilotage.onboarding.topics import name_topics
        from pilotage.ui import slots

        slots.fill("runbook_steps", runbook_steps.draw_steps)
        slots.fill("runbook_process", runbook_steps.draw_process)
        name_topics()
