"""Addresses of this app."""

from django.urls import path

from pilotage.cutover.views import live, plans, steps

app_name = "cutover"
urlpatterns = [
    path("cutover/", plans.plan_list, name="list"),
    path("phases/<uuid:pk>/cutover/", plans.of_phase, name="of_phase"),
    path("phases/<uuid:pk>/cutover/new/", plans.plan_new, name="new"),
    path("cutover/<uuid:pk>/", plans.plan, name="plan"),
    path("cutover/<uuid:pk>/edit/", plans.plan_edit, name="edit"),
    path("cutover/<uuid:pk>/copy/", plans.plan_copy, name="copy"),
    path("cutover/<uuid:pk>/review/", plans.plan_review, name="review"),
    path("cutover/<uuid:pk>/sheet/", plans.sheet, name="sheet"),
    path("cutover/<uuid:pk>/steps/new/", steps.step_new, name="step_new"),
    path("cutover/<uuid:pk>/triggers/new/", steps.trigger_new, name="trigger_new"),
    path("cutover/<uuid:pk>/live/", live.live, name="live"),
    path("cutover/<uuid:pk>/start/", live.start, name="start"),
    path("cutover/<uuid:pk>/end/", live.end, name="end"),
    path("cutover/<uuid:pk>/log/", live.entry, name="entry"),
    path("cutover/<uuid:pk>/back-out/", live.back_out, name="back_out"),
    path("cutover-steps/<int:pk>/edit/", steps.step_edit, name="step_edit"),
    path("cutover-steps/<int:pk>/remove/", steps.step_remove, name="step_remove"),
    path("cutover-steps/<int:pk>/move/", live.step_move, name="step_move"),
    path("cutover-steps/<int:pk>/decide/", live.step_decide, name="decide"),
    path("cutover-steps/<int:pk>/<slug:to>/", live.step_words, name="step_words"),
    path("cutover-triggers/<int:pk>/pull/", live.trigger_pull, name="pull"),
    path("cutover-triggers/<int:pk>/remove/", steps.trigger_remove, name="trigger_remove"),
]
