"""Addresses of this app."""

from django.urls import path

from pilotage.golive import views

app_name = "golive"
urlpatterns = [
    path("go-lives/", views.go_lives, name="list"),
    path("go-lives/<uuid:pk>/", views.readiness, name="readiness"),
    path("go-lives/<uuid:pk>/approve/", views.approve, name="approve"),
    path("go-lives/<uuid:pk>/waive/", views.waive, name="waive"),
    path("go-lives/<uuid:pk>/live/", views.live, name="live"),
    path("approvals/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("waivers/<int:pk>/withdraw/", views.unwaive, name="unwaive"),
]
