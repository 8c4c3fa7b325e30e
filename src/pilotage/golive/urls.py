"""Addresses of this app."""

from django.urls import URLPattern

app_name = "golive"
urlpatterns: list[URLPattern] = []
