"""What the shell of every page needs: navigation, who is signed in, their zone, unread notices."""

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from pilotage.core import app_settings
from pilotage.core.prepared import SameList
from pilotage.core.viewer import Viewer
from pilotage.desk.navigation import address, rail, rail_key
from pilotage.notices.models import Notice
from pilotage.people.enums import ROLE_NAMES
from pilotage.planner.federal import federal_days_off


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of `ui/base.html`. Nothing here asks the database unless the template shows it."""
    viewer: Viewer | None = getattr(request, "viewer", None)
    now = timezone.now()
    context: dict[str, Any] = {
        "provider_name": once(lambda: app_settings.value("provider_name")),
        "now": now,
        "days_off": SimpleLazyObject(lambda: days_off(now.year)),
    }
    if viewer is None or viewer.user_id is None:
        return context | {"viewer": None, "zone": "UTC", "nav": [], "nav_key": ()}
    return context | {
        "viewer": viewer,
        "zone": viewer.time_zone,
        "viewer_roles": ", ".join(ROLE_NAMES[role] for role in ROLE_NAMES if role in viewer.roles),
        "nav": SimpleLazyObject(lambda: rail(viewer, request.path)),
        "nav_key": rail_key(viewer, request.path),
        "home_url": "/" if viewer.is_provider else address("portal:home"),
        "account_menu": account_menu(viewer),
        "search_url": address("desk:search") if viewer.is_provider else None,
        "notices_url": address("notices:list"),
        "unread_count": once(lambda: _unread(viewer)),
        "notice_choices_url": address("notices:choices"),
    }


def account_menu(viewer: Viewer) -> list[dict[str, Any]]:
    """What stands above "Sign out"."""
    return [{"label": _("My profile"), "url": address("people:profile"), "icon": "user-circle"}]


def once(ask: Callable[[], Any]) -> Callable[[], Any]:
    """A value that is asked for when the template first shows it, and then kept for the page."""
    return cache(ask)


@cache
def holidays(year: int) -> frozenset[date]:
    """US federal days off from the year before to two years after."""
    return frozenset(day for near in range(year - 1, year + 3) for day in federal_days_off(near))


def days_off(year: int) -> frozenset[date]:
    """Holidays and the installation's own extra days off, for "in 12 working days"."""
    extra = app_settings.value("extra_days_off")
    return holidays(year) | frozenset(map(date.fromisoformat, extra)) if extra else holidays(year)


def _unread(viewer: Viewer) -> int:
    if viewer.user_id is None:
        return 0
    mine = {"user_id": viewer.user_id, "read_at": None}
    return SameList(("unread", viewer.user_id), lambda: Notice.objects.filter(**mine), ("pk",)).count()
