"""Addresses of this app."""

from django.urls import path

from pilotage.documents import views

app_name = "documents"
urlpatterns = [
    path("files/<uuid:pk>/", views.download, name="download"),
    path("files/<uuid:pk>/remove/", views.remove, name="remove"),
]
