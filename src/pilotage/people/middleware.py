"""Puts the viewer on each request and keeps everybody who has not signed in at the door."""

from collections.abc import Callable

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.urls import resolve

from pilotage.core.viewer import Viewer
from pilotage.people.viewers import viewer_of

Next = Callable[[HttpRequest], HttpResponse]
OPEN_NAMES = frozenset({"people:sample_sign_in", "desk:first_run", "desk:health", "ui:gallery"})
OPEN_PREFIXES = ("/accounts/", "/static/", "/api/")


def viewer_middleware(get_response: Next) -> Next:
    """`request.viewer` for pages. The API makes its own from the token."""

    def middleware(request: HttpRequest) -> HttpResponse:
        user = request.user
        request.viewer = (  # type: ignore[attr-defined]
            viewer_of(user, source="page", address=request.META.get("REMOTE_ADDR", ""))
            if user.is_authenticated
            else Viewer(user_id=None, name="Nobody")
        )
        return get_response(request)

    return middleware


def door_middleware(get_response: Next) -> Next:
    """Every page needs a sign-in unless it is listed as open."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated or request.path.startswith(OPEN_PREFIXES):
            return get_response(request)
        try:
            name = resolve(request.path_info).view_name
        except Exception:  # noqa: BLE001 - an unknown address asks for a sign-in too, so that nothing can be probed
            name = ""
        if name in OPEN_NAMES:
            return get_response(request)
        return redirect_to_login(request.get_full_path())

    return middleware
