"""Addresses of this app."""

from django.urls import path

from pilotage.staffing.views import ahead, people, runs

app_name = "staffing"
urlpatterns = [
    path("staffing/", ahead.overview, name="overview"),
    path("staffing/runs/", runs.run_list, name="runs"),
    path("staffing/runs/assign/", runs.ask_assign, name="ask_assign"),
    path("staffing/runs/level/", runs.ask_level, name="ask_level"),
    path("staffing/runs/<uuid:pk>/", runs.run, name="run"),
    path("staffing/runs/<uuid:pk>/again/", runs.again, name="again"),
    path("staffing/runs/<uuid:pk>/repeat/", runs.repeat, name="repeat"),
    path("staffing/runs/<uuid:pk>/accept/", runs.accept, name="accept"),
    path("staffing/runs/<uuid:pk>/undo/", runs.undo, name="undo"),
    path("staffing/runs/<uuid:pk>/compare/", runs.compare, name="compare"),
    path("staffing/people/<int:pk>/", people.person, name="person"),
    path("staffing/people/<int:pk>/capacity/", people.capacity, name="capacity"),
    path("staffing/people/<int:pk>/skills/", people.skills, name="skills"),
    path("staffing/capacities/<int:pk>/remove/", people.capacity_remove, name="capacity_remove"),
]
