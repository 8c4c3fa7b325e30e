"""Addresses of this app."""

from django.urls import path

from pilotage.support.views import calls, case, lists, notes_settings

app_name = "support"
urlpatterns = [
    path("cases/", lists.case_list, name="list"),
    path("cases/triage/", lists.triage_agenda, name="triage"),
    path("cases/calls/", calls.calls, name="calls"),
    path("settings/triage-calls/", calls.calls_rhythm, name="calls_rhythm"),
    path("settings/case-notes/", notes_settings.notes_freshness, name="notes_freshness"),
    path("cases/calls/<uuid:pk>/", calls.call, name="call"),
    path("cases/calls/<uuid:pk>/calendar.ics", calls.call_calendar, name="call_calendar"),
    path("cases/calls/<uuid:pk>/minutes/", calls.call_minutes, name="call_minutes"),
    path("cases/calls/<uuid:pk>/invite/", calls.call_invite, name="call_invite"),
    path("cases/calls/<uuid:pk>/cancel/", calls.call_cancel, name="call_cancel"),
    path("cases/calls/<uuid:pk>/miss/", calls.call_miss, name="call_miss"),
    path("cases/assign/", lists.assign, name="assign"),
    path("cases/<uuid:pk>/", case.case, name="case"),
    path("cases/<uuid:pk>/edit/", case.case_edit, name="edit"),
    path("cases/<uuid:pk>/triage/", case.case_triage, name="case_triage"),
    path("cases/<uuid:pk>/notes/", case.case_notes, name="notes"),
    path("cases/<uuid:pk>/tracker/", case.case_tracker, name="tracker"),
    path("cases/<uuid:pk>/close/", case.case_close, name="close"),
    path("cases/<uuid:pk>/move/", case.case_move, name="move"),
    path("billers/<uuid:pk>/cases/new/", case.case_new, name="new"),
]
