"""What requests about playbooks send, beside `bodies`."""

from typing import Any

from access.table import OTHER, OWN
from pilotage.onboarding.models import ProjectMerge

PLAYBOOKS: dict[str, Any] = {
    "runbooks/new/": {"no form": True, "name": "Fresh runbook"},
    "runbooks/<uuid:pk>/edit/": {"no form": True, "name": "Other name"},
    "runbook-versions/<int:pk>/publish/": {"no form": True, "number": "9.9", "description": "Better"},
    "runbook-versions/<int:pk>/sections/new/": {"no form": True, "chapter": "A", "heading": "B", "body": "C"},
    "runbook-sections/<int:pk>/": {"no form": True, "seen": "1", "chapter": "A", "heading": "B", "body": "C"},
    "settings/playbooks/<int:pk>/tasks/new/": {"no form": True, "code": "X9", "title": "Fresh", "duration_days": "2"},
    "settings/playbook-tasks/<int:pk>/": {"no form": True, "seen": "1", "code": "T002", "title": "Other", "duration_days": "2"},
    "settings/playbook-tasks/<int:pk>/move/": {"no form": True, "to": "remove"},
    "settings/playbooks/<int:pk>/carry/": {"no form": True, "all": "1"},
    "carryings/<uuid:pk>/agree/": lambda world, which, person: {
        "no form": True, "selected": [str(world.things["merge"][which]) if which in (OWN, OTHER) else "1"],
    },
    "merges/<int:pk>/": lambda world, which, person: {
        "no form": True, "do": "carry",
        "proposal": getattr(ProjectMerge.objects.everywhere().filter(pk=world.key("merge", which, person)).first(), "proposal", ""),
    },
    "projects/<uuid:pk>/playbook/": lambda world, which, person: {
        "no form": True, "version": str(world.things["part_playbook"][OWN]),
    },
}  # fmt: skip
