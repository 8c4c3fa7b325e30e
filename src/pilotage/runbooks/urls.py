"""Addresses of this app."""

from django.urls import path

from pilotage.runbooks.views import reading, writing

app_name = "runbooks"
urlpatterns = [
    path("runbooks/", reading.runbooks, name="list"),
    path("runbooks/new/", writing.new, name="new"),
    path("runbooks/<uuid:pk>/", reading.runbook, name="runbook"),
    path("runbooks/<uuid:pk>/edit/", writing.edit, name="edit"),
    path("runbooks/<uuid:pk>/draft/", writing.draft, name="draft"),
    path("runbook-versions/<int:pk>/publish/", writing.publish, name="publish"),
    path("runbook-versions/<int:pk>/discard/", writing.discard, name="discard"),
    path("runbook-versions/<int:pk>/sections/new/", writing.section_new, name="section_new"),
    path("runbook-sections/<int:pk>/", writing.section_edit, name="section_edit"),
    path("runbook-sections/<int:pk>/remove/", writing.section_remove, name="section_remove"),
]
