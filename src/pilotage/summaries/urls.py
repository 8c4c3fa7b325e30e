"""Addresses of this app."""

from django.urls import path

from pilotage.summaries import views

app_name = "summaries"
urlpatterns = [
    path("summaries/<uuid:pk>/", views.summary, name="detail"),
    path("summaries/", views.summary_list, name="list"),
    path("summaries/<uuid:pk>/compare/", views.compare, name="compare"),
    path("summaries/<uuid:pk>/import/", views.import_file, name="import"),
    path("summaries/<uuid:pk>/ask-for/", views.ask_for, name="ask_for"),
    path("summaries/<uuid:pk>/summary.pdf", views.pdf, name="pdf"),
    path("summaries/<uuid:pk>/ask/", views.ask, name="ask"),
    path("summaries/<uuid:pk>/refresh/", views.refresh, name="refresh"),
    path("summaries/<uuid:pk>/fields/<slug:key>/", views.field, name="field"),
    path("phases/<uuid:pk>/summary/", views.begin, name="begin"),
]
