"""The people of the sample portfolio whom one click signs in as: one for each role, on this machine only."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from pilotage.people.enums import ROLE_NAMES, Role
from pilotage.people.loopback import is_from_this_machine
from pilotage.people.models import User

BILLER_ROLES_SHOWN = 2


@dataclass(frozen=True)
class SamplePerson:
    """One person to sign in as: role in words, its word, the account, and the biller's name for a biller's people."""

    role: str
    word: str
    user: User
    biller: str = ""


def is_sample_open(meta: Mapping[str, str]) -> bool:
    """True in a sample installation for a request that comes straight from this machine."""
    return bool(settings.IS_SAMPLE) and is_from_this_machine(meta)


def sample_staff() -> list[SamplePerson]:
    """One person for each provider role, in the order of roles; whoever holds it alone goes first."""
    people = list(User.objects.filter(is_sample=True, is_active=True).exclude(roles=[]).order_by("pk"))
    found = []
    for role in Role:
        holders = sorted((user for user in people if role in user.roles), key=lambda user: (len(user.roles), user.pk))
        if holders:
            found.append(SamplePerson(role=ROLE_NAMES[role], word=role.value, user=holders[0]))
    return found


def sample_biller_people() -> list[SamplePerson]:
    """A biller's people in two different roles."""
    rows = (
        User.objects.filter(is_sample=True, is_active=True, roles=[], memberships__isnull=False)
        .order_by("memberships__pk")
        .values_list("pk", "memberships__role", "memberships__biller__name")
    )
    chosen: dict[str, tuple[int, str]] = {}
    for pk, role, biller in rows.iterator(chunk_size=200):
        chosen.setdefault(role, (pk, biller))
        if len(chosen) == BILLER_ROLES_SHOWN:
            break
    users = User.objects.in_bulk([pk for pk, _biller in chosen.values()])
    return [
        SamplePerson(role=ROLE_NAMES.get(role, role), word=role, user=users[pk], biller=biller)
        for role, (pk, biller) in chosen.items()
    ]


def sample_groups() -> list[dict[str, Any]]:
    """The people by side, as the sign-in page shows them; sides without people are left out."""
    groups = [
        {"label": _("Provider staff"), "people": sample_staff()},
        {"label": _("A biller's people"), "people": sample_biller_people()},
    ]
    return [group for group in groups if group["people"]]
