"""Django app of the look; it has no tables."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Templates, template tags and static files that every page uses."""

    name = "pilotage.ui"
    label = "ui"
    verbose_name = "Look"
