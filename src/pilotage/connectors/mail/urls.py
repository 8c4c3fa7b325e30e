"""Addresses of this connector."""

from django.urls import path

from pilotage.connectors.mail import views

app_name = "mail"
urlpatterns = [path("settings/mail-in/", views.received, name="received")]
