"""Two billers that have everything, and one person for each role: what the access table is tried on.

Everything is made by operations, as people make it. `own` things belong to the biller whose clerk is `member`, `other` things to
another biller; `missing` ones never were.
"""

import io
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.test import Client

from access.change_subjects import offer_changes
from access.cycle_subjects import keep_first_cycles
from access.daily_subjects import keep_daily
from access.decisions import decisions_of, keep_review
from access.failures import given_up
from access.subjects import keep_drafts, keep_staffing, keep_subjects
from access.table import MISSING, OTHER, OWN, PERSONS, STAFF
from pilotage.billers import operations as billers
from pilotage.billers.models import Biller, Phase
from pilotage.catalogue.operations import add_product
from pilotage.core.operations.settings import change_settings
from pilotage.core.viewer import Viewer, system
from pilotage.documents.operations import store_file
from pilotage.golive import operations as golive
from pilotage.meetings.models import Attendance
from pilotage.meetings.operations import add_attendee, hold_meeting, schedule_meeting
from pilotage.notices.operations import tell
from pilotage.onboarding.models import PlanTask, PlaybookVersion
from pilotage.onboarding.operations import complete_plan_tasks, load_shipped_playbook, start_project
from pilotage.people import operations as people
from pilotage.people.models import User
from pilotage.people.viewers import viewer_of
from pilotage.portfolio.operations import check_run, run_check, start_import
from pilotage.summaries import operations as summaries
from pilotage.summaries.queries import completeness, summary_of
from pilotage.transition import operations as transition
from pilotage.transition.models import SupportWindow, TransitionDecision
from pilotage.work.operations import add_comment, complete_task, create_task

CARERS = ("pm", "im", "os", "tsm", "tam", "csm")
OWN_NAME, OTHER_NAME = "Hill Water", "Lake Power"
ALL_SCOPES = ["read", "write", "admin"]


@dataclass
class World:
    """Persons with their browsers and tokens, and things by kind: `things[kind][own|other|missing]`."""

    now: datetime
    users: dict[str, User] = field(default_factory=dict)
    browsers: dict[str, Client] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    things: dict[str, dict[str, Any]] = field(default_factory=dict)
    #: Forms that were read once: address → values.
    forms: dict[str, dict[str, Any]] = field(default_factory=dict)
    #: Things of each person's own: `personal[kind][person]`, beside somebody else's under `things[kind][other]`.
    personal: dict[str, dict[str, Any]] = field(default_factory=dict)

    def viewer(self, person: str) -> Viewer:
        return viewer_of(self.users[person], source="page")

    def key(self, kind: str, which: str, person: str) -> Any:
        """The key of a thing as this person meets it."""
        if which == OWN and person in self.personal.get(kind, {}):
            return self.personal[kind][person]
        return self.things[kind].get(which, self.things[kind][OTHER])

    def keep(self, which: str, **made: Any) -> None:
        """Remember things of this biller, and what a missing one of their kind is called."""
        for kind, row in made.items():
            key = getattr(row, "pk", row)
            missing: Any = uuid.UUID("01900000-0000-7000-8000-000000000000")
            missing = 987_654_321 if isinstance(key, int) else missing if isinstance(key, uuid.UUID) else "none"
            self.things.setdefault(kind, {MISSING: missing})[which] = key


def make_world(now: datetime) -> World:
    """The whole of it."""
    world = World(now)
    _people(world)
    _common(world)
    for which, name in ((OWN, OWN_NAME), (OTHER, OTHER_NAME)):
        _biller(world, which, name)
    keep_staffing(world)
    keep_review(world)
    _personal(world)
    offer_changes(world)
    return world


def _user(world: World, word: str, *roles: str) -> User:
    email = f"{word.replace('_', '-')}@example.com"
    made = people.create_user(by=system(), now=world.now, email=email, name=word.replace("_", " ").title(), roles=roles)
    world.users[word] = made
    return made


def _people(world: World) -> None:
    for role in STAFF:
        _user(world, role, role)
    for word in ("member", "member_of_other", "outsider", "somebody"):
        _user(world, word)
    _user(world, "signing_pm", "pm")
    _user(world, "signing_leader", "cs_leader")
    _user(world, "waiving_leader", "cs_leader")
    for person in PERSONS:
        browser = Client(headers={"host": "localhost"})
        browser.force_login(world.users[person], backend="allauth.account.auth_backends.AuthenticationBackend")
        world.browsers[person] = browser
        world.tokens[person] = people.create_token(
            by=system(), now=world.now, user=world.users[person], name="table", scopes=ALL_SCOPES
        )[1]
    world.browsers["nobody"] = Client(headers={"host": "localhost"})
    world.tokens["narrow"] = people.create_token(
        by=system(), now=world.now, user=world.users["admin"], name="narrow", scopes=["audit:read"]
    )[1]


def _common(world: World) -> None:
    now, admin = world.now, world.viewer("admin")
    product = add_product(by=admin, now=now, vendor="Northstar", product="Harmony", category="utility-small")
    team = people.create_team(by=admin, now=now, name="Water", leader=world.users["im"])
    transition.load_shipped_policy(by=system(), now=now)
    version = load_shipped_playbook(by=system(), now=now)
    change_settings(by=admin, now=now, values={"extra_days_off": {"2030-01-04": "Office closed"}})
    inactive = _user(world, "inactive", "csm")
    people.deactivate_user(by=admin, now=now, user=inactive)
    csv = "external_id,name,vertical\nnew-1,New Town,utility\n"
    run = start_import(files=[("billers.csv", io.BytesIO(csv.encode()))], by=world.viewer("pm"), now=now)
    ready = start_import(files=[("more.csv", io.BytesIO(csv.encode()))], by=world.viewer("pm"), now=now)
    check_run(run=ready, by=world.viewer("pm"), now=now)
    run_check(run=ready, by=world.viewer("pm"), now=now, tell_progress=lambda done, total: None)
    for which in (OWN, OTHER):
        world.keep(which, **given_up(world.now))
        world.keep(
            which, product=product, team=team, playbook=version, run=run, run_file=run.files.get(), ready_run=ready, inactive=inactive,
            user=world.users["somebody"],
        )  # fmt: skip
    keep_drafts(world)


def _biller(world: World, which: str, name: str) -> None:
    now, pm, key = world.now, world.viewer("signing_pm"), name.lower().replace(" ", "-")
    row = billers.create_biller(
        by=pm, now=now - timedelta(days=60), external_id=key, name=name, vertical="utility", state="TX",
        time_zone="America/Chicago", mrr_amount="4200.00",
    )  # fmt: skip
    from pilotage.catalogue.models import CisProduct

    used = billers.add_integration(
        by=pm, now=now, biller=row, product=CisProduct.objects.get(product="Harmony"), integrator="Bright Bridge"
    )
    member = world.users["member" if which == OWN else "member_of_other"]
    membership = billers.add_membership(by=pm, now=now, biller=row, user=member, role="sponsor")
    spare = _user(world, f"spare_{which}")
    spare_membership = billers.add_membership(by=pm, now=now, biller=row, user=spare, role="csr")
    if which == OWN:
        for role in CARERS:
            billers.assign_care(by=pm, now=now, biller=row, user=world.users[role], role=role)
    care = billers.assign_care(by=pm, now=now, biller=row, user=world.users["cs_agent"], role="cs_agent")
    world.keep(
        which,
        biller=row,
        integration=used,
        contact=billers.add_contact(by=pm, now=now, biller=row, name=f"Carl of {name}", email=f"carl@{key}.example"),
        invoice_type=billers.add_invoice_type(by=pm, now=now, biller=row, name="Water"),
        membership=spare_membership,
        care=care,
        member=membership,
    )
    _ahead(world, which, row, used)
    _ready(world, which, row, used)


def _ahead(world: World, which: str, row: Biller, used: Any) -> None:
    """A phase in the middle of its project: everything about it is still open."""
    now, pm = world.now, world.viewer("signing_pm")
    phase = billers.add_phase(by=pm, now=now, biller=row, integration=used, name="Ahead")
    empty = billers.add_phase(by=pm, now=now, biller=row, integration=used, name="Nothing yet")
    version = PlaybookVersion.objects.get(pk=world.things["playbook"][OWN])
    project = start_project(
        phase=phase, playbook_version=version, kickoff_date=(now - timedelta(days=10)).date(), by=pm, now=now
    )
    billers.set_target_go_live(phase=phase, date=(now + timedelta(days=90)).date(), by=pm, now=now)
    decision = transition.work_out_decision(phase=phase, by=system(), now=now)
    summary = summaries.ensure_summary(phase=phase, by=pm, now=now)
    billers.change_integration(by=pm, now=now, integration=used, integrator="Brighter Bridge")
    plan = PlanTask.objects.everywhere().filter(project=project, task__state="open", task__side="biller").first()
    assert plan is not None
    owed = create_task(subject=project.record, biller=row, title="Send samples", side="biller", by=pm, now=now)
    ours = create_task(subject=project.record, biller=row, title="Call them", side="provider", by=pm, now=now)
    meeting = schedule_meeting(
        phase=phase, kind="other", starts_at=now + timedelta(days=3), title="Weekly", by=pm, now=now,
        attendees=[world.users["im"]],
    )  # fmt: skip
    begun = schedule_meeting(
        phase=phase, kind="other", starts_at=now - timedelta(days=1), title="Last week", by=pm, now=now - timedelta(days=5),
        attendees=[world.users["im"]],
    )  # fmt: skip
    done = create_task(subject=project.record, biller=row, title="Sign", side="biller", by=pm, now=now)
    complete_task(task=done, by=pm, now=now)
    to_meet = billers.add_phase(by=pm, now=now, biller=row, integration=used, name="To meet")
    billers.set_target_go_live(phase=to_meet, date=(now + timedelta(days=60)).date(), by=pm, now=now)
    unmet = transition.work_out_decision(phase=to_meet, by=system(), now=now)
    transition.decide(
        decision=unmet, choice="tsm", assignee=world.users["tsm"], by=world.viewer("signing_leader"), now=now
    )
    moved = billers.add_phase(by=pm, now=now, biller=row, integration=used, name="Moved")
    billers.set_target_go_live(phase=moved, date=(now + timedelta(days=90)).date(), by=pm, now=now)
    schedule_meeting(phase=moved, kind="presentation", starts_at=now + timedelta(days=3), by=pm, now=now)
    attendance = add_attendee(meeting=meeting, who=("Gil Guest", "gil@example.com"), by=pm, now=now)
    decisions_of(world, which, row, used)
    add_attendee(meeting=meeting, who=world.users["member" if which == OWN else "member_of_other"], by=pm, now=now)
    waiver = golive.waive_gate(
        phase=phase, gate="summary", reason="IVR follows", expires_at=now + timedelta(days=20),
        by=world.viewer("waiving_leader"), now=now,
    )  # fmt: skip
    comment = add_comment(subject=owed.record, biller=row, text="Which format?", is_internal=False, by=pm, now=now)
    keep_subjects(world, which, phase, empty, project)
    files = {
        word: store_file(
            subject=owed.record, biller=row, name=f"{word}.txt", stream=io.BytesIO(f"{word} of {row.name}".encode()),
            is_shared=word == "shared_file", by=pm, now=now,
        )
        for word in ("shared_file", "internal_file")
    }  # fmt: skip
    files["their_file"] = store_file(
        subject=owed.record, biller=row, name="theirs.txt", stream=io.BytesIO(f"sent by {row.name}".encode()),
        is_shared=True, by=world.viewer("member" if which == OWN else "member_of_other"), now=now,
    )  # fmt: skip
    world.keep(
        which, phase=phase, empty_phase=empty, project=project, plan_task=plan, planned_task=plan.task, task=owed,
        our_task=ours, record=owed.record, decision=decision, summary=summary, meeting=meeting, waiver=waiver, attendance=attendance,
        moved=moved, comment=comment, begun_meeting=begun, done_task=done, unmet=unmet, **files,
    )  # fmt: skip


def _ready(world: World, which: str, row: Biller, used: Any) -> None:
    """Phases whose gates all pass: one to sign, one signed by both, one live with its window."""
    now, signing, leader = world.now, world.viewer("signing_pm"), world.viewer("signing_leader")
    made = {word: _ready_phase(world, row, used, word) for word in ("to_sign", "signed", "live")}
    for word in ("signed", "live"):
        approval = golive.approve(phase=made[word], by=signing, now=now)
        golive.approve(phase=made[word], by=leader, now=now)
        if word == "signed":
            world.keep(which, approval=approval)
    golive.go_live(phase=made["live"], on=now.astimezone(ZoneInfo(row.time_zone)).date(), by=signing, now=now)
    keep_daily(world, which, made["live"])
    keep_first_cycles(world, made["live"])
    window = SupportWindow.objects.everywhere().get(phase=made["live"])
    world.keep(which, window=window, decided=TransitionDecision.objects.everywhere().get(phase=made["to_sign"]), **made)


def _ready_phase(world: World, row: Biller, used: Any, word: str) -> Phase:
    now, before, pm = world.now, world.now - timedelta(days=40), world.viewer("signing_pm")
    phase = billers.add_phase(by=pm, now=before, biller=row, integration=used, name=word)
    version = PlaybookVersion.objects.get(pk=world.things["playbook"][OWN])
    project = start_project(phase=phase, playbook_version=version, kickoff_date=before.date(), by=pm, now=before)
    billers.set_target_go_live(phase=phase, date=(now - timedelta(days=1)).date(), by=pm, now=before)
    decision = transition.work_out_decision(phase=phase, by=system(), now=before)
    leader = world.viewer("signing_leader")
    transition.decide(decision=decision, choice="tsm", assignee=world.users["tsm"], by=leader, now=before)
    for meeting in transition.propose_meetings(phase=phase, by=pm, now=before):
        came = {one.pk: True for one in Attendance.objects.everywhere().filter(meeting=meeting)}
        hold_meeting(meeting=meeting, minutes="All agreed", attended=came, by=pm, now=now)
    summary = summary_of(phase.pk) or summaries.ensure_summary(phase=phase, by=pm, now=before)
    gone = {one["key"]: "Not sold" for one in completeness(summary)["missing"]}
    summaries.fill_fields(summary=summary, values={}, not_applicable=gone, by=pm, now=before)
    rows = (
        PlanTask.objects.everywhere()
        .filter(project=project, task__state="open")
        .select_related("task__biller", "project__record")
    )
    complete_plan_tasks(plan_tasks=rows, as_planned=True, by=pm, now=now)
    return Phase.objects.everywhere().select_related("biller", "record").get(pk=phase.pk)


def _personal(world: World) -> None:
    """Notices, tokens and days off that belong to one person."""
    for person in PERSONS:
        people.save_view(by=world.viewer(person), now=world.now, path="/notices/", name="Unread", query="show=unread")
    now, day = world.now, world.now.date()
    for kind in ("notice", "token", "time_off"):
        world.personal[kind] = {}
    for person in [*PERSONS, "somebody"]:
        user = world.users[person]
        tell(users=[user], kind="task_due", text="Due soon", url="/notices/", key="table", by=system(), now=now)
        notice = user.notices.get(key="table")
        token, _plain = people.create_token(by=system(), now=now, user=user, name="spare", scopes=["read"])
        off = people.add_time_off(by=system(), now=now, user=user, from_date=day, to_date=day)
        for kind, row in (("notice", notice), ("token", token), ("time_off", off)):
            world.personal[kind][person] = row.pk
    for kind, mine in world.personal.items():
        world.keep(OTHER, **{kind: mine.pop("somebody")})
