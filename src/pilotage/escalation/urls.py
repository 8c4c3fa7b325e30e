"""Addresses of this app."""

from django.urls import path

from pilotage.escalation.views import climbing, experts

app_name = "escalation"
urlpatterns = [
    path("experts/", experts.expert_list, name="experts"),
    path("experts/new/", experts.expert_edit, name="expert_new"),
    path("experts/<uuid:pk>/edit/", experts.expert_edit, name="expert_edit"),
    path("advice/", experts.advice_list, name="advice"),
    path("advice/<uuid:pk>/", experts.advice_one, name="advice_one"),
    path("records/<uuid:pk>/advice/", experts.ask, name="ask"),
    path("escalations/", climbing.escalation_list, name="escalations"),
    path("escalations/policies/", climbing.policy_list, name="policies"),
    path("escalations/policies/new/", climbing.policy_edit, name="policy_new"),
    path("escalations/policies/<uuid:pk>/edit/", climbing.policy_edit, name="policy_edit"),
    path("escalations/<uuid:pk>/take/", climbing.take, name="take"),
    path("cases/<uuid:pk>/escalate/", climbing.escalate, name="escalate"),
]
