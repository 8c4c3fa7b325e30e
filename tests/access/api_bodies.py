"""What the requests of the access table send to API operations."""

import base64
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from access.assignment_subjects import API as ASSIGNMENT_API
from access.cycle_subjects import API as FIRST_CYCLES_API
from access.onboarding_api_bodies import ONBOARDING_API_BODIES
from access.plan_api_bodies import PLAN_API_BODIES
from access.runbook_api_bodies import RUNBOOK_API_BODIES
from access.verification_subjects import LAID_OUT, LEFT, SHOWN_KEY
from access.world import World
from pilotage.meetings.models import Attendance
from pilotage.verification.rules.remote import fingerprint

Body = Callable[[World, str, str], dict[str, Any]]
SCORES = ("posting", "reconciliation", "cases", "staff", "adoption")


def _biller_key(world: World, which: str, person: str) -> dict[str, Any]:
    return {"biller": world.key("biller", which, person)}


def attendances(meeting: Any) -> list[int]:
    """Who is invited to it; somebody that there isn't for a meeting that there isn't."""
    found = Attendance.objects.everywhere().filter(meeting=meeting).order_by("pk")
    return list(found.values_list("pk", flat=True)) or [1]


#: What API operations are sent.
API_BODIES: dict[str, Body] = {
    **PLAN_API_BODIES,
    **ONBOARDING_API_BODIES,
    **RUNBOOK_API_BODIES,
    **ASSIGNMENT_API,
    **FIRST_CYCLES_API,
    "POST api/v1/billers": lambda *_: {"external_id": "fresh", "name": "Fresh Town"},
    "PATCH api/v1/billers/<uuidstr:pk>": lambda *_: {"state": "CA"},
    "POST api/v1/integrations": lambda *cell: _biller_key(*cell) | {"integrator": "Fresh"},
    "PATCH api/v1/integrations/<uuidstr:pk>": lambda *_: {"integrator": "Fresh"},
    "POST api/v1/phases": _biller_key,
    "PATCH api/v1/phases/<uuidstr:pk>": lambda *_: {"name": "Fresh"},
    "POST api/v1/projects": lambda world, which, person: {
        "phase": world.key("empty_phase", which, person), "kickoff": "2030-03-04",
    },
    "POST api/v1/raid": lambda world, which, person: {
        "phase": world.key("phase", which, person), "kind": "issue", "title": "Fresh", "impact": 4,
    },
    "POST api/v1/daily-checks": lambda world, which, person: {
        "phase": world.key("live", which, person), "kind": "posting", "name": "Fresh check",
    },
    "PATCH api/v1/daily-checks/<uuidstr:pk>": lambda *_: {"alarm_days": 5},
    "POST api/v1/daily-checks/<uuidstr:pk>/runs": lambda *_: {},
    "POST api/v1/verification-runs": lambda world, which, person: {
        "spec": world.key("spec", which, person),
    },
    "POST api/v1/verification-specs/<uuidstr:pk>/history": lambda world, which, person: {
        "side": "left", "name": "then.csv", "content": base64.b64encode(LEFT).decode(),
    },
    "POST api/v1/verification-specs/<uuidstr:pk>/layout-trials": lambda *_: LAID_OUT,
    "POST api/v1/verification-specs/<uuidstr:pk>/layouts": lambda *_: LAID_OUT,
    "POST api/v1/verification-specs/<uuidstr:pk>/sources": lambda *_: {"side": "right", "host": "sftp.hill.example", "user": "us"},
    "POST api/v1/verification-sources/<int:pk>/confirmations": lambda *_: {"fingerprint": fingerprint(SHOWN_KEY)},
    "POST api/v1/verification-sources/<int:pk>/pulls": lambda *_: {},
    "POST api/v1/verification-findings": lambda world, which, person: {
        "run": world.key("verification_run", which, person), "title": "Fresh",
    },
    "PATCH api/v1/verification-findings/<uuidstr:pk>": lambda *_: {"title": "Fresher"},
    "POST api/v1/autopay/<uuidstr:pk>/figures": lambda *_: {"on": "2026-01-06", "method": "stop", "total": 9},
    "PATCH api/v1/raid/<uuidstr:pk>": lambda *_: {"impact": 5},
    "POST api/v1/billers/<uuidstr:pk>/phased": lambda *_: {"is_phased": True, "reason": "They say so"},
    "POST api/v1/raci": lambda *_: {"rows": [{"number": 9, "im": "R", "tsm": "A"}], "reason": "They know the files"},
    "POST api/v1/phases/<uuidstr:pk>/raci": lambda *_: {"rows": [{"number": 5, "im": "R", "tsm": "A"}], "reason": "They know the files"},
    "POST api/v1/raci/questions/<int:pk>/answer": lambda *_: {"answer": "The file layout changed"},
    "POST api/v1/meeting-series": lambda world, which, person: {
        "phase": world.key("phase", which, person), "kind": "other", "title": "Fresh", "weekdays": [1], "at": "10:00",
        "time_zone": "America/Chicago", "first_date": "2030-03-04",
    },
    "POST api/v1/meetings": lambda world, which, person: {
        "phase": world.key("phase", which, person), "kind": "other", "title": "Fresh", "starts_at": world.now + timedelta(days=4),
    },
    "POST api/v1/meetings/<uuidstr:pk>/moves": lambda world, *_: {"starts_at": world.now + timedelta(days=4, hours=1)},
    "POST api/v1/meetings/<uuidstr:pk>/cancellations": lambda *_: {"reason": "No room"},
    "POST api/v1/meetings/<uuidstr:pk>/minutes": lambda world, which, person: {
        "minutes": "Said", "attended": attendances(world.key("begun_meeting", which, person)),
    },
    "POST api/v1/meetings/<uuidstr:pk>/agenda": lambda *_: {"title": "Fresh"},
    "POST api/v1/meetings/<uuidstr:pk>/actions": lambda *_: {"title": "Fresh"},
    "POST api/v1/cases": lambda world, which, person: {
        "biller": world.key("biller", which, person), "title": "Fresh case", "severity": 2,
    },
    "PATCH api/v1/cases/<uuidstr:pk>": lambda *_: {"severity": 1},
    "POST api/v1/cases/<uuidstr:pk>/tracker": lambda *_: {"key": "PAY-7", "state": "Open"},
    "PATCH api/v1/check-items/<uuidstr:pk>": lambda *_: {"title": "Fresh"},
    "POST api/v1/check-items/<uuidstr:pk>/evidence": lambda *_: {"kind": "note", "text": "Seen"},
    "POST api/v1/changes": lambda world, which, person: {
        "phase": world.key("phase", which, person), "title": "Fresh", "what": "Fresher",
    },
    "POST api/v1/promises": lambda world, which, person: {
        "phase": world.key("phase", which, person), "title": "Fresh", "source": "sales",
    },
    "POST api/v1/scope-lines": lambda world, which, person: {
        "phase": world.key("phase", which, person), "title": "Fresh",
    },
    "POST api/v1/phases/<uuidstr:pk>/overview": lambda *_: {"readers": [{"email": "gail@example.com"}]},
    "POST api/v1/tasks": lambda world, which, person: {
        "subject": world.key("project", which, person), "title": "Fresh",
    },
    "PATCH api/v1/tasks/<uuidstr:pk>": lambda *_: {"title": "Fresh"},
    "PATCH api/v1/summaries/<uuidstr:pk>": lambda *_: {"values": {"ivr": "Yes"}},
    "PATCH api/v1/decisions/<uuidstr:pk>": lambda world, which, person: {
        "choice": "tsm", "assignee": world.users["tsm"].pk, "reason": "Asked for",
    },
    "POST api/v1/triage-calls/<uuidstr:pk>/outcomes": lambda world, which, person: {
        "case": world.things["case"]["own"], "path": "us", "path_words": "We look", "owner": world.users["tsm"].pk,
        "due_date": "2030-03-04",
    },
    "POST api/v1/triage-calls/<uuidstr:pk>/minutes": lambda world, which, person: {
        "minutes": "Said", "attended": [world.things["leader_on_call"]["own"]],
    },
    "POST api/v1/triage-calls/<uuidstr:pk>/invitations": lambda world, which, person: {
        "users": [world.users["marketing"].pk],
    },
    "POST api/v1/triage-calls/<uuidstr:pk>/cancellations": lambda *_: {"reason": "A holiday"},
    "POST api/v1/triage-calls/<uuidstr:pk>/misses": lambda *_: {"reason": "A storm"},
    "POST api/v1/policy-drafts": lambda world, which, person: {
        "name": "fresh-2", "reason": "A better table", "effective_date": str((world.now + timedelta(days=30)).date()),
        "rows": [{"id": "A1", "support": "help_desk", "window_days": 0, "meetings": 0}],
    },
    "PATCH api/v1/policy-drafts/<uuidstr:pk>": lambda *_: {"reason": "Another reason"},
    "POST api/v1/policy-drafts/<uuidstr:pk>/returns": lambda *_: {"reason": "Row N1 asks for too little"},
    "POST api/v1/escalation-policies": lambda *_: {
        "department": "Fresh", "levels": [{"hours": 2, "role": "cs_leader"}],
    },
    "PATCH api/v1/escalation-policies/<uuidstr:pk>": lambda *_: {"severity_from": 2},
    "POST api/v1/experts": lambda world, which, person: {"area": "Fresh area", "person": world.users["sme"].pk},
    "PATCH api/v1/experts/<uuidstr:pk>": lambda *_: {"remark": "Mornings are best"},
    "POST api/v1/escalations/<uuidstr:pk>/acknowledgements": lambda *_: {"remark": "I call them"},
    "POST api/v1/advice/<uuidstr:pk>/answers": lambda *_: {"answer": "Restart the job"},
    "POST api/v1/cases/<uuidstr:pk>/escalations": lambda world, which, person: {
        "policy": world.things["policy_up"]["own"], "reason": "Money is missing",
    },
    "POST api/v1/cases/<uuidstr:pk>/advice": lambda world, which, person: {
        "expert": world.things["expert"]["own"], "question": "What is this code?",
    },
    "POST api/v1/phases/<uuidstr:pk>/handoff": lambda *_: {"quirks": "Rounds down"},
    "POST api/v1/phases/<uuidstr:pk>/handoff/items": lambda world, which, person: {
        "items": [f"raid:{world.key('raid_entry', which, person)}"], "owner": world.users["tsm"].pk,
    },
    "POST api/v1/phases/<uuidstr:pk>/handoff/questions": lambda *_: {"text": "Who signs the file?"},
    "POST api/v1/phases/<uuidstr:pk>/handoff/acceptances": lambda *_: {"side": "client_services"},
    "POST api/v1/handoff-questions/<int:pk>/answers": lambda *_: {"text": "Their treasurer"},
    "POST api/v1/phases/<uuidstr:pk>/leaflet": lambda *_: {
        "readers": [{"name": "Gus Guest", "email": "gus@example.com"}],
    },
    "POST api/v1/weekly-reviews/<uuidstr:pk>/minutes": lambda *_: {"present": "Lea, Theo"},
    "POST api/v1/windows/<uuidstr:pk>/extensions": lambda *_: {"days": 10, "reason": "Slow start"},
    "POST api/v1/windows/<uuidstr:pk>/evaluations": lambda *_: {
        "scores": dict.fromkeys(SCORES, 5), "outcome": "extend", "days": 30, "reason": "The first cycle slipped",
    },
    "POST api/v1/windows/<uuidstr:pk>/closings": lambda *_: {"note": "Two open questions on returns"},
    "POST api/v1/decisions/<uuidstr:pk>/reopenings": lambda *_: {"reason": "New facts"},
    "POST api/v1/decisions/<uuidstr:pk>/confirmations": lambda *_: {"reason": "Known by word of mouth"},
    "POST api/v1/decisions/<uuidstr:pk>/tsm-requests": lambda *_: {"reason": "Weak IT"},
    "POST api/v1/phases/<uuidstr:pk>/waivers": lambda world, which, person: {
        "gate": "milestones", "reason": "It follows", "expires_at": world.now + timedelta(days=9),
    },
    "POST api/v1/phases/<uuidstr:pk>/go-live": lambda world, which, person: {
        "on": world.now.astimezone(ZoneInfo("America/Chicago")).date(),
    },
}  # fmt: skip
