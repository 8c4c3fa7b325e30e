"""Addresses of this app."""

from django.urls import URLPattern

app_name = "summaries"
urlpatterns: list[URLPattern] = []
