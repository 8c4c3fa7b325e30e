"""Addresses of this app."""

from django.urls import path

from pilotage.handoff import views

app_name = "handoff"
urlpatterns = [
    path("handoffs/", views.handoff_list, name="list"),
    path("phases/<uuid:pk>/handoff/", views.handoff, name="handoff"),
    path("phases/<uuid:pk>/handoff/edit/", views.handoff_edit, name="edit"),
    path("phases/<uuid:pk>/handoff/give/", views.give, name="give"),
    path("phases/<uuid:pk>/handoff/move/", views.move, name="move"),
    path("phases/<uuid:pk>/handoff/ask/", views.ask, name="ask"),
    path("phases/<uuid:pk>/handoff/accept/", views.accept, name="accept"),
    path("handoff-questions/<int:pk>/answer/", views.answer, name="answer"),
    path("phases/<uuid:pk>/handoff.<slug:ending>", views.handoff_file, name="file"),
]
