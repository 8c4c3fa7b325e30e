"""What API operations of plans, playbooks, staffing, reports and vendors are sent."""

import base64
from typing import Any

from access.staffing_bodies import staffing_needs
from access.table import OWN
from access.world import World
from pilotage.onboarding.exchange import read_plan_file
from pilotage.onboarding.models import PlaybookVersion, Project
from pilotage.onboarding.plan_files import difference

PLAN = b"id,task,duration_days\nZ1,Fresh task,2\n"


def _taken_file(world: World, which: str, person: str) -> dict[str, Any]:
    project = Project.objects.everywhere().filter(pk=world.key("project", which, person)).first()
    seen = difference(project, read_plan_file(PLAN, "back.csv"), world.now.date()).digest if project else "none"
    return {"name": "back.csv", "content": base64.b64encode(PLAN).decode(), "seen": seen}


def _carried(world: World, which: str, person: str) -> dict[str, Any]:
    part = PlaybookVersion.objects.get(pk=world.things["part_playbook"][OWN])
    return {"playbook": part.playbook_id, "number": part.number, "projects": [world.key("project", which, person)]}


PLAN_API_BODIES: dict[str, Any] = {
    "POST api/v1/test-plans": lambda world, which, person: {"phase": world.key("phase", which, person), "kind": "uat"},
    "POST api/v1/test-plans/<uuidstr:pk>/signatures": lambda *_: {"name": "Gail Hill"},
    "POST api/v1/test-signatures/<int:pk>/withdrawals": lambda *_: {"reason": "Too early"},
    "POST api/v1/changes/<uuidstr:pk>/offers": lambda *_: {"risk": "low"},
    "POST api/v1/changes/<uuidstr:pk>/approvals": lambda *_: {},
    "POST api/v1/changes/<uuidstr:pk>/refusals": lambda *_: {"reason": "Too dear"},
    "POST api/v1/changes/<uuidstr:pk>/withdrawals": lambda *_: {"reason": "Not wanted"},
    "POST api/v1/test-plans/<uuidstr:pk>/defects": lambda *_: {"title": "Fresh", "severity": "minor"},
    "POST api/v1/test-cases/<int:pk>/results": lambda *_: {"outcome": "passed"},
    "PATCH api/v1/defects/<uuidstr:pk>": lambda *_: {"title": "Fresh"},
    "POST api/v1/products": lambda *_: {"vendor": "Fresh", "product": "Billing 9", "category": "Utility"},
    "PATCH api/v1/products/<uuidstr:pk>": lambda *_: {"file_notes": "Fixed width, 400 signs"},
    "POST api/v1/projects/<uuidstr:pk>/plan-tasks": lambda *_: {"title": "Order badge readers", "role": "OS"},
    "POST api/v1/projects/<uuidstr:pk>/moves": lambda *_: {"to": "hold", "reason": "No keys", "party": "bank"},
    "PATCH api/v1/plan-tasks/<uuidstr:pk>": lambda *_: {"duration_days": 77},
    "POST api/v1/plan-tasks/<uuidstr:pk>/holds": lambda *_: {"reason": "No keys", "party": "bank"},
    "POST api/v1/projects/<uuidstr:pk>/baselines": lambda *_: {"name": "Fresh"},
    "POST api/v1/projects/<uuidstr:pk>/plan-file": _taken_file,
    "POST api/v1/carryings": _carried,
    "POST api/v1/carryings/<uuidstr:pk>/agreements": lambda world, which, person: {
        "projects": [world.key("project", which, person)],
    },
    "POST api/v1/capacities": lambda world, which, person: {
        "person": world.users["tsm"].pk, "from_date": "2030-03-04", "points": 9,
    },
    "POST api/v1/staffing-runs/<uuidstr:pk>/acceptances": lambda world, which, person: {
        "accept": staffing_needs(world, which, person)["selected"] or ["none"]
    },
    "POST api/v1/staffing-runs": lambda *_: {"kind": "assign", "roles": ["im"]},
    "POST api/v1/reports": lambda world, which, person: {"phase": world.key("phase", which, person), "kind": "kickoff"},
    "POST api/v1/vendor-contacts": lambda world, which, person: {
        "project": world.key("project", which, person), "name": "Val", "email": "val@n.example",
    },
    "PATCH api/v1/vendor-contacts/<uuidstr:pk>": lambda *_: {"title": "Fresh"},
    "POST api/v1/tasks/<uuidstr:pk>/approvals": lambda *_: {"about": "plan", "question": "Do you approve?"},
}  # fmt: skip
