"""Addresses of this app."""

from django.urls import path

from pilotage.verification import views

app_name = "verification"
urlpatterns = [
    path("phases/<uuid:pk>/fields/", views.fields, name="fields"),
    path("phases/<uuid:pk>/fields/begin/", views.fields_begin, name="fields_begin"),
    path("phases/<uuid:pk>/fields/new/", views.field_new, name="field_new"),
    path("phases/<uuid:pk>/fields/bulk/", views.fields_bulk, name="fields_bulk"),
    path("verification/fields/<int:pk>/", views.field, name="field"),
    path("verification/", views.run_list, name="runs"),
    path("verification/specs/<uuid:pk>/runs/new/", views.run_new, name="run_new"),
    path("verification/runs/<uuid:pk>/", views.run, name="run"),
    path("verification/runs/<uuid:pk>/retry/", views.run_retry, name="run_retry"),
    path("verification/runs/<uuid:pk>/differences/", views.differences, name="differences"),
    path("verification/runs/<uuid:pk>/accept/", views.accept, name="accept"),
    path("verification/runs/<uuid:pk>/findings/new/", views.finding_new, name="finding_new"),
    path("verification/run-files/<int:pk>/", views.run_file, name="run_file"),
    path("verification/acceptances/<int:pk>/confirm/", views.confirm, name="confirm"),
    path("verification/acceptances/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("verification/findings/", views.finding_list, name="findings"),
    path("verification/findings/<uuid:pk>/", views.finding, name="finding"),
    path("verification/findings/<uuid:pk>/edit/", views.finding_edit, name="finding_edit"),
    path("verification/findings/<uuid:pk>/close/", views.finding_close, name="finding_close"),
    path("verification/findings/<uuid:pk>/move/", views.finding_move, name="finding_move"),
    path("verification/specs/<uuid:pk>/mapping/<int:place>/", views.steps, name="steps"),
    path("verification/specs/", views.spec_list, name="specs"),
    path("integrations/<uuid:pk>/verification/new/", views.spec_new, name="spec_new"),
    path("verification/specs/<uuid:pk>/", views.spec, name="spec"),
    path("verification/specs/<uuid:pk>/edit/", views.spec_edit, name="spec_edit"),
    path("verification/specs/<uuid:pk>/mapping/", views.mapping, name="mapping"),
    path("verification/specs/<uuid:pk>/samples/", views.samples, name="samples"),
    path("verification/specs/<uuid:pk>/files/<slug:side>/", views.file_new, name="file_new"),
    path("verification/specs/<uuid:pk>/folders/<slug:side>/", views.folder, name="folder"),
    path("verification/specs/<uuid:pk>/sources/<slug:side>/", views.source_set, name="source_set"),
    path("verification/sources/<int:pk>/", views.source, name="source"),
    path("verification/sources/<int:pk>/try/", views.source_try, name="source_try"),
    path("verification/sources/<int:pk>/confirm/", views.source_confirm, name="source_confirm"),
    path("verification/sources/<int:pk>/stop/", views.source_stop, name="source_stop"),
    path("verification/versions/<int:pk>/", views.version, name="version"),
    path("verification/versions/<int:pk>/sign/", views.version_sign, name="sign"),
    path("verification/files/<int:pk>/", views.file, name="file"),
    path("verification/folders/<int:pk>/stop/", views.folder_stop, name="folder_stop"),
]
