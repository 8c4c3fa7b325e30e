"""Addresses of this app."""

from django.urls import path

from pilotage.transition import views

app_name = "transition"
urlpatterns = [
    path("transition/", views.pending, name="pending"),
    path("transition/decide/", views.pending_bulk, name="pending_bulk"),
    path("transition/agenda/", views.agenda, name="agenda"),
    path("transition/reviews/", views.review_list, name="reviews"),
    path("transition/reviews/open/", views.review_open, name="review_open"),
    path("transition/reviews/<uuid:pk>/", views.review, name="review"),
    path("transition/reviews/<uuid:pk>/close/", views.review_close, name="review_close"),
    path("transition/presentations/", views.presentation_list, name="presentations"),
    path("phases/<uuid:pk>/transition/", views.of_phase, name="of_phase"),
    path("transition/<uuid:pk>/", views.decision, name="decision"),
    path("transition/<uuid:pk>/decide/", views.decide, name="decide"),
    path("transition/<uuid:pk>/ask/", views.ask, name="ask"),
    path("transition/<uuid:pk>/reopen/", views.reopen, name="reopen"),
    path("transition/<uuid:pk>/keep/", views.keep, name="keep"),
    path("tsm-requests/<int:pk>/decline/", views.decline, name="decline"),
    path("transition/<uuid:pk>/step/", views.step, name="step"),
    path("transition/<uuid:pk>/meetings/", views.meetings, name="meetings"),
    path("phases/<uuid:pk>/meetings/move/", views.meetings_move, name="meetings_move"),
    path("support-windows/", views.window_list, name="windows"),
    path("support-windows/<uuid:pk>/", views.window, name="window"),
    path("support-windows/<uuid:pk>/evaluate/", views.window_evaluate, name="evaluate"),
    path("support-windows/<uuid:pk>/extend/", views.window_extend, name="extend"),
    path("support-windows/<uuid:pk>/close/", views.window_close, name="close"),
    path("settings/policy/", views.policy, name="policy"),
    path("settings/policy/new/", views.policy_new, name="policy_new"),
    path("settings/policy/drafts/<uuid:pk>/", views.draft, name="draft"),
    path("settings/policy/drafts/<uuid:pk>/edit/", views.draft_edit, name="draft_edit"),
    path("settings/policy/drafts/<uuid:pk>/move/", views.draft_move, name="draft_move"),
    path("settings/policy/drafts/<uuid:pk>/approve/", views.draft_approve, name="draft_approve"),
    path("settings/policy/drafts/<uuid:pk>/send-back/", views.draft_send_back, name="draft_send_back"),
]
