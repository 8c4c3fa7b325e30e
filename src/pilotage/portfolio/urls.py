"""Addresses of this app."""

from django.urls import path

from pilotage.portfolio import views

app_name = "portfolio"
urlpatterns = [
    path("import/", views.imports, name="imports"),
    path("import/<uuid:pk>/", views.run, name="run"),
    path("import/<uuid:pk>/check/", views.check, name="check"),
    path("import/<uuid:pk>/commit/", views.commit, name="commit"),
    path("import/<uuid:pk>/discard/", views.drop, name="drop"),
    path("import/<uuid:pk>/errors.csv", views.errors, name="errors"),
    path("import/files/<int:pk>/", views.mapping, name="mapping"),
    path("import/templates/<slug:kind>.<slug:ending>", views.template, name="template"),
]
