"""What a report says, gathered from live data and made plain, so that it can be kept as it was at one moment."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from pilotage.billers.models import Care, Contact, InvoiceType, Phase
from pilotage.core.viewer import system
from pilotage.golive.queries import is_ready, read_gates
from pilotage.meetings.enums import MeetingState
from pilotage.meetings.models import Meeting
from pilotage.meetings.queries import meetings_of
from pilotage.onboarding.enums import ProjectState
from pilotage.onboarding.models import PlanTask, Project
from pilotage.onboarding.queries import milestones, plan_of, projects_of_phase
from pilotage.onboarding.scheduling import forecast, read_plan, working_days_late
from pilotage.people.enums import ROLE_NAMES
from pilotage.raid.enums import Kind
from pilotage.raid.models import RaidEntry
from pilotage.raid.queries import ALIVE
from pilotage.reports.client_facts import client_facts
from pilotage.reports.enums import ReportKind
from pilotage.reports.rules import changes
from pilotage.testing.models import TestPlan
from pilotage.testing.queries import plans, standing_of_phase
from pilotage.work.enums import FINISHED, Side, TaskState

NEXT_DAYS = 14
MOST_ROWS = 12
Row = dict[str, Any]


def gather(
    phase: Phase, kind: str, *, before: dict[str, Any] | None, since: datetime | None, now: datetime
) -> dict[str, Any]:
    """Every section's facts as plain values. `before` are the facts of the last report that was sent, `since` its moment, or that of the
    client's last meeting."""
    today = now.astimezone(ZoneInfo(phase.biller.time_zone)).date()
    project = projects_of_phase(phase.pk).exclude(state=ProjectState.CANCELLED).first()
    rows = plan_of(project) if project else []
    begun = (since.astimezone(ZoneInfo(phase.biller.time_zone)).date()) if since else None
    found: dict[str, Any] = {
        "head": _head(phase, project),
        "dates": _dates(phase, project, rows, today),
        "milestones": _milestones(rows),
        "plan": _plan(project, rows, today, begun),
        "raid": _raid(phase),
        "tests": _tests(phase),
        "decisions": _decisions(phase),
        "next": _next(rows, today),
        "owed": [_task(row) for row in _open(rows) if row.task.side == Side.BILLER][:MOST_ROWS],
        "meetings": _meetings(phase, now, since),
        "team": _team(phase),
        "scope": _scope(phase),
        "readiness": _readiness(phase, now),
    }
    found["changes"] = changes(before, found)
    return found | (client_facts(phase, since, now) if kind == ReportKind.CLIENT else {})


def _head(phase: Phase, project: Project | None) -> Row:
    return {
        "biller": phase.biller.name,
        "phase": phase.name,
        "project": project.name if project else "",
        "zone": phase.biller.time_zone,
    }


def _dates(phase: Phase, project: Project | None, rows: list[PlanTask], today: date) -> Row:
    target, live = phase.target_go_live_date, phase.went_live_date
    expected = None
    if project is not None and project.state == ProjectState.ACTIVE and live is None:
        expected = forecast(read_plan(project, rows), today)
    return {
        "kickoff": _iso(project.kickoff_date) if project else None,
        "target": _iso(target),
        "planned": _iso(project.planned_go_live_date) if project else None,
        "expected": _iso(expected),
        "late_days": working_days_late(target, expected) if live is None else 0,
        "went_live": _iso(live),
    }


def _milestones(rows: list[PlanTask]) -> list[Row]:
    return [
        {
            "name": one["name"],
            "date": _iso(one["date"]),
            "done_on": _iso(one["done_on"]),
            "done": one["done"],
            "total": one["total"],
        }
        for one in milestones(rows)
    ]


def _plan(project: Project | None, rows: list[PlanTask], today: date, since: date | None) -> Row:
    counted = [row for row in rows if row.task.state != TaskState.DROPPED]
    open_rows = _open(rows)
    overdue = [row for row in open_rows if row.task.due_date and row.task.due_date < today]
    parts: dict[str, list[int]] = {}
    for row in counted:
        held = parts.setdefault(row.part, [0, 0])
        held[0] += row.task.state == TaskState.DONE
        held[1] += 1
    finished = [row for row in counted if row.actual_finish_date and since and row.actual_finish_date >= since]
    return {
        "state": project.state if project else "",
        "reason": project.state_reason if project else "",
        "total": len(counted),
        "done": sum(1 for row in counted if row.task.state == TaskState.DONE),
        "overdue": len(overdue),
        "overdue_tasks": [_task(row) for row in overdue[:MOST_ROWS]],
        "blocked": [
            _task(row) | {"reason": row.task.blocked_reason} for row in open_rows if row.task.state == TaskState.BLOCKED
        ][:MOST_ROWS],
        "finished": [_task(row) for row in finished[-MOST_ROWS:]],
        "finished_count": len(finished),
        "parts": [{"name": name, "done": done, "total": total} for name, (done, total) in parts.items()],
    }


def _raid(phase: Phase) -> Row:
    found = RaidEntry.objects.everywhere().filter(phase=phase, state__in=ALIVE).select_related("owner")
    rows = [
        {
            "code": one.code, "kind": one.get_kind_display(), "title": one.title, "score": one.score, "rating": one.rating,
            "owner": one.owner.name if one.owner else "", "party": one.get_party_display(), "due": _iso(one.due_date),
            "response": one.response_text,
        }
        for one in found.exclude(kind=Kind.DECISION).order_by("-score", "number", "pk")
    ]  # fmt: skip
    return {"open": rows, "high": sum(1 for one in rows if one["rating"] == "high")}


def _tests(phase: Phase) -> list[Row]:
    standing = {one["plan"].pk: one for one in standing_of_phase(phase.pk)}
    found: list[TestPlan] = list(plans(system("job"), {"phase": phase.pk}))
    return [
        {
            "id": str(one.pk), "name": one.name, "total": one.total, "passed": one.passed, "failing": one.failing,  # type: ignore[attr-defined]
            "open_defects": one.open_defects, "ends": _iso(one.ends_on), "is_signed": standing[one.pk]["is_signed"],  # type: ignore[attr-defined]
            "missing": standing[one.pk]["missing"][:4],
        }
        for one in found
    ]  # fmt: skip


def _decisions(phase: Phase) -> list[Row]:
    found = RaidEntry.objects.everywhere().filter(phase=phase, kind=Kind.DECISION, state__in=ALIVE)
    return [
        {
            "code": one.code, "title": one.title, "party": one.get_party_display(), "due": _iso(one.due_date),
            "owner": one.owner.name if one.owner else "",
        }
        for one in found.select_related("owner").order_by("due_date", "number")
    ]  # fmt: skip


def _next(rows: list[PlanTask], today: date) -> list[Row]:
    near = today + timedelta(days=NEXT_DAYS)
    found = [row for row in _open(rows) if row.task.start_date and row.task.start_date <= near and row.task.due_date]
    found.sort(key=lambda row: (row.task.due_date or near, row.position))
    return [_task(row) for row in found[:MOST_ROWS]]


def _meetings(phase: Phase, now: datetime, since: datetime | None) -> Row:
    found = [one for one in meetings_of(phase.pk) if one.state != MeetingState.CANCELLED]
    held = [one for one in found if one.state == MeetingState.HELD and (since is None or one.starts_at >= since)]
    ahead = [one for one in found if one.state != MeetingState.HELD and one.starts_at >= now]
    return {"held": [_meeting(one) for one in held[-MOST_ROWS:]], "ahead": [_meeting(one) for one in ahead[:MOST_ROWS]]}


def _meeting(one: Meeting) -> Row:
    return {"title": one.title, "at": one.starts_at.isoformat(), "zone": one.time_zone}


def _team(phase: Phase) -> list[Row]:
    cares = Care.objects.everywhere().filter(biller_id=phase.biller_id).select_related("user")
    ours = [
        {"name": one.user.name, "role": ROLE_NAMES.get(one.role, one.role), "email": one.user.email} for one in cares
    ]
    contacts = Contact.objects.everywhere().filter(biller_id=phase.biller_id).order_by("name")
    return [*ours, *({"name": one.name, "role": one.role or phase.biller.name, "email": one.email} for one in contacts)]


def _scope(phase: Phase) -> Row:
    streams = InvoiceType.objects.everywhere().filter(biller_id=phase.biller_id).order_by("name")
    used = phase.integration
    return {
        "streams": [one.name for one in streams if one.phase_id in (None, phase.pk)],
        "software": str(used.product) if used and used.product else "",
        "integrator": used.integrator if used else "",
    }


def _readiness(phase: Phase, now: datetime) -> Row:
    if phase.went_live_date is not None:
        return {"ready": True, "gates": []}
    gates = read_gates(phase, now=now)
    return {
        "ready": is_ready(gates),
        "gates": [{"label": one.label, "state": one.state, "missing": list(one.missing)[:3]} for one in gates],
    }


def _open(rows: list[PlanTask]) -> list[PlanTask]:
    return [row for row in rows if row.task.state not in FINISHED]


def _task(row: PlanTask) -> Row:
    task = row.task
    return {
        "code": row.code,
        "title": task.title,
        "owner": task.owner.name if task.owner else task.owner_role,
        "start": _iso(task.start_date),
        "due": _iso(task.due_date),
        "done_on": _iso(row.actual_finish_date),
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
