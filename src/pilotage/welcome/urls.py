"""Addresses of this app."""

from django.urls import path

from pilotage.welcome import views
from pilotage.welcome.views import logo

app_name = "welcome"
urlpatterns = [
    path("overviews/", views.overview_list, name="overviews"),
    path("phases/<uuid:pk>/overview/", views.overview, name="overview"),
    path("phases/<uuid:pk>/overview/edit/", views.overview_edit, name="overview_edit"),
    path("phases/<uuid:pk>/overview/share/", views.overview_share, name="overview_share"),
    path("phases/<uuid:pk>/overview.<slug:ending>", views.overview_file, name="overview_file"),
    path("phases/<uuid:pk>/leaflet/", views.leaflet, name="leaflet"),
    path("phases/<uuid:pk>/leaflet/edit/", views.leaflet_edit, name="leaflet_edit"),
    path("phases/<uuid:pk>/leaflet/share/", views.leaflet_share, name="leaflet_share"),
    path("phases/<uuid:pk>/leaflet.pdf", views.leaflet_file, name="leaflet_file"),
    path("settings/logo/", logo.logo, name="logo"),
    path("settings/logo/remove/", logo.logo_remove, name="logo_remove"),
    path("settings/logo.png", logo.logo_file, name="logo_file"),
    path("settings/leaflet/", views.template, name="template"),
]
