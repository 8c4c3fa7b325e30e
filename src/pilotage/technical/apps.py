"""Registers the app with Django."""

from django.apps import AppConfig


class TechnicalConfig(AppConfig):
    name = "pilotage.technical"
    label = "technical"
    default_auto_field = "django.db.models.BigAutoField"
