"""Addresses of sign-in. Nobody signs up or confirms addresses by themselves, so those pages answer as missing ones."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path, re_path

from pilotage.people.doors import open_page


@open_page
def closed(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """A page of the library that this product doesn't have."""
    raise Http404


urlpatterns = [
    path("signup/", closed, name="account_signup"),
    path("email/", closed, name="account_email"),
    path("confirm-email/", closed, name="account_email_verification_sent"),
    re_path(r"^confirm-email/(?P<key>[-:\w]+)/$", closed, name="account_confirm_email"),
    path("password/set/", closed, name="account_set_password"),
    path("login/code/confirm/", closed, name="account_confirm_login_code"),
    path("", include("allauth.urls")),
]
