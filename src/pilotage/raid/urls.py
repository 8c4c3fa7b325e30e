"""Addresses of this app."""

from django.urls import path

from pilotage.raid.views import entry, log

app_name = "raid"
urlpatterns = [
    path("raid/memory/", log.memory, name="memory"),
    path("raid/", log.log, name="log"),
    path("raid/matrix/", log.matrix, name="matrix"),
    path("raid/assign/", log.assign, name="assign"),
    path("raid/<uuid:pk>/", entry.entry, name="entry"),
    path("raid/<uuid:pk>/edit/", entry.entry_edit, name="edit"),
    path("raid/<uuid:pk>/review/", entry.entry_review, name="review"),
    path("raid/<uuid:pk>/close/", entry.entry_close, name="close"),
    path("raid/<uuid:pk>/move/", entry.entry_move, name="move"),
    path("phases/<uuid:pk>/raid/new/", entry.entry_new, name="new"),
    path("phases/<uuid:pk>/raid/pre-mortem/", log.pre_mortem, name="pre_mortem"),
]
