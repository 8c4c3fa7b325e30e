"""What API operations of checklists, tests, scope, reports, comments, files and whole plans are sent."""

import base64
from typing import Any

from access.world import World
from pilotage.reports.models import Report


def _file(name: str, text: str) -> dict[str, Any]:
    return {"name": name, "content": base64.b64encode(text.encode()).decode()}


def _reader(world: World, which: str, person: str) -> dict[str, Any]:
    report = Report.objects.everywhere().filter(pk=world.key("report", which, person)).first()
    return {"readers": [one.pk for one in report.series.readers.all()] if report else [1]}


ONBOARDING_API_BODIES: dict[str, Any] = {
    "POST api/v1/checklists": lambda world, which, person: {
        "phase": world.key("empty_phase", which, person), "areas": ["ivr"],
    },
    "POST api/v1/checklists/<uuidstr:pk>/items": lambda *_: {"area": "gateway", "title": "Fresh"},
    "POST api/v1/evidence/<int:pk>/withdrawals": lambda *_: {"reason": "The wrong log"},
    "PATCH api/v1/test-plans/<uuidstr:pk>": lambda *_: {"name": "Fresh name"},
    "POST api/v1/test-plans/<uuidstr:pk>/cases": lambda *_: {"title": "Fresh"},
    "POST api/v1/test-plans/<uuidstr:pk>/results-file": lambda *_: _file(
        "back.csv", "code,result,note\nX02,blocked,No file\n"
    ),
    "POST api/v1/test-plans/<uuidstr:pk>/uncovered": lambda *_: {"cycle": "1", "channel": "web", "reason": "Not sold"},
    "PATCH api/v1/test-cases/<int:pk>": lambda *_: {"title": "Fresh"},
    "PATCH api/v1/scope-lines/<uuidstr:pk>": lambda *_: {"title": "Fresh"},
    "POST api/v1/scope-lines/<uuidstr:pk>/links": lambda *_: {"step": "training", "text": "Fresh class"},
    "POST api/v1/phases/<uuidstr:pk>/scope-file": lambda *_: _file("scope.csv", "promise,line\nFresh,Fresher\n"),
    "PATCH api/v1/promises/<uuidstr:pk>": lambda *_: {"title": "Fresh"},
    "PATCH api/v1/reports/<uuidstr:pk>": lambda *_: {"title": "Fresh"},
    "POST api/v1/reports/<uuidstr:pk>/sendings": _reader,
    "POST api/v1/phases/<uuidstr:pk>/report-schedules": lambda *_: {
        "kind": "steering", "guests": [{"name": "Gus", "email": "gus@example.com"}],
    },
    "POST api/v1/vendor-contacts/<uuidstr:pk>/links": lambda *_: {"days": 9},
    "POST api/v1/projects/<uuidstr:pk>/replan": lambda *_: {"as_of": "2020-01-02"},
    "POST api/v1/plan-edits": lambda world, which, person: {
        "edits": [{"task": world.key("plan_task", which, person), "duration_days": 77}],
    },
    "POST api/v1/autopay/<uuidstr:pk>/figures-file": lambda world, *_: _file(
        "figures.csv", f"date,method,total\n{world.now:%Y-%m-%d},token,7\n"
    ),
    "POST api/v1/phases/<uuidstr:pk>/pre-mortem": lambda *_: {"keys": ["every-cycle-tested"]},
    "POST api/v1/records/<uuidstr:pk>/comments": lambda *_: {"text": "Fresh"},
    "POST api/v1/records/<uuidstr:pk>/files": lambda *_: _file("notes.txt", "Fresh words"),
}  # fmt: skip
