"""Addresses of this app."""

from django.urls import path

from pilotage.changes.views import edits, log, one

app_name = "changes"
urlpatterns = [
    path("changes/", log.log, name="log"),
    path("phases/<uuid:pk>/changes/", log.of_phase, name="of_phase"),
    path("phases/<uuid:pk>/changes/new/", one.change_new, name="new"),
    path("changes/<uuid:pk>/", one.change, name="change"),
    path("changes/<uuid:pk>/edit/", one.change_edit, name="edit"),
    path("changes/<uuid:pk>/offer/", one.change_offer, name="offer"),
    path("changes/<uuid:pk>/approve/", one.change_approve, name="approve"),
    path("changes/<uuid:pk>/sponsor/", one.change_sponsor, name="sponsor"),
    path("changes/<uuid:pk>/refuse/", one.change_refuse, name="refuse"),
    path("changes/<uuid:pk>/withdraw/", one.change_withdraw, name="withdraw"),
    path("changes/<uuid:pk>/reopen/", one.change_reopen, name="reopen"),
    path("changes/<uuid:pk>/plan/<slug:kind>/", edits.plan_edit, name="plan_edit"),
    path("changes/<uuid:pk>/scope/<slug:kind>/", edits.scope_edit, name="scope_edit"),
    path("changes/plan-edits/<int:pk>/remove/", edits.plan_edit_remove, name="plan_edit_remove"),
    path("changes/scope-edits/<int:pk>/remove/", edits.scope_edit_remove, name="scope_edit_remove"),
]
