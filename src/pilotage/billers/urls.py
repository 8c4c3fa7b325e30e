"""Addresses of this app."""

from django.urls import URLPattern

app_name = "billers"
urlpatterns: list[URLPattern] = []
