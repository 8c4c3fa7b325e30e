"""Addresses of this app."""

from django.urls import path

from pilotage.forecasts import views

app_name = "forecasts"
urlpatterns = [
    path("forecasts/", views.forecast_list, name="list"),
    path("forecasts/again/", views.all_again, name="all_again"),
    path("forecasts/<uuid:pk>/", views.project, name="project"),
    path("forecasts/<uuid:pk>/again/", views.again, name="again"),
]
