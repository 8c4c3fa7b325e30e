"""Addresses of this app."""

from django.urls import path

from pilotage.phased.views import billers, front

app_name = "phased"
urlpatterns = [
    path("phased/", billers.phased_list, name="list"),
    path("billers/<uuid:pk>/phased/", billers.biller, name="biller"),
    path("billers/<uuid:pk>/phased/say/", billers.say, name="say"),
    path("billers/<uuid:pk>/open/", front.front, name="front"),
    path("phases/<uuid:pk>/open/", front.of_phase, name="of_phase"),
]
