"""Registers the app with Django."""

from django.apps import AppConfig


class SummariesConfig(AppConfig):
    name = "pilotage.summaries"
    label = "summaries"
    default_auto_field = "django.db.models.BigAutoField"
