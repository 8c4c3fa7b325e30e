"""Who of the provider looks after a biller: one person per role."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from pilotage.billers.models import Biller, Care
from pilotage.billers.permissions import ASSIGNERS, require
from pilotage.billers.rules import CARE_ROLES
from pilotage.core.errors import Refused
from pilotage.core.models import Record
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.people.enums import ROLE_NAMES
from pilotage.people.models import User

PORTION = 500


def assign_care(*, by: Viewer, now: datetime, biller: Biller, user: User, role: str, expect: int | None = None) -> Care:
    """This person now looks after the biller in this role; who did before is kept in the event.

    `expect` is the biller's version that the person saw. Raises `Stale`. Refuses a role that nobody has for a biller, and a
    person without it. Also: `billers.care_created` or `care_changed`.
    """
    with change(by=by, now=now) as c:
        c.save(biller, expect=expect)
        assign_care_to_many(by=by, now=now, billers=[biller], user=user, role=role)
        held: Care = Care.objects.everywhere().get(biller=biller, role=role)
        return held


def assign_care_to_many(*, by: Viewer, now: datetime, billers: Iterable[Biller], user: User, role: str) -> int:
    """`assign_care` for several billers at once: all or none. Returns for how many somebody else did before, or nobody."""
    require(by, ASSIGNERS, _("assign who looks after a biller"))
    _check(user, role)
    changed = 0
    with change(by=by, now=now) as c:
        chosen = list(billers)
        _wait_for(chosen)
        held = {care.biller_id: care for care in Care.objects.everywhere().filter(biller__in=chosen, role=role)}
        for biller in chosen:
            care = held.get(biller.pk)
            if care is None:
                c.touch(c.create(Care, scope=biller.pk, biller=biller, user=user, role=role, since=now.date()))
            elif not c.save(care, user=user, since=now.date() if care.user_id != user.pk else care.since):
                continue
            changed += 1
    return changed


def drop_care(*, by: Viewer, now: datetime, care: Care) -> None:
    """Nobody looks after the biller in this role any more. Also: event `billers.care_removed`."""
    require(by, ASSIGNERS, _("assign who looks after a biller"))
    with change(by=by, now=now) as c:
        c.remove(care)


def _wait_for(billers: list[Biller]) -> None:
    """Who assigns the same billers at the same moment waits, each for the other in the same order."""
    keys = sorted(biller.pk for biller in billers)
    for first in range(0, len(keys), PORTION):
        list(Record.objects.select_for_update().filter(pk__in=keys[first : first + PORTION]).order_by("pk"))


def _check(user: User, role: str) -> None:
    if role not in CARE_ROLES:
        raise Refused(_("“%(role)s” doesn't look after billers.") % {"role": role}, field="role")
    if role not in user.roles or not user.is_active:
        words = {"name": user.name, "role": ROLE_NAMES[role].lower()}
        raise Refused(
            _("%(name)s isn't an active %(role)s. Give the role under Settings, People.") % words, field="user"
        )
