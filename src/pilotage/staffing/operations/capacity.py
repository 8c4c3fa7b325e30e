"""What people can take on, and what they are good at."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.translation import gettext as _

from pilotage.core.errors import Refused
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.people.models import User
from pilotage.staffing.models import Capacity
from pilotage.staffing.permissions import require_staffer
from pilotage.staffing.rules import Offer, overlaps
from pilotage.work.texts import no_card

MOST_SKILLS, LONGEST = 60, 80


def add_capacity(
    *,
    user: User,
    from_date: date,
    to_date: date | None = None,
    points: int,
    days_a_week: int = 5,
    at_once: int = 3,
    remark: str = "",
    by: Viewer,
    now: datetime,
) -> Capacity:
    """What a person can take on from a day on. A period without end that began before ends the day before.

    Refuses an end before the start, numbers out of range, and a period that overlaps another. Also: event
    `staffing.capacity_created`.
    """
    require_staffer(by)
    if to_date is not None and to_date < from_date:
        raise Refused(_("The last day is before the first."), field="to_date")
    if not (0 <= points <= 200 and 0 <= days_a_week <= 5 and 1 <= at_once <= 20):
        raise Refused(_("Points are 0 to 200, days a week 0 to 5, tasks at once 1 to 20."), field="points")
    no_card(remark, field="remark")
    with change(by=by, now=now) as c:
        User.objects.select_for_update().get(pk=user.pk)
        held = Capacity.objects.filter(user=user, to_date=None, from_date__lt=from_date).first()
        if held is not None:
            c.save(held, to_date=date.fromordinal(from_date.toordinal() - 1))
        others = [Offer(row.from_date, row.to_date, row.points) for row in Capacity.objects.filter(user=user)]
        other = overlaps(from_date, to_date, others)
        if other is not None:
            until = f"{other.last:%-d %b %Y}" if other.last else _("further notice")
            words = {"name": user.name, "first": f"{other.first:%-d %b %Y}", "last": until}
            raise Refused(
                _("%(name)s has a capacity from %(first)s to %(last)s. Remove it first, or choose other days.") % words,
                field="from_date",
            )
        return c.create(
            Capacity, user=user, from_date=from_date, to_date=to_date, points=points, days_a_week=days_a_week,
            at_once=at_once, remark=" ".join(remark.split())[:120],
        )  # fmt: skip


def remove_capacity(*, capacity: Capacity, by: Viewer, now: datetime) -> None:
    """The period counts no longer; without any, the account's own capacity does. Also: event `staffing.capacity_removed`."""
    require_staffer(by)
    with change(by=by, now=now) as c:
        c.remove(capacity)


def set_skills(*, user: User, skills: Iterable[str], by: Viewer, now: datetime) -> bool:
    """Gives a person exactly these skills, in this order. False when it had them. Also: event `people.user_changed`.

    Refuses more than sixty, and long ones.
    """
    require_staffer(by)
    words = list(dict.fromkeys(word for skill in skills if (word := " ".join(skill.split()))))
    if len(words) > MOST_SKILLS or any(len(word) > LONGEST for word in words):
        raise Refused(_("Keep it to sixty skills of at most eighty signs."), field="other")
    no_card(" ".join(words), field="other")
    with change(by=by, now=now) as c:
        return c.save(user, skills=words)
