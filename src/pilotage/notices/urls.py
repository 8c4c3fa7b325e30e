"""Addresses of this app."""

from django.urls import path

from pilotage.notices import views

app_name = "notices"
urlpatterns = [
    path("notices/", views.notices, name="list"),
    path("notices/read/", views.read_all, name="read_all"),
    path("notices/<int:pk>/", views.read, name="read"),
    path("settings/notices/", views.choices, name="choices"),
    path("settings/notice-templates/", views.wordings, name="wording"),
    path("settings/notice-templates/<slug:kind>/", views.wording, name="wording_edit"),
]
