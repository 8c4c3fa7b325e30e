"""Nobody is given more than they can take on without a leader saying so: the check stands under a lock of the person."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from pilotage.core.errors import Refused
from pilotage.core.viewer import Viewer
from pilotage.people.models import User
from pilotage.transition import policy
from pilotage.transition.loads import Full, Stint
from pilotage.transition.permissions import LEADERS
from pilotage.transition.queries import full_for
from pilotage.work.texts import no_card


def hold_takers(people: Iterable[User | None]) -> None:
    """Locks these people until the transaction ends: who gives them work meanwhile waits. In one order, so that none wait in a ring.

    The weaker lock of PostgreSQL: rows that merely point to them are still written.
    """
    keys = sorted({one.pk for one in people if one is not None})
    if keys:
        list(User.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk").values_list("pk"))


def check_room(
    who: User | None, more: Stint, *, is_meant: bool, why: str, by: Viewer, now: datetime, field: str
) -> str:
    """Refuses what is over the person's capacity in any week, unless a leader means it and says why. Returns that reason, or "".

    Call it under `hold_takers`. `is_meant`: the one who decides knows that it is over.
    """
    if who is None:
        return ""
    full = full_for(who, more, policy.today(now))
    if full is None:
        return ""
    if not is_meant:
        raise Refused(full_words(who, full), field=field)
    if not by.has(*LEADERS):
        raise Refused(_("Over capacity is a client services leader's decision. Ask one of them."), field=field)
    if not why:
        raise Refused(_("Say why %(name)s takes it over capacity.") % {"name": who.name}, field="reason")
    no_card(why, field="reason")
    return why


def full_words(who: User, full: Full) -> str:
    """Who is full, from when, by how much, and what to do."""
    words = _(
        "%(name)s is full in the week of %(day)s: %(load)d of %(room)g points are taken, and this asks for %(points)d."
        " Name somebody else; a leader may decide over capacity, with a reason."
    )
    given = {"name": who.name, "day": f"{full.monday:%-d %b %Y}", "load": full.load, "room": full.room}
    return words % (given | {"points": full.points})
