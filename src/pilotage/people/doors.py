"""Who may enter a page: each view carries exactly one of these decorators, and a test reads them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from pilotage.core.errors import Forbidden, Refused
from pilotage.core.viewer import Viewer
from pilotage.people.enums import ROLE_NAMES

View = Callable[..., HttpResponseBase]
T = TypeVar("T")


class PageRequest(HttpRequest):
    """A request as views get it: `viewer_middleware` has put the viewer on it."""

    viewer: Viewer


def staff_page(view: View | None = None, *, roles: tuple[str, ...] = ()) -> Any:
    """For provider staff; a biller's people get 404. With `roles`, staff who hold none get 403 in plain words."""

    def check(request: PageRequest) -> None:
        if not request.viewer.is_provider:
            raise Http404
        require_role(request, *roles)

    return _door("staff", check, roles)(view) if view else _door("staff", check, roles)


def portal_page(view: View) -> View:
    """For a biller's people; provider staff get 404, for they have pages of their own."""

    def check(request: PageRequest) -> None:
        if request.viewer.is_provider:
            raise Http404

    return _door("portal", check)(view)


def any_page(view: View) -> View:
    """For everybody who is signed in. The view's own query decides what they see."""
    return _door("any", lambda request: None)(view)


def open_page(view: View) -> View:
    """For everybody, signed in or not. The view itself decides whether it is there at all."""
    return _door("open", lambda request: None)(view)


def _door(name: str, check: Callable[[PageRequest], None], roles: tuple[str, ...] = ()) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: PageRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            check(request)
            return view(request, *args, **kwargs)

        guarded.door = name  # type: ignore[attr-defined]
        guarded.roles = roles  # type: ignore[attr-defined]
        return guarded

    return decorate


def require_role(request: PageRequest, *roles: str) -> None:
    """Raises `Forbidden` in plain words when the person holds none of the roles; no roles asks for nothing."""
    if roles and not request.viewer.has(*roles):
        names = " or ".join(ROLE_NAMES[role].lower() for role in roles)
        raise Forbidden(f"This page needs the role of {names}. Ask an administrator for it, or a colleague who has it.")


@contextmanager
def refusal_to_message(request: PageRequest) -> Iterator[None]:
    """Turns a refusal inside the block into a message on the next page. `Forbidden` goes on to the 403 page."""
    try:
        yield
    except Forbidden:
        raise
    except Refused as refused:
        messages.error(request, refused.message)


def refusal_to_form(form: forms.BaseForm, refused: Refused) -> None:
    """Puts a refusal beside the field it is about, or on top of the form. `Forbidden` is raised again."""
    if isinstance(refused, Forbidden):
        raise refused
    form.add_error(refused.field if refused.field in form.fields else None, refused.message)


def found(ask: Callable[..., T], *given: Any) -> T:
    """What a query finds; 404 when it finds nothing."""
    try:
        return ask(*given)
    except ObjectDoesNotExist:
        raise Http404 from None
