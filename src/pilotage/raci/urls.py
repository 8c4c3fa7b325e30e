"""Addresses of this app."""

from django.urls import path

from pilotage.raci.views import matrix, owed

app_name = "raci"
urlpatterns = [
    path("raci/", owed.owed, name="owed"),
    path("raci/questions/<int:pk>/", owed.question, name="question"),
    path("raci/matrix/", matrix.matrix, name="matrix"),
    path("raci/matrix/edit/", matrix.matrix_edit, name="matrix_edit"),
    path("phases/<uuid:pk>/raci/", matrix.phase_matrix, name="phase"),
    path("phases/<uuid:pk>/raci/edit/", matrix.phase_edit, name="phase_edit"),
    path("phases/<uuid:pk>/raci/reset/", matrix.phase_reset, name="phase_reset"),
]
