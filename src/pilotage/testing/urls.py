"""Addresses of this app."""

from django.urls import path

from pilotage.testing.views import cases, coverage, importing, plans

app_name = "testing"
urlpatterns = [
    path("tests/", plans.plan_list, name="list"),
    path("phases/<uuid:pk>/tests/new/", plans.plan_new, name="new"),
    path("tests/<uuid:pk>/", plans.plan, name="plan"),
    path("tests/<uuid:pk>/edit/", plans.plan_edit, name="edit"),
    path("tests/<uuid:pk>/cases/", plans.cases_bulk, name="bulk"),
    path("tests/<uuid:pk>/cases/new/", cases.case_new, name="case_new"),
    path("tests/<uuid:pk>/results/", importing.results_import, name="results_import"),
    path("tests/<uuid:pk>/coverage/", coverage.coverage, name="coverage"),
    path("tests/<uuid:pk>/coverage/not-needed/", coverage.cell_skip, name="cell_skip"),
    path("tests/<uuid:pk>/defects/new/", cases.defect_new, name="defect_new"),
    path("tests/<uuid:pk>/sign/", plans.plan_sign, name="sign"),
    path("sign-offs/<int:pk>/withdraw/", plans.sign_off_withdraw, name="withdraw"),
    path("test-cases/<int:pk>/", cases.case, name="case"),
    path("test-cases/<int:pk>/edit/", cases.case_edit, name="case_edit"),
    path("test-cases/<int:pk>/remove/", cases.case_remove, name="case_remove"),
    path("defects/", cases.defect_list, name="defects"),
    path("defects/<uuid:pk>/", cases.defect, name="defect"),
    path("defects/<uuid:pk>/edit/", cases.defect_edit, name="defect_edit"),
    path("defects/<uuid:pk>/<slug:to>/", cases.defect_move, name="defect_move"),
]
