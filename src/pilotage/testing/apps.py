"""Registers the app with Django."""

from django.apps import AppConfig


class TestingConfig(AppConfig):
    name = "pilotage.testing"
    label = "testing"
    default_auto_field = "django.db.models.BigAutoField"
