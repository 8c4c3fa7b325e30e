"""Addresses of this app."""

from django.urls import path

from pilotage.portal import views

app_name = "portal"
urlpatterns = [
    path("portal/", views.home, name="home"),
    path("portal/done/", views.done, name="done"),
    path("portal/projects/<uuid:pk>/", views.project, name="project"),
    path("portal/approvals/", views.approvals, name="approvals"),
    path("portal/meetings/", views.meetings, name="meetings"),
    path("portal/projects/<uuid:pk>/plan/", views.plan, name="plan"),
    path("portal/tasks/<uuid:pk>/answer/", views.task_answer, name="task_answer"),
    path("portal/projects/<uuid:pk>/comment/", views.project_comment, name="project_comment"),
    path("portal/projects/<uuid:pk>/files/", views.project_file, name="project_file"),
    path("portal/files/<uuid:pk>/remove/", views.file_remove, name="file_remove"),
    path("portal/tasks/<uuid:pk>/", views.task, name="task"),
    path("portal/tasks/<uuid:pk>/complete/", views.task_complete, name="task_complete"),
    path("portal/tasks/<uuid:pk>/reopen/", views.task_reopen, name="task_reopen"),
    path("portal/tasks/<uuid:pk>/comment/", views.task_comment, name="task_comment"),
    path("portal/runbooks/", views.runbooks, name="runbooks"),
    path("portal/runbooks/<uuid:pk>/", views.runbook, name="runbook"),
    path("portal/tests/", views.tests, name="tests"),
    path("portal/tests/<uuid:pk>/", views.test_plan, name="test_plan"),
    path("portal/tests/<uuid:pk>/sign/", views.test_sign, name="test_sign"),
    path("portal/test-cases/<int:pk>/", views.test_case, name="test_case"),
    path("portal/mappings/", views.mappings, name="mappings"),
    path("portal/mappings/<int:pk>/", views.mapping, name="mapping"),
    path("portal/mappings/<int:pk>/sign/", views.mapping_sign, name="mapping_sign"),
    path("portal/support/", views.customer_support, name="support"),
    path("portal/leaflets/<uuid:pk>/", views.leaflet, name="leaflet"),
    path("portal/leaflets/<uuid:pk>/acknowledge/", views.leaflet_acknowledge, name="leaflet_acknowledge"),
    path("portal/leaflets/<uuid:pk>/walk/", views.leaflet_walk, name="leaflet_walk"),
    path("portal/overviews/<uuid:pk>/", views.overview, name="overview"),
    path("portal/changes/", views.changes, name="changes"),
    path("portal/phases/<uuid:pk>/changes/new/", views.change_new, name="change_new"),
    path("portal/changes/<uuid:pk>/", views.change, name="change"),
    path("portal/changes/<uuid:pk>/approve/", views.change_approve, name="change_approve"),
    path("portal/changes/<uuid:pk>/refuse/", views.change_refuse, name="change_refuse"),
    path("portal/changes/<uuid:pk>/withdraw/", views.change_withdraw, name="change_withdraw"),
    path("portal/tasks/<uuid:pk>/files/", views.task_file, name="task_file"),
]
