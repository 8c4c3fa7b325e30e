"""Addresses of this app."""

from django.urls import path

from pilotage.technical.views import items, lists

app_name = "technical"
urlpatterns = [
    path("technical/", lists.matrix, name="matrix"),
    path("technical/items/", lists.item_list, name="items"),
    path("technical/items/bulk/", lists.bulk, name="bulk"),
    path("phases/<uuid:pk>/technical/new/", lists.checklist_new, name="new"),
    path("technical/<uuid:pk>/items/new/", items.item_new, name="item_new"),
    path("technical/items/<uuid:pk>/", items.item, name="item"),
    path("technical/items/<uuid:pk>/edit/", items.item_edit, name="edit"),
    path("technical/items/<uuid:pk>/evidence/", items.evidence_new, name="evidence"),
    path("technical/items/<uuid:pk>/set-aside/", items.item_set_aside, name="set_aside"),
    path("technical/items/<uuid:pk>/move/", items.item_move, name="move"),
    path("technical/evidence/<int:pk>/withdraw/", items.evidence_withdraw, name="withdraw"),
]
