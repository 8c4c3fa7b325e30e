"""Registers the app with Django."""

from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "pilotage.connectors.mail"
    label = "connectors_mail"
