"""Registers the app with Django."""

from django.apps import AppConfig


class TransitionConfig(AppConfig):
    name = "pilotage.transition"
    label = "transition"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from pilotage.transition import jobs, plan_facts, policy, reactions  # noqa: F401
