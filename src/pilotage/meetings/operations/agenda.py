"""The agenda of a meeting: its topics in order, taken from open things or written by people; actions that become tasks."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from pilotage.core.errors import Refused
from pilotage.core.operations import change
from pilotage.core.operations.change import Change
from pilotage.core.viewer import Viewer
from pilotage.meetings.enums import PART_NAMES, MeetingState, Part
from pilotage.meetings.models import AgendaItem, Meeting
from pilotage.meetings.operations.inviting import hold_row
from pilotage.meetings.permissions import require_organiser
from pilotage.meetings.proposing import proposals
from pilotage.meetings.rules import agenda_lines
from pilotage.people.models import User
from pilotage.work.enums import Side
from pilotage.work.models import Task
from pilotage.work.operations import create_task
from pilotage.work.texts import no_card

WORDS = ("title", "presenter", "remark")
CHANGEABLE = frozenset({*WORDS, "minutes_long", "part"})
LONGEST = {"title": 200, "presenter": 120, "remark": 5000}


def add_item(*, meeting: Meeting, by: Viewer, now: datetime, **fields: Any) -> AgendaItem:
    """One more topic at the end: `title`, and if known `minutes_long`, `presenter`, `part`, `remark`.

    Refuses no title, a length outside 1 to 480 minutes, an unknown part, card numbers, and a cancelled meeting. Also: event
    `meetings.agendaitem_created`. Nobody is told: the page shows it, and the next calendar file holds it.
    """
    require_organiser(by)
    given = _checked({"title": ""} | fields)
    with change(by=by, now=now) as c:
        _hold(meeting)
        return _append(c, meeting, **given)


def change_item(*, item: AgendaItem, by: Viewer, now: datetime, **fields: Any) -> bool:
    """Sets words, minutes, presenter, part. Refuses as `add_item` does. Also: event `meetings.agendaitem_changed`."""
    require_organiser(by)
    given = _checked(fields)
    with change(by=by, now=now) as c:
        _hold(item.meeting)
        return c.save(item, **given)


def move_item(*, item: AgendaItem, up: bool, by: Viewer, now: datetime) -> None:
    """Changes places with the topic before it, or after it; the first and the last stay."""
    require_organiser(by)
    with change(by=by, now=now) as c:
        _hold(item.meeting)
        rows = list(AgendaItem.objects.everywhere().filter(meeting=item.meeting).order_by("position", "pk"))
        here = next((n for n, row in enumerate(rows) if row.pk == item.pk), None)
        if here is None:
            return
        there = here - 1 if up else here + 1
        if 0 <= there < len(rows):
            rows[here], rows[there] = rows[there], rows[here]
        for n, row in enumerate(rows, 1):
            c.save(row, position=n)


def remove_item(*, item: AgendaItem, by: Viewer, now: datetime) -> None:
    """Takes a topic off. Refuses one of which something was said. Also: event `meetings.agendaitem_removed`."""
    require_organiser(by)
    with change(by=by, now=now) as c:
        _hold(item.meeting)
        row = AgendaItem.objects.everywhere().filter(pk=item.pk).first()
        if row is None:
            return
        if row.said:
            raise Refused(_("Something was said about this; it stays in the minutes."))
        c.remove(row)


def take_proposals(*, meeting: Meeting, keys: Collection[str], by: Viewer, now: datetime) -> int:
    """Puts the proposed topics with these keys on the agenda; one that stands there already is passed over. Returns how many."""
    require_organiser(by)
    added = 0
    with change(by=by, now=now) as c:
        _hold(meeting)
        for _label, rows in proposals(meeting, by, now):
            for one in rows:
                if one.key in keys:
                    _append(
                        c, meeting, title=one.title[:200], remark=one.why, part=one.part, presenter=one.presenter[:120],
                        about_id=one.record,
                    )  # fmt: skip
                    added += 1
    return added


def add_action(
    *, meeting: Meeting, title: str, owner: User | None = None, due_date: date | None = None, by: Viewer, now: datetime
) -> Task:
    """What somebody is to do: a task about the meeting. A biller's person owes it on the biller's side, and finds it in the portal.

    Refuses an empty title, card numbers, a cancelled meeting. Also: event `work.task_created`; its owner is told.
    """
    require_organiser(by)
    with change(by=by, now=now):
        _hold(meeting)
        side = Side.BILLER if owner is not None and not owner.roles else Side.PROVIDER
        return create_task(
            subject=meeting.record, biller=meeting.biller, title=title, owner=owner, side=side, due_date=due_date, by=by, now=now
        )  # fmt: skip


def set_series_items(c: Change, meeting: Meeting, text: str) -> None:
    """The topics that stand in each meeting of a series, anew; those of which something was said stay."""
    rows = AgendaItem.objects.everywhere().filter(meeting=meeting, is_of_series=True, said="")
    for row in rows:
        c.remove(row)
    for title, minutes in agenda_lines(text):
        part = next((one for one in (Part.PM, Part.TSM) if title.startswith(f"{one.upper()}:")), Part.ALL)
        _append(c, meeting, title=title, minutes_long=minutes, part=part, is_of_series=True)


def _append(c: Change, meeting: Meeting, **fields: Any) -> AgendaItem:
    last = AgendaItem.objects.everywhere().filter(meeting=meeting).aggregate(last=Max("position"))["last"] or 0
    return c.create(
        AgendaItem, scope=meeting.biller_id, biller_id=meeting.biller_id, meeting=meeting, position=last + 1, **fields
    )


def _hold(meeting: Meeting) -> None:
    hold_row(meeting)
    if meeting.state == MeetingState.CANCELLED:
        raise Refused(_("This meeting is cancelled. Schedule a new one."))


def _checked(fields: dict[str, Any]) -> dict[str, Any]:
    if set(fields) - CHANGEABLE:
        raise TypeError(f"an agenda item has no {', '.join(sorted(set(fields) - CHANGEABLE))}")
    found = dict(fields)
    for name in WORDS:
        if name in found:
            found[name] = str(found[name] or "").strip()
            no_card(found[name], field=name)
            if len(found[name]) > LONGEST[name]:
                raise Refused(_("Keep this to %(n)d signs.") % {"n": LONGEST[name]}, field=name)
    if "title" in found and not found["title"]:
        raise Refused(_("Say in a few words what it is about."), field="title")
    length = found.get("minutes_long")
    if length is not None and not 1 <= length <= 480:
        raise Refused(_("A topic takes from 1 to 480 minutes."), field="minutes_long")
    if found.get("part", "") not in PART_NAMES:
        raise Refused(_("Choose whose part it is."), field="part")
    return found
