"""What a client meeting's pack is made of: news since the last one, cases with their notes, actions, bill cycles (R16, R17)."""

import uuid
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from pilotage.billers.models import Care, Phase
from pilotage.core.models import Event
from pilotage.firstcycles.queries import unmet_of
from pilotage.meetings.enums import MeetingKind, MeetingState
from pilotage.meetings.models import Meeting
from pilotage.people.enums import Role
from pilotage.phased.queries.case_reports import cases_on, report_of, terms_of
from pilotage.support.enums import SEVERITY_NAMES, Severity
from pilotage.support.models import Case
from pilotage.support.operations.resolving import NOTED, REOPENED, TRACKED, TRIAGED
from pilotage.work.enums import FINISHED, TaskState
from pilotage.work.models import Task

MOST_ROWS = 12
NOTE_SIGNS = 400
CHANGED = "support.case_changed"
Row = dict[str, Any]


def last_client_meeting(phase: Phase, now: datetime) -> Meeting | None:
    """The newest one that was held before now."""
    held = Meeting.objects.everywhere().filter(phase=phase, kind=MeetingKind.CLIENT, state=MeetingState.HELD)
    found: Meeting | None = held.filter(starts_at__lt=now).order_by("-starts_at", "pk").first()
    return found


def client_facts(phase: Phase, since: datetime | None, now: datetime) -> Row:
    """Facts by section, plain: `cases`, `case_news`, `actions`, `cycles`, `presenters`."""
    biller, zone = phase.biller, ZoneInfo(phase.biller.time_zone)
    report = report_of(phase.biller_id)
    terms = terms_of(biller, report)
    back = (now - since).days + 1 if since else terms.closed_days
    rows = [one for one in cases_on(phase.biller_id, back, now) if one.phase_id in (None, phase.pk)]
    return {
        "cases": _cases([one for one in rows if one.closed_at is None], terms.title, now.astimezone(zone).date()),
        "case_news": list(_news(rows, since, zone)),
        "actions": _actions(phase, since),
        "cycles": unmet_of(phase, now),
        "presenters": _presenters(phase.biller_id),
        "last_meeting": _iso(since.astimezone(zone).date()) if since else None,
    }


def _cases(found: list[Case], title: str, today: date) -> Row:
    """`open`: the first twelve with their newest notes, `count`: how many are open, `critical`: how many of them; `report`: where from."""
    return {
        "report": title,
        "count": len(found),
        "critical": sum(1 for one in found if one.severity == Severity.CRITICAL),
        "open": [
            {
                "code": one.code, "title": one.title, "severity": one.get_severity_display(), "days": (today - one.opened_at.date()).days,
                "way": one.path_words or one.get_path_display(), "owner": one.owner.name if one.owner else "",
                "by": _iso(one.path_due_date), "tracker": f"{one.tracker_key} {one.tracker_state}".strip(),
                "notes": one.notes[:NOTE_SIGNS] + ("…" if len(one.notes) > NOTE_SIGNS else ""),
                "noted": _iso(one.noted_at.date()) if one.notes else None,
            }
            for one in found[:MOST_ROWS]
        ],
    }  # fmt: skip


def _news(rows: list[Case], since: datetime | None, zone: ZoneInfo) -> Iterator[Row]:
    """What happened to cases since the last meeting, the oldest first: opened, moved, noted, closed."""
    if since is None:
        return
    by_key = {one.pk: one for one in rows}
    found = [(one.opened_at, one, "Opened") for one in rows if one.opened_at >= since]
    found += [
        (one.closed_at, one, f"Closed: {one.outcome}") for one in rows if one.closed_at and one.closed_at >= since
    ]
    kinds = (CHANGED, TRIAGED, TRACKED, REOPENED, NOTED)
    noted: set[uuid.UUID] = set()
    for event in Event.objects.filter(record_id__in=list(by_key), kind__in=kinds, at__gte=since).order_by("-seq")[:500]:
        case = by_key[event.record_id]
        if event.kind == NOTED and case.pk in noted:
            continue  # the newest writing says it
        noted |= {case.pk} if event.kind == NOTED else set()
        if words := _words(event.kind, (event.payload or {}).get("after") or {}, case):
            found.append((event.at, case, words))
    found.sort(key=lambda one: (one[0], one[1].number))
    for at, case, words in found[-3 * MOST_ROWS :]:
        on = at.astimezone(zone).date().isoformat()
        yield {"on": on, "code": case.code, "title": case.title, "words": words[:300]}


def _words(kind: str, after: Row, case: Case) -> str:
    if kind == CHANGED:
        return f"Now {SEVERITY_NAMES[Severity(after['severity'])].lower()}" if "severity" in after else ""
    if kind == TRIAGED:
        return after.get("path_words") or (f"Goes on: {case.get_path_display()}" if after.get("path") else "")
    if kind == TRACKED:
        return f"In the tracker: {after['tracker_state']}" if after.get("tracker_state") else ""
    return "Opened again" if kind == REOPENED else "Notes written anew"


def _actions(phase: Phase, since: datetime | None) -> list[Row]:
    """Actions of the phase's client meetings: those open, and those done since the last one; by due date."""
    meetings = Meeting.objects.everywhere().filter(phase=phase, kind=MeetingKind.CLIENT)
    tasks = Task.objects.everywhere().filter(subject_id__in=meetings.values("pk")).select_related("owner")
    found = [
        one
        for one in tasks.order_by("due_date", "pk")
        if one.state not in FINISHED or (one.state == TaskState.DONE and since and one.done_at and one.done_at >= since)
    ]
    return [
        {
            "title": one.title, "owner": one.owner.name if one.owner else one.owner_role, "due": _iso(one.due_date),
            "is_done": one.state == TaskState.DONE,
        }
        for one in found[: 2 * MOST_ROWS]
    ]  # fmt: skip


def _presenters(biller_id: uuid.UUID) -> dict[str, str]:
    """Who drives the meeting, and who is the expert on cases: the TSM, else the TAM."""
    cares = (
        Care.objects.everywhere()
        .filter(biller=biller_id, role__in=(Role.PM, Role.TSM, Role.TAM))
        .select_related("user")
    )
    named = {Role(one.role): one.user.name for one in cares}
    return {"pm": named.get(Role.PM, ""), "tsm": named.get(Role.TSM) or named.get(Role.TAM, "")}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
