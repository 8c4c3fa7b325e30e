"""Addresses of this app."""

from django.urls import path

from pilotage.meetings import views

app_name = "meetings"
urlpatterns = [
    path("phases/<uuid:pk>/meetings/new/", views.meeting_new, name="new"),
    path("meetings/<uuid:pk>/", views.meeting, name="meeting"),
    path("meetings/<uuid:pk>/calendar.ics", views.calendar, name="calendar_file"),
    path("meetings/<uuid:pk>/move/", views.meeting_move, name="move"),
    path("meetings/<uuid:pk>/minutes/", views.meeting_hold, name="hold"),
    path("meetings/<uuid:pk>/invite/", views.meeting_guest, name="guest"),
    path("meetings/<uuid:pk>/cancel/", views.meeting_cancel, name="cancel"),
    path("settings/presentation/", views.presentation, name="presentation"),
    path("attendances/<int:pk>/remove/", views.guest_remove, name="guest_remove"),
]
