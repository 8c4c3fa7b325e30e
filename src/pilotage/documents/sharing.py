"""Share links: their address, and which page stands behind a link of which purpose. Higher apps register theirs."""

import hmac
import uuid
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.crypto import salted_hmac

from pilotage.documents.models import ShareLink

#: `(request, link, rest)`: `rest` is what stands behind the link's own address, without slashes at its ends.
Shown = Callable[[HttpRequest, ShareLink, str], HttpResponseBase]
_pages: dict[str, Shown] = {}


def shows(purpose: str) -> Callable[[Shown], Shown]:
    """Registers what people with a link of this purpose see."""

    def register(page: Shown) -> Shown:
        _pages[purpose] = page
        return page

    return register


def page_for(purpose: str) -> Shown | None:
    """What shows links of this purpose; None when nobody does."""
    return _pages.get(purpose)


def path_of_link(link: ShareLink, rest: str = "") -> str:
    """The address of a link within the product; `rest` is a page behind it."""
    if rest:
        return reverse("documents:shared_page", args=[link.pk, key_of(link.pk), rest])
    return reverse("documents:shared", args=[link.pk, key_of(link.pk)])


def address_of_link(link: ShareLink) -> str:
    """The whole address, as it is sent to people."""
    return f"{settings.BASE_URL.rstrip('/')}{path_of_link(link)}"


def key_of(pk: uuid.UUID) -> str:
    """The secret part of a link: made from the installation's key, so that no table holds it."""
    return salted_hmac("pilotage.documents.share_link", str(pk), algorithm="sha256").hexdigest()[:40]


def is_key(pk: uuid.UUID, key: str) -> bool:
    """Whether this is the link's secret part, told in constant time."""
    return hmac.compare_digest(key_of(pk).encode(), key.encode())
