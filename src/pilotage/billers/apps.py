"""Registers the app with Django."""

from django.apps import AppConfig


class BillersConfig(AppConfig):
    name = "pilotage.billers"
    label = "billers"
    default_auto_field = "django.db.models.BigAutoField"
