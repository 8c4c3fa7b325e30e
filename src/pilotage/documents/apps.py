"""Registers the app with Django."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "pilotage.documents"
    label = "documents"
    default_auto_field = "django.db.models.BigAutoField"
