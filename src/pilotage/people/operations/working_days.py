"""When people and teams work, where that differs from the provider."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from pilotage.core.errors import Refused
from pilotage.core.operations import Change, change
from pilotage.core.viewer import Viewer
from pilotage.people.enums import Holidays
from pilotage.people.models import PersonCalendar, Team, TeamCalendar, User, WorkingDays
from pilotage.people.permissions import require_admin

PERSON_DAYS_SET = "people.person_days_set"
TEAM_DAYS_SET = "people.team_days_set"


def set_person_days(
    *, user: User, is_own: bool, week: Sequence[int] = (), holidays: str = Holidays.FEDERAL,
    days_off: Sequence[Sequence[str]] = (), by: Viewer, now: datetime,
) -> bool:  # fmt: skip
    """A person's own working days, or with `is_own` False the provider's (or the team's) again. Everybody their own;
    administrators everybody's.

    Refuses a week without a day. Also: event `people.person_days_set`; plans with tasks of the person are worked out anew.
    """
    if by.user_id != user.pk:
        require_admin(by)
    with change(by=by, now=now) as c:
        held = PersonCalendar.objects.select_for_update().filter(user=user).first()
        fields = cleaned_days(week, holidays, days_off) if is_own else None
        told = keep_days(held, PersonCalendar(user=user), fields)
        return tell_days(c, PERSON_DAYS_SET, user, told, {"user": user.pk})


def set_team_days(
    *, team: Team, is_own: bool, week: Sequence[int] = (), holidays: str = Holidays.FEDERAL,
    days_off: Sequence[Sequence[str]] = (), time_zone: str = "", by: Viewer, now: datetime,
) -> bool:  # fmt: skip
    """A team's working days, for members without days of their own. Administrators.

    Refuses a week without a day. Also: event `people.team_days_set`; plans with tasks of members are worked out anew.
    """
    require_admin(by)
    with change(by=by, now=now) as c:
        held = TeamCalendar.objects.select_for_update().filter(team=team).first()
        fields = cleaned_days(week, holidays, days_off) | {"time_zone": time_zone} if is_own else None
        told = keep_days(held, TeamCalendar(team=team), fields)
        return tell_days(c, TEAM_DAYS_SET, team, told, {"team": team.pk})


def cleaned_days(week: Sequence[int], holidays: str, days_off: Sequence[Sequence[str]]) -> dict[str, Any]:
    """Working days as they are stored. Refuses a week without a day, and holidays that nobody ships."""
    days = sorted({int(day) for day in week})
    if not days or not set(days) <= set(range(7)):
        raise Refused(_("Choose at least one weekday."), field="week")
    if holidays not in set(Holidays):
        raise Refused(_("Choose the holidays from the list."), field="holidays")
    return {"week": days, "holidays": holidays, "days_off": [list(pair) for pair in days_off]}


def keep_days(
    held: WorkingDays | None, fresh: WorkingDays, fields: dict[str, Any] | None
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Stores, changes or takes away somebody's own days. Returns what was and what is, both empty where nothing changed."""
    names = ("week", "holidays", "days_off", "time_zone")
    before = {name: getattr(held, name) for name in names if hasattr(held, name)} if held is not None else {}
    if (fields or {}) == before:
        return {}, {}
    if fields is None:
        if held is not None:
            held.delete()
        return before, {"week": None}
    row = held or fresh
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
    return before, fields


def tell_days(
    c: Change, kind: str, row: Any, told: tuple[dict[str, Any], dict[str, Any]], whose: dict[str, Any]
) -> bool:
    """The event of it, if anything changed."""
    before, after = told
    if not after:
        return False
    c.log(kind, row, before=before, after=after | whose)
    return True
