"""Addresses of this app. A biller at a glance is `desk`'s, since it shows what higher apps know."""

from django.urls import path

from pilotage.billers import views

app_name = "billers"
urlpatterns = [
    path("billers/", views.biller_list, name="list"),
    path("billers/new/", views.biller_new, name="create"),
    path("billers/assign/", views.care_bulk, name="care_bulk"),
    path("billers/<uuid:pk>/edit/", views.biller_edit, name="edit"),
    path("billers/<uuid:pk>/integrations/new/", views.integration_new, name="integration_new"),
    path("billers/<uuid:pk>/contacts/new/", views.contact_new, name="contact_new"),
    path("billers/<uuid:pk>/invoice-types/new/", views.invoice_type_new, name="invoice_type_new"),
    path("billers/<uuid:pk>/phases/new/", views.phase_new, name="phase_new"),
    path("billers/<uuid:pk>/care/", views.care_add, name="care_add"),
    path("billers/<uuid:pk>/working-days/", views.biller_days, name="biller_days"),
    path("billers/<uuid:pk>/people/new/", views.member_new, name="member_new"),
    path("integrations/<uuid:pk>/edit/", views.integration_edit, name="integration_edit"),
    path("contacts/<uuid:pk>/edit/", views.contact_edit, name="contact_edit"),
    path("invoice-types/<int:pk>/remove/", views.invoice_type_drop, name="invoice_type_drop"),
    path("care/<int:pk>/remove/", views.care_drop, name="care_drop"),
    path("portal-people/<int:pk>/remove/", views.member_drop, name="member_drop"),
    path("phases/<uuid:pk>/edit/", views.phase_edit, name="phase_edit"),
    path("phases/<uuid:pk>/target/", views.phase_target, name="phase_target"),
    path("phases/<uuid:pk>/cancel/", views.phase_cancel, name="phase_cancel"),
]
