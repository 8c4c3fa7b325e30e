"""Teams of provider staff, and the days on which people are away."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.translation import gettext as _

from pilotage.core.errors import Refused
from pilotage.core.operations import Change, change
from pilotage.core.viewer import Viewer
from pilotage.people.models import Team, TimeOff, User
from pilotage.people.permissions import require_admin


def create_team(
    *, by: Viewer, now: datetime, name: str, leader: User | None = None, members: Iterable[User] = ()
) -> Team:
    """A new team. Refuses when the name is taken. Also: event `people.team_created`."""
    require_admin(by)
    people = list(members)
    with change(by=by, now=now) as c:
        _refuse_taken(name)
        team = c.create(Team, name=name.strip(), leader=leader)
        if people:
            _set_members(c, team, people)
        return team


def change_team(
    *, by: Viewer, now: datetime, team: Team, name: str, leader: User | None, members: Iterable[User]
) -> None:
    """Sets name, leader and members. Refuses when the name is taken.

    Also: events `people.team_changed` and `people.team_members_changed`.
    """
    require_admin(by)
    people = list(members)
    with change(by=by, now=now) as c:
        _refuse_taken(name, besides=team)
        c.save(team, name=name.strip(), leader=leader)
        _set_members(c, team, people)


def add_time_off(*, by: Viewer, now: datetime, user: User, from_date: date, to_date: date, reason: str = "") -> TimeOff:
    """Days on which a person doesn't work, both ends included. Everybody their own; administrators everybody's.

    Refuses when the last day is before the first, or the days overlap others of the person.
    Also: event `people.timeoff_created`.
    """
    if by.user_id != user.pk:
        require_admin(by)
    if to_date < from_date:
        raise Refused(_("The last day is before the first. Change one of them."), field="to_date")
    with change(by=by, now=now) as c:
        clash = TimeOff.objects.filter(user=user, from_date__lte=to_date, to_date__gte=from_date).first()
        if clash:
            raise Refused(
                _("%(name)s is away from %(from)s to %(to)s already. Take that away first, or choose other days.")
                % {"name": user.name, "from": clash.from_date.isoformat(), "to": clash.to_date.isoformat()},
                field="from_date",
            )
        return c.create(TimeOff, user=user, from_date=from_date, to_date=to_date, reason=reason.strip())


def remove_time_off(*, by: Viewer, now: datetime, time_off: TimeOff) -> None:
    """The person works on these days after all. Also: event `people.timeoff_removed`."""
    if by.user_id != time_off.user_id:
        require_admin(by)
    with change(by=by, now=now) as c:
        c.remove(time_off)


def _refuse_taken(name: str, besides: Team | None = None) -> None:
    if not name.strip():
        raise Refused(_("The team has no name. Give it one."), field="name")
    others = Team.objects.filter(name__iexact=name.strip())
    if besides is not None:
        others = others.exclude(pk=besides.pk)
    if others.exists():
        raise Refused(_("There is a team of that name already. Choose another name."), field="name")


def _set_members(c: Change, team: Team, people: list[User]) -> None:
    before = sorted(team.members.values_list("name", flat=True))
    after = sorted(person.name for person in people)
    if {person.pk for person in people} == set(team.members.values_list("pk", flat=True)):
        return
    team.members.set(people)
    c.log("people.team_members_changed", team, before={"members": before}, after={"members": after})
