"""Addresses of this app."""

from django.urls import path

from pilotage.firstcycles.views import boards, figures, history

app_name = "firstcycles"
urlpatterns = [
    path("first-cycles/", boards.board_list, name="list"),
    path("first-cycles/template.csv", figures.template, name="template"),
    path("phases/<uuid:pk>/first-cycles/", boards.board, name="board"),
    path("phases/<uuid:pk>/first-cycles/history/", history.history, name="history"),
    path("phases/<uuid:pk>/first-cycles/figures/", figures.figures, name="figures"),
    path("phases/<uuid:pk>/first-cycles/file/", figures.figures_file, name="file"),
    path("phases/<uuid:pk>/first-cycles/duties/", figures.duty, name="duty"),
    path("phases/<uuid:pk>/first-cycles/duties/undo/", figures.duty_undo, name="duty_undo"),
    path("settings/first-cycles/", figures.limits_edit, name="limits"),
]
