"""What the requests of the access table send: words for empty fields, and what a route needs besides its own form."""

from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from access.api_bodies import Body
from access.assignment_subjects import PAGES as ASSIGNMENT
from access.cycle_subjects import PAGES as FIRST_CYCLES
from access.daily_subjects import DAILY_BODIES
from access.plan_bodies import PLAN_BODIES
from access.playbook_bodies import PLAYBOOKS
from access.scope_bodies import SCOPE_BODIES
from access.staffing_bodies import STAFFING
from access.table import OWN
from access.verification_bodies import VERIFICATION_BODIES
from access.world import World
from pictures import drawn

_NOT_BEFORE = {"not_before_day": "", "not_before_time": ""}
_LEVELS = {"hours_1": "4", "role_1": "tsm"} | {f"{name}_{n}": "" for n in range(2, 7) for name in ("hours", "role")}
_MARCH = {"starts_on": "2030-03-04"}


def text_file(name: str = "note.txt", content: bytes = b"fresh content") -> SimpleUploadedFile:
    """A small file."""
    return SimpleUploadedFile(name, content, content_type="text/plain")


def _file(world: World, which: str, person: str) -> dict[str, Any]:
    return {"file": text_file()}


def _comment(world: World, which: str, person: str) -> dict[str, Any]:
    return {"no form": True, "text": "Fresh words"}


def _plan_file(world: World, which: str, person: str) -> dict[str, Any]:
    plan = b"id,task,role,duration_days,depends_on\nA,Begin,PM,1,\nB,End,PM,2,A\n"
    return {"file": SimpleUploadedFile("plan.csv", plan, content_type="text/csv")}


def _plan_back(world: World, which: str, person: str) -> dict[str, Any]:
    content = b"id,task,duration_days\nZ1,Fresh task,2\n"
    return {"no form": True, "file": SimpleUploadedFile("back.csv", content, content_type="text/csv")}


def _import_file(world: World, which: str, person: str) -> dict[str, Any]:
    content = b"external_id,name,vertical\nnew-2,Newer Town,utility\n"
    return {"no form": True, "upload": SimpleUploadedFile("billers.csv", content, content_type="text/csv")}


def _ticked(kind: str, **more: Any) -> Body:
    return lambda world, which, person: {"no form": True, "selected": [str(world.key(kind, which, person))], **more}


def _decide(world: World, which: str, person: str) -> dict[str, Any]:
    return {"no form": True, "choice": "tsm", "assignee": world.users["tsm"].pk, "reason": "They asked for it"}


def _policy(world: World, which: str, person: str) -> dict[str, Any]:
    day = (world.now + timedelta(days=30)).date()
    unbounded = {"row-2-mrr_below": "", "row-3-mrr_from": "", "row-6-mrr_below": ""}
    return {"effective_date": day, "name": "fresh-1", "reason": "A better table"} | unbounded


NO_FORM = {"no form": True}

#: What a route needs besides the form of its own page. `no form` sends just this.
BODIES: dict[str, dict[str, Any] | Body] = {
    **SCOPE_BODIES,
    **VERIFICATION_BODIES,
    **DAILY_BODIES,
    "records/<uuid:pk>/files/": _file,
    "portal/projects/<uuid:pk>/files/": _file,
    "portal/tasks/<uuid:pk>/files/": _file,
    "portal/projects/<uuid:pk>/comment/": _comment,
    "portal/tasks/<uuid:pk>/comment/": _comment,
    "portal/tasks/<uuid:pk>/complete/": NO_FORM,
    "portal/tasks/<uuid:pk>/answer/": {"no form": True, "answer": "yes"},
    "portal/files/<uuid:pk>/remove/": NO_FORM,
    "portal/tasks/<uuid:pk>/reopen/": NO_FORM,
    "settings/provider/": {"brand_accent": "#1f5fa8"},
    "settings/playbooks/new/": _plan_file,
    "settings/playbooks/<int:pk>/from-file/": _plan_file,
    "projects/<uuid:pk>/plan-file/": _plan_back,
    "tests/<uuid:pk>/results/": lambda world, which, person: {
        "no form": True, "file": text_file("results.csv", b"code,result,note\nX02,blocked,No file\n"),
    },
    "import/": _import_file,
    "import/files/<int:pk>/": {"kind": "billers", "external_id": "external_id", "name": "name", "vertical": "vertical"},
    "billers/assign/": lambda world, which, person: {
        "no form": True, "selected": [str(world.things["biller"][OWN])], "user": world.users["signing_pm"].pk, "role": "pm",
    },
    "billers/<uuid:pk>/care/": lambda world, which, person: {"user": world.users["signing_pm"].pk, "role": "pm"},
    "settings/teams/<int:pk>/": {"name": "Water and power"},
    "integrations/<uuid:pk>/edit/": {"integrator": "Another Bridge"},
    "phases/<uuid:pk>/edit/": {"name": "Another name"},
    "settings/time-off/": lambda world, which, person: {
        "user": world.users.get(person, world.users["admin"]).pk, "from_date": "2030-03-04", "to_date": "2030-03-05",
    },
    "settings/views/save/": {"no form": True, "path": "/notices/", "name": "New ones", "query": "show=unread"},
    "settings/views/remove/": {"no form": True, "path": "/notices/", "name": "Unread"},
    "settings/calendars/": {"day": "2030-03-04", "name": "Office closed"},
    "settings/presentation/": {"presentation_passcode": "135790"},
    "settings/case-notes/": {"notes_fresh_1": "1", "notes_fresh_2": "2", "notes_fresh_3": "4", "notes_fresh_4": "10"},
    "settings/triage-calls/": {
        "triage_weekdays": ["1", "3"], "triage_at": "11:00", "triage_zone": "America/New_York", "triage_minutes": "60",
    },
    "settings/notices/": {"task_due": "off"},
    "transition/decide/": lambda world, which, person: {
        "no form": True, "selected": [str(world.things["decision"][OWN])], "assignee": world.users["tsm"].pk,
    },
    "tests/<uuid:pk>/cases/": lambda world, which, person: {
        "no form": True, "selected": [str(world.key("test_case", which, person))], "do": "pass",
    },
    "tests/<uuid:pk>/edit/": {"name": "Another name"},
    "tests/<uuid:pk>/cases/new/": {"code": "Z9"},
    "tests/<uuid:pk>/coverage/not-needed/": {"reason": "Not sold"},
    "test-cases/<int:pk>/": {"outcome": "blocked", "note": "No file"},
    "test-cases/<int:pk>/edit/": {"title": "Another title"},
    "portal/tests/<uuid:pk>/sign/": {"title": "Finance lead"},
    "portal/test-cases/<int:pk>/": {"outcome": "blocked", "note": "No file"},
    "defects/<uuid:pk>/edit/": {"title": "Another title"},
    "defects/<uuid:pk>/<slug:to>/": {"note": "Mended"},
    **STAFFING,
    **ASSIGNMENT,
    "experts/new/": lambda world, which, person: {"area": "IVR", "person": world.users["sme"].pk, "is_retired": ""},
    "experts/<uuid:pk>/edit/": {"remark": "Ask by name"},
    "advice/<uuid:pk>/": {"answer": "Restart the job"},
    "records/<uuid:pk>/advice/": {"question": "What is this code?"},
    "escalations/policies/new/": {"department": "Product", **_LEVELS},
    "escalations/policies/<uuid:pk>/edit/": {**_LEVELS, "hours_1": "9"},
    "escalations/<uuid:pk>/take/": {"remark": "I call them"},
    "cases/<uuid:pk>/escalate/": {"reason": "Money is missing"},
    "billers/<uuid:pk>/phased/say/": {"reason": "They say so"},
    "raci/questions/<int:pk>/": {"answer": "The file layout changed"},
    "raci/matrix/edit/": {"w9_im": "R", "reason": "They know the files"},
    "phases/<uuid:pk>/raci/edit/": {"w5_im": "R", "reason": "They know the files"},
    "cases/assign/": lambda world, which, person: {
        "no form": True, "selected": [str(world.things["case"][OWN])], "owner": world.users["tsm"].pk,
    },
    "cases/calls/<uuid:pk>/minutes/": lambda world, which, person: {
        "no form": True, "minutes": "Said", "attended": [world.things["leader_on_call"][OWN]],
    },
    "cases/calls/<uuid:pk>/invite/": lambda world, which, person: {"user": world.users["marketing"].pk},
    "cases/<uuid:pk>/edit/": {"title": "Another title"},
    "cases/<uuid:pk>/triage/": lambda world, which, person: {"path_words": "We look", "owner": world.users["tsm"].pk},
    "cases/<uuid:pk>/notes/": {"notes": "Postings run again"},
    "cases/<uuid:pk>/tracker/": {"key": "PAY-12", "url": "https://tracker.example.com/PAY-12"},
    "cases/<uuid:pk>/close/": {"outcome": "The file was late"},
    "cases/<uuid:pk>/move/": {"no form": True, "to": "reopen"},
    "billers/<uuid:pk>/cases/new/": {"title": "Fresh case"},
    "raid/assign/": lambda world, which, person: {
        "no form": True, "selected": [str(world.things["raid_entry"][OWN])], "owner": world.users["tsm"].pk,
    },
    "reports/<uuid:pk>/edit/": {"title": "Another title"},
    "phases/<uuid:pk>/reports/<slug:kind>/schedule/": {
        "no form": True, "cadence": "weekly", "weekday": "4", "hour": "9", "is_sent_unread": "no", "version": "1",
        "guests": "Gail <gail@example.com>",
    },
    "phases/<uuid:pk>/cutover/new/": {"template": "channel"},
    "cutover/<uuid:pk>/edit/": {"name": "Another name"},
    "cutover/<uuid:pk>/log/": {"no form": True, "text": "The bridge is open"},
    "cutover/<uuid:pk>/steps/new/": {"code": "Z9", "minutes": "5", "depends_on": ""} | _NOT_BEFORE,
    "cutover-steps/<int:pk>/edit/": {"title": "Another title", "depends_on": ""} | _NOT_BEFORE,
    "cutover-steps/<int:pk>/move/": {"no form": True, "to": "running"},
    "cutover-steps/<int:pk>/decide/": {"outcome": "go"},
    "cutover-steps/<int:pk>/<slug:to>/": {"note": "The bank is down"},
    "cycles/<uuid:pk>/edit/": {"name": "Another name"},
    "cycles/<uuid:pk>/retire/": {"no form": True, "to": "retire"},
    "phases/<uuid:pk>/cycles/new/": {"name": "Fresh cycle"},
    "phases/<uuid:pk>/cycles/dates/": lambda *_: {"file": text_file("dates.csv", b"cycle,month,bill\nC,2030-03,2030-03-04\n")},
    "phases/<uuid:pk>/go-live-parts/new/": {"cut_by": "channel", "words": "IVR", "ends_on": "2030-03-06"} | _MARCH,
    "go-live-parts/<uuid:pk>/edit/": {"words": "Counter"},
    "go-live-parts/<uuid:pk>/live/": {"on": "2026-01-05"},
    "go-live-parts/<uuid:pk>/move/": {"no form": True, "to": "cancelled"},
    "phases/<uuid:pk>/penalty-protections/new/": {"ends_on": "2030-03-06", "agreed_by": "Mayor"} | _MARCH,
    "penalty-protections/<uuid:pk>/edit/": {"payers": "Seniors"},
    "penalty-protections/<uuid:pk>/close/": {"evidence": "Fees run again"},
    "autopay/<uuid:pk>/edit/": {"remark": "Tokens come by SFTP"},
    "autopay/<uuid:pk>/figures/": {"on": "2026-01-06", "method": "stop", "total": "9"},
    "autopay/<uuid:pk>/figures/file/": lambda *_: {"file": text_file("f.csv", b"date,method,total\n2026-01-05,token,9\n")},
    "autopay/<uuid:pk>/check/": lambda *_: {"old": text_file("o.csv", b"account\n1\n"), "new": text_file("n.csv", b"account\n2\n")},
    "raid/<uuid:pk>/edit/": {"title": "Another title"},
    "raid/<uuid:pk>/review/": {"next_on": ""},
    "raid/<uuid:pk>/close/": {"outcome": "It went away"},
    "raid/<uuid:pk>/move/": {"no form": True, "to": "reopen"},
    "phases/<uuid:pk>/raid/pre-mortem/": {"no form": True, "selected": ["autopay-moves"]},
    "technical/items/bulk/": lambda world, which, person: {
        "no form": True, "selected": [str(world.things["check_item"][OWN])], "owner": world.users["tsm"].pk,
    },
    "technical/items/<uuid:pk>/edit/": {"title": "Another title"},
    "technical/items/<uuid:pk>/evidence/": {"kind": "note", "text": "Seen"},
    "technical/items/<uuid:pk>/set-aside/": {"reason": "Not sold"},
    "technical/items/<uuid:pk>/move/": {"no form": True, "to": "start"},
    "plan-tasks/<uuid:pk>/place/": {"to": "doing"},
    "plan-tasks/<uuid:pk>/shift/": {"duration_days": "77"},
    "plan-tasks/edit/": lambda world, which, person: {
        "no form": True, "selected": [str(world.things["plan_task"][OWN])], "do": "save", "duration_days": "77",
    },
    **PLAYBOOKS,
    **FIRST_CYCLES,
    "projects/<uuid:pk>/add-task/": {"after": ""},
    "projects/add-task/": {"after": ""},
    "projects/<uuid:pk>/tasks/": lambda world, which, person: {
        "no form": True, "selected": [str(world.key("plan_task", which, person))], "do": "complete",
    },
    "tasks/<uuid:pk>/move/": {"no form": True, "to": "complete"},
    "transition/<uuid:pk>/decide/": _decide,
    "transition/<uuid:pk>/step/": {"no form": True, "step": "leaflet", "undo": "1"},
    "settings/policy/new/": _policy,
    "settings/policy/drafts/<uuid:pk>/edit/": _policy,
    "settings/policy/drafts/<uuid:pk>/move/": {"no form": True, "do": "submit"},
    "settings/policy/drafts/<uuid:pk>/approve/": {"no form": True},
    "settings/policy/drafts/<uuid:pk>/send-back/": {"reason": "Row N1 asks for too little"},
    "settings/calendars/remove/": {"no form": True, "day": "2030-01-04"},
    "settings/notice-templates/<slug:kind>/": {"subject": "Fresh {name}", "body": "Fresh {text}"},
    "settings/tokens/new/": {"scopes": ["read"]},
    "settings/people/new/": {"roles": ["pm"]},
    "settings/me/": {"name": "Another Name", "time_zone": "America/Chicago"},
    "phases/<uuid:pk>/target/": {"date": "2030-03-04"},
    **PLAN_BODIES,
    "plan-tasks/<uuid:pk>/complete/": {"on": ""},
    "transition/reviews/<uuid:pk>/close/": {"present": "Lea, Theo"},
    "support-windows/<uuid:pk>/evaluate/": {"outcome": "extend", "days": 30, "reason": "The first cycle slipped"},
    "transition/<uuid:pk>/keep/": {"reason": "The product is known by word of mouth"},
    "go-lives/<uuid:pk>/waive/": lambda world, which, person: {
        "gate": "milestones", "expires": (world.now + timedelta(days=9)).date(), "reason": "It follows",
    },
    "phases/<uuid:pk>/leaflet/edit/": {"title": "A warm welcome"},
    "settings/logo/": lambda world, which, person: {"file": SimpleUploadedFile("new.png", drawn("blue"))},
    "settings/leaflet/": {"title": "A warm welcome"},
    "phases/<uuid:pk>/leaflet/share/": {"guests": "Gus Guest <gus@example.com>"},
    "phases/<uuid:pk>/handoff/edit/": {"text_quirks": "Rounds down"},
    "phases/<uuid:pk>/handoff/move/": {"no form": True, "to": "offer"},
    "phases/<uuid:pk>/handoff/accept/": {"no form": True, "side": "client_services"},
    "phases/<uuid:pk>/handoff/give/": lambda world, which, person: {
        "no form": True, "selected": [f"raid:{world.key('raid_entry', which, person)}"], "owner": world.users["tsm"].pk,
    },
    "phases/<uuid:pk>/overview/share/": {"guests": "Gail Guest <gail@example.com>"},
    "summaries/<uuid:pk>/import/": lambda world, which, person: {
        "no form": True, "file": text_file("back.csv", b"key,value,not_applicable_because\nivr,Fresh words,\n"),
    },
    "summaries/<uuid:pk>/ask-for/": lambda world, which, person: {"keys": ["ivr"], "owner": world.users["os"].pk},
    "summaries/<uuid:pk>/fields/<slug:key>/": {"value": "Yes", "reason": ""},
    "phases/<uuid:pk>/meeting-series/new/": {"weekdays": ["1"], "others": ""},
    "meeting-series/<uuid:pk>/edit/": {"title": "Another title", "others": ""},
    "meetings/<uuid:pk>/agenda/new/": {"title": "Fresh topic"},
    "meetings/<uuid:pk>/agenda/propose/": _ticked("open_action"),
    "meetings/<uuid:pk>/actions/new/": {"title": "Fresh action"},
    "agenda-items/<int:pk>/edit/": {"title": "Another topic"},
    "agenda-items/<int:pk>/move/": {"no form": True, "to": "down"},
    "meetings/<uuid:pk>/move/": {"day": "2030-03-05", "time": "10:00"},
    "meetings/<uuid:pk>/invite/": {"no form": True, "name": "Gus Guest", "email": "gus@example.com"},
    "phases/<uuid:pk>/meetings/new/": {"day": "2030-03-05", "time": "10:00"},
}  # fmt: skip
