"""The gallery's addresses."""

from django.urls import path

from pilotage.ui import views

app_name = "ui"
urlpatterns = [
    path("gallery/", views.gallery, name="gallery"),
    path("gallery/<slug:kind>/", views.gallery_page, name="gallery-page"),
]
