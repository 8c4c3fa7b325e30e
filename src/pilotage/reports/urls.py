"""Addresses of this app."""

from django.urls import path

from pilotage.reports import views

app_name = "reports"
urlpatterns = [
    path("reports/", views.report_list, name="list"),
    path("reports/<uuid:pk>/", views.report, name="report"),
    path("reports/<uuid:pk>/edit/", views.edit, name="edit"),
    path("reports/<uuid:pk>/refresh/", views.refresh, name="refresh"),
    path("reports/<uuid:pk>/send/", views.send, name="send"),
    path("reports/<uuid:pk>/revise/", views.revise, name="revise"),
    path("reports/<uuid:pk>/discard/", views.discard, name="discard"),
    path("reports/<uuid:pk>/report.<slug:ending>", views.report_file, name="file"),
    path("phases/<uuid:pk>/reports/", views.of_phase, name="phase"),
    path("phases/<uuid:pk>/documents/make/", views.make_documents, name="make_documents"),
    path("phases/<uuid:pk>/reports/<slug:kind>/draft/", views.draft, name="draft"),
    path("phases/<uuid:pk>/reports/<slug:kind>/schedule/", views.schedule, name="schedule"),
]
