"""Addresses of this app."""

from django.urls import path

from pilotage.daily import views

app_name = "daily"
urlpatterns = [
    path("daily/", views.check_list, name="list"),
    path("billers/<uuid:pk>/daily/", views.board, name="board"),
    path("phases/<uuid:pk>/daily/new/", views.check_new, name="check_new"),
    path("daily/checks/<uuid:pk>/", views.check, name="check"),
    path("daily/checks/<uuid:pk>/edit/", views.check_edit, name="check_edit"),
    path("daily/checks/<uuid:pk>/pause/", views.check_pause, name="check_pause"),
    path("daily/checks/<uuid:pk>/run/", views.check_run, name="check_run"),
    path("daily/checks/<uuid:pk>/files/<slug:role>/", views.file_new, name="file_new"),
    path("daily/days/<int:pk>/", views.day, name="day"),
]
