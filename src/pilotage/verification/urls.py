"""Addresses of this app."""

from django.urls import path

from pilotage.verification import views

app_name = "verification"
urlpatterns = [
    path("verification/specs/", views.spec_list, name="specs"),
    path("integrations/<uuid:pk>/verification/new/", views.spec_new, name="spec_new"),
    path("verification/specs/<uuid:pk>/", views.spec, name="spec"),
    path("verification/specs/<uuid:pk>/edit/", views.spec_edit, name="spec_edit"),
    path("verification/specs/<uuid:pk>/mapping/", views.mapping, name="mapping"),
    path("verification/specs/<uuid:pk>/samples/", views.samples, name="samples"),
    path("verification/specs/<uuid:pk>/files/<slug:side>/", views.file_new, name="file_new"),
    path("verification/specs/<uuid:pk>/folders/<slug:side>/", views.folder, name="folder"),
    path("verification/versions/<int:pk>/", views.version, name="version"),
    path("verification/versions/<int:pk>/sign/", views.version_sign, name="sign"),
    path("verification/files/<int:pk>/", views.file, name="file"),
    path("verification/folders/<int:pk>/stop/", views.folder_stop, name="folder_stop"),
]
