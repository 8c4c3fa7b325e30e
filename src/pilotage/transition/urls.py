"""Addresses of this app."""

from django.urls import URLPattern

app_name = "transition"
urlpatterns: list[URLPattern] = []
