"""Choices that several forms about people offer: time zones, roles, scopes."""

from functools import cache

from django.utils.translation import gettext_lazy as _

from pilotage.people.enums import ROLE_NAMES, Role
from pilotage.people.rules import US_ZONES, ZONES, known_scopes

Group = tuple[object, list[tuple[str, str]]]


@cache
def zone_choices() -> list[Group]:
    """Zones of the United States first, then all of the world by region."""
    rest = sorted(
        zone for zone in ZONES if "/" in zone and zone not in US_ZONES and not zone.startswith(("Etc/", "SystemV/"))
    )
    world = [(zone, zone.replace("_", " ")) for zone in [*rest, "UTC"]]
    return [(_("United States"), [(zone, zone.replace("_", " ")) for zone in US_ZONES]), (_("World"), world)]


def role_choices() -> list[tuple[str, str]]:
    """Provider roles, in the order of the mission."""
    return [(role.value, ROLE_NAMES[role]) for role in Role]


def scope_choices() -> list[tuple[str, str]]:
    """Token scopes in words."""
    broad = {
        "read": _("Read everything the person may read"),
        "write": _("Read and change everything the person may change"),
        "admin": _("Everything the person may do, administration too"),
    }
    return [(scope, str(broad.get(scope) or scope.replace(":", ": ").capitalize())) for scope in known_scopes()]
