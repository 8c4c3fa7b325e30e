"""Addresses of this app."""

from django.urls import path

from pilotage.meetings.views import agenda, meeting, presentation, series

app_name = "meetings"
urlpatterns = [
    path("phases/<uuid:pk>/meetings/new/", meeting.meeting_new, name="new"),
    path("meetings/<uuid:pk>/", meeting.meeting, name="meeting"),
    path("meetings/<uuid:pk>/calendar.ics", meeting.calendar, name="calendar_file"),
    path("meetings/<uuid:pk>/move/", meeting.meeting_move, name="move"),
    path("meetings/<uuid:pk>/minutes/", meeting.meeting_hold, name="hold"),
    path("meetings/<uuid:pk>/invite/", meeting.meeting_guest, name="guest"),
    path("meetings/<uuid:pk>/cancel/", meeting.meeting_cancel, name="cancel"),
    path("meetings/<uuid:pk>/print/", agenda.sheet, name="sheet"),
    path("meetings/<uuid:pk>/agenda/new/", agenda.item_new, name="item_new"),
    path("meetings/<uuid:pk>/agenda/propose/", agenda.propose, name="propose"),
    path("meetings/<uuid:pk>/actions/new/", agenda.action_new, name="action_new"),
    path("agenda-items/<int:pk>/edit/", agenda.item_edit, name="item_edit"),
    path("agenda-items/<int:pk>/move/", agenda.item_move, name="item_move"),
    path("agenda-items/<int:pk>/remove/", agenda.item_remove, name="item_remove"),
    path("phases/<uuid:pk>/meetings/", series.of_phase, name="of_phase"),
    path("phases/<uuid:pk>/meeting-series/new/", series.series_new, name="series_new"),
    path("meeting-series/<uuid:pk>/", series.series, name="series"),
    path("meeting-series/<uuid:pk>/edit/", series.series_edit, name="series_edit"),
    path("meeting-series/<uuid:pk>/stop/", series.series_stop, name="series_stop"),
    path("settings/presentation/", presentation.presentation, name="presentation"),
    path("attendances/<int:pk>/remove/", meeting.guest_remove, name="guest_remove"),
]
