"""Registers the app with Django."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "pilotage.portal"
    label = "portal"
    default_auto_field = "django.db.models.BigAutoField"
