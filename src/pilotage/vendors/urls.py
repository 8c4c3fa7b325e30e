"""Addresses of this app."""

from django.urls import path

from pilotage.vendors.views import staff

app_name = "vendors"
urlpatterns = [
    path("vendor-links/", staff.links, name="links"),
    path("projects/<uuid:pk>/vendor/people/", staff.project_vendors, name="project"),
    path("projects/<uuid:pk>/vendor/people/new/", staff.contact_new, name="contact_new"),
    path("vendor-contacts/<uuid:pk>/edit/", staff.contact_edit, name="contact_edit"),
    path("vendor-contacts/<uuid:pk>/off/", staff.contact_off, name="contact_off"),
    path("vendor-contacts/<uuid:pk>/link/", staff.link_new, name="link_new"),
]
