"""Registers the app with Django."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "pilotage.catalogue"
    label = "catalogue"
    default_auto_field = "django.db.models.BigAutoField"
