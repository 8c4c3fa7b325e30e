"""What API operations of bill cycles, cut-overs and playbooks are sent."""

from typing import Any

from access.world import World

_MARCH = {"starts_on": "2030-03-04", "ends_on": "2030-03-06"}
_AT = {"starts_at": "2030-03-04T18:00:00Z"}


def _phase(world: World, which: str, person: str) -> dict[str, Any]:
    return {"phase": world.key("phase", which, person)}


def _plan(content: str) -> dict[str, Any]:
    return {"content": f"id,task,role,duration_days,depends_on\n{content}"}


RUNBOOK_API_BODIES: dict[str, Any] = {
    "POST api/v1/cycles": lambda *cell: _phase(*cell) | {
        "name": "Fresh cycle", "first_month": "2030-03-01", "rules": [{"kind": "bill", "offset": 3, "unit": "month_day"}],
    },
    "PATCH api/v1/cycles/<uuidstr:pk>": lambda *_: {"name": "Another name"},
    "POST api/v1/phases/<uuidstr:pk>/cycle-dates": lambda *_: {
        "runs": [{"cycle": "Fresh cycle", "month": "2030-03", "days": {"bill": "2030-03-04"}}],
    },
    "POST api/v1/go-live-parts": lambda *cell: _phase(*cell) | _MARCH | {"by": "channel", "words": "IVR"},
    "PATCH api/v1/go-live-parts/<uuidstr:pk>": lambda *_: {"words": "Counter"},
    "POST api/v1/go-live-parts/<uuidstr:pk>/moves": lambda *_: {"to": "cancelled"},
    "POST api/v1/penalty-protections": lambda world, which, person: _phase(world, which, person) | _MARCH | {
        "agreed_by": "Mayor", "owner": world.users["tsm"].pk,
    },
    "PATCH api/v1/penalty-protections/<uuidstr:pk>": lambda *_: {"payers": "Seniors"},
    "POST api/v1/penalty-protections/<uuidstr:pk>/closings": lambda *_: {"evidence": "Fees run again"},
    "POST api/v1/autopay": lambda world, which, person: {"phase": world.key("empty_phase", which, person)},
    "PATCH api/v1/autopay/<uuidstr:pk>": lambda *_: {"remark": "Tokens come by SFTP"},
    "POST api/v1/autopay/<uuidstr:pk>/checks": lambda *_: {  # account 1 on both sides
        side: {"name": f"{side}.csv", "content": "YWNjb3VudAoxCg=="} for side in ("old", "new")
    },
    "POST api/v1/cutovers": lambda *cell: _phase(*cell) | _AT | {"template": "channel"},
    "PATCH api/v1/cutovers/<uuidstr:pk>": lambda *_: {"name": "Another name"},
    "POST api/v1/cutovers/<uuidstr:pk>/copies": lambda *_: dict(_AT),
    "POST api/v1/cutovers/<uuidstr:pk>/reviews": lambda *_: {"note": "Walked through"},
    "POST api/v1/cutovers/<uuidstr:pk>/steps": lambda *_: {"code": "Z9", "title": "Fresh", "minutes": 5},
    "POST api/v1/cutovers/<uuidstr:pk>/triggers": lambda *_: {"title": "Totals differ"},
    "POST api/v1/cutovers/<uuidstr:pk>/log": lambda *_: {"text": "The bridge is open"},
    "POST api/v1/cutovers/<uuidstr:pk>/back-outs": lambda *_: {"reason": "The bank is down"},
    "PATCH api/v1/cutover-steps/<int:pk>": lambda *_: {"title": "Another title"},
    "POST api/v1/cutover-steps/<int:pk>/moves": lambda *_: {"to": "running"},
    "POST api/v1/cutover-steps/<int:pk>/decisions": lambda *_: {"outcome": "no_go", "note": "The bank is down"},
    "POST api/v1/cutover-triggers/<int:pk>/pulls": lambda *_: {"note": "Seen"},
    "POST api/v1/playbooks": lambda *_: {"name": "Fresh part", "is_part": True},
    "POST api/v1/playbooks/<uuidstr:pk>/lines": lambda *_: {"code": "X9", "title": "Fresh"},
    "POST api/v1/playbooks/<uuidstr:pk>/draft-file": lambda *_: _plan("A,Begin,PM,1,\nB,End,PM,2,A\n"),
    "POST api/v1/playbooks/<uuidstr:pk>/publications": lambda *_: {"note": "Better"},
    "PATCH api/v1/playbook-lines/<int:pk>": lambda *_: {"title": "Other"},
    "POST api/v1/playbook-lines/<int:pk>/moves": lambda *_: {"up": True},
}  # fmt: skip
