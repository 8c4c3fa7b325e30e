"""Every address of the product: each app lists its own."""

from django.conf import settings
from django.urls import include, path

from pilotage.config.api import api

OWN_URLS = [app for app in settings.APPS if app not in ("core",)]

urlpatterns = [
    path("api/v1/", api.urls),
    path("accounts/", include("pilotage.people.account_urls")),
    *(path("", include(f"pilotage.{app}.urls")) for app in OWN_URLS),
    path("", include("pilotage.connectors.mail.urls")),
]
