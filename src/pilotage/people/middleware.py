"""What every request passes: who asks, is anybody there yet, the door, the second factor, refusals in words."""

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import resolve
from django.utils.translation import gettext as _

from pilotage.core import app_settings
from pilotage.core.errors import Forbidden, Refused
from pilotage.core.viewer import Viewer
from pilotage.people.models import User
from pilotage.people.viewers import viewer_of

Next = Callable[[HttpRequest], HttpResponse]
OPEN_PREFIXES = ("/accounts/", "/static/", "/api/")
OPEN_NAMES = frozenset({"ui:gallery", "ui:gallery-page"})  # ui stands below people and has no door of its own
BEFORE_ANYBODY = ("/welcome/", "/static/", "/api/", "/health/")
WITHOUT_SECOND_FACTOR = ("/accounts/", "/static/", "/api/", "/welcome/")


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


def first_run_middleware(get_response: Next) -> Next:
    """As long as nobody has an account, every page leads to the first-run page."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated or request.path.startswith(BEFORE_ANYBODY) or User.objects.exists():
            return get_response(request)
        return redirect("desk:first_run")

    return middleware


def door_middleware(get_response: Next) -> Next:
    """Every page needs a sign-in unless its view says `@open_page`. A biller's people start at their portal."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            if request.path == "/" and not request.viewer.is_provider:  # type: ignore[attr-defined]
                return redirect("portal:home")
            return get_response(request)
        if request.path.startswith(OPEN_PREFIXES) or _is_open(request.path_info):
            return get_response(request)
        return redirect_to_login(request.get_full_path())

    return middleware


def second_factor_middleware(get_response: Next) -> Next:
    """Sends provider staff who have no second factor to its set-up page when the installation asks for one."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if _lacks_second_factor(request):
            messages.warning(request, _("Your organisation asks for a second step at sign-in. Set one up to go on."))
            return redirect("mfa_index")
        return get_response(request)

    return middleware


class RefusalMiddleware:
    """Answers a refusal that no view has handled: 403 for a missing role, 409 else, in the refusal's own words."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A page for `Refused`, `Stale` and `Forbidden`; anything else goes on."""
        if not isinstance(exception, Refused):
            return None
        is_forbidden = isinstance(exception, Forbidden)
        context = {"refusal": exception.message, "is_forbidden": is_forbidden, "back_url": _back_url(request)}
        response = render(request, "people/refusal.html", context, status=403 if is_forbidden else 409)
        if request.headers.get("HX-Request"):
            response["HX-Retarget"] = response["HX-Reselect"] = "#main"
            response["HX-Reswap"] = "outerHTML"
        return response


refusal_middleware = RefusalMiddleware


def _is_open(path: str) -> bool:
    try:
        match = resolve(path)
    except Exception:  # noqa: BLE001 - an unknown address asks for a sign-in too, so that nothing can be probed
        return False
    return getattr(match.func, "door", "") == "open" or match.view_name in OPEN_NAMES


def _lacks_second_factor(request: HttpRequest) -> bool:
    if settings.IS_SAMPLE or not request.user.is_authenticated or request.path.startswith(WITHOUT_SECOND_FACTOR):
        return False
    if not request.viewer.is_provider or not app_settings.value("is_mfa_required"):  # type: ignore[attr-defined]
        return False
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return not Authenticator.objects.filter(user_id=request.user.pk, type__in=kinds).exists()


def _back_url(request: HttpRequest) -> str:
    referer = request.headers.get("Referer", "")
    own = f"{request.scheme}://{request.get_host()}/"
    path = referer.removeprefix(own.rstrip("/")) if referer.startswith(own) else ""
    return "" if path.startswith("//") else path
