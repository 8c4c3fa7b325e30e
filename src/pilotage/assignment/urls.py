"""Addresses of this app."""

from django.urls import path

from pilotage.assignment.views import load, runs

app_name = "assignment"
urlpatterns = [
    path("transition/load/", load.load_map, name="load"),
    path("transition/assignment/", runs.run_list, name="list"),
    path("transition/assignment/ask/", runs.ask, name="ask"),
    path("transition/assignment/<uuid:pk>/", runs.run, name="run"),
    path("transition/assignment/<uuid:pk>/again/", runs.again, name="again"),
    path("transition/assignment/<uuid:pk>/accept/", runs.accept, name="accept"),
    path("transition/assignment/<uuid:pk>/undo/", runs.undo, name="undo"),
]
