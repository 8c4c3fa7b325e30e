"""Addresses of this app."""

from django.urls import path

from pilotage.documents import views

app_name = "documents"
urlpatterns = [
    path("s/<uuid:pk>/<slug:key>/", views.shared, name="shared"),
    path("s/<uuid:pk>/<slug:key>/<path:rest>/", views.shared, name="shared_page"),
    path("records/<uuid:pk>/documents/<slug:series>/", views.versions, name="versions"),
    path("share-links/<uuid:pk>/", views.link, name="link"),
    path("share-links/<uuid:pk>/revoke/", views.revoke, name="revoke"),
    path("files/<uuid:pk>/", views.download, name="download"),
    path("files/<uuid:pk>/remove/", views.remove, name="remove"),
]
