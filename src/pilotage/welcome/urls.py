"""Addresses of this app."""

from django.urls import path

from pilotage.welcome import views

app_name = "welcome"
urlpatterns = [
    path("overviews/", views.overview_list, name="overviews"),
    path("phases/<uuid:pk>/overview/", views.overview, name="overview"),
    path("phases/<uuid:pk>/overview/edit/", views.overview_edit, name="overview_edit"),
    path("phases/<uuid:pk>/overview/share/", views.overview_share, name="overview_share"),
    path("phases/<uuid:pk>/overview.<slug:ending>", views.overview_file, name="overview_file"),
]
