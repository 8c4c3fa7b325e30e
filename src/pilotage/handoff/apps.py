"""Registers the app with Django."""

from django.apps import AppConfig


class HandoffConfig(AppConfig):
    name = "pilotage.handoff"
    label = "handoff"
    default_auto_field = "django.db.models.BigAutoField"
