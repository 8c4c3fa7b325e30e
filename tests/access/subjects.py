"""What hangs on a phase in the world of the access table: its RAID log, its tests, the vendor's people, its plan."""

import io
from datetime import timedelta
from typing import Any

from access.case_subjects import keep_cases
from access.change_subjects import keep_changes
from access.meeting_subjects import keep_meetings
from access.table import OTHER, OWN
from access.verification_subjects import keep_verifications
from access.welcome_subjects import keep_welcome
from pilotage.billers.models import Phase
from pilotage.cutover import operations as cutover
from pilotage.cycles import operations as cycles
from pilotage.cycles.enums import DayKind, Unit
from pilotage.cycles.rules.dates import DayRule
from pilotage.documents.operations import make_link, store_file, store_version
from pilotage.onboarding import jobs
from pilotage.onboarding import operations as onboarding
from pilotage.onboarding.lines import Line
from pilotage.onboarding.models import PlanTask, PlaybookVersion, Project
from pilotage.onboarding.playbook_queries import published_parts
from pilotage.onboarding.rules import our_roles
from pilotage.onboarding.shipped import SLUG, shipped_plan
from pilotage.raid.operations import close_entry, raise_entry
from pilotage.reports import operations as reports
from pilotage.runbooks import operations as runbooks
from pilotage.scope import operations as scope
from pilotage.staffing import operations as staffing
from pilotage.technical import operations as technical
from pilotage.testing import operations as testing
from pilotage.vendors.operations import add_contact, send_link
from pilotage.work.operations import ask_approval, create_task


def keep_subjects(world: Any, which: str, phase: Phase, empty: Phase, project: Project) -> None:
    """All of them."""
    keep_tests(world, which, phase, empty)
    keep_raid(world, which, phase)
    keep_cycles(world, which, phase)
    keep_cutovers(world, which, phase, empty)
    keep_technical(world, which, phase)
    keep_scope(world, which, phase)
    keep_changes(world, which, phase)
    keep_vendor(world, which, project)
    keep_edit(world, which, project)
    keep_approval(world, which, project)
    keep_reports(world, which, phase, project)
    keep_cases(world, which, phase)
    keep_meetings(world, which, phase)
    keep_verifications(world, which, phase)
    keep_welcome(world, which, phase)
    keep_plan(world, which, project)
    keep_carryings(world, which, project)


def keep_plan(world: Any, which: str, project: Project) -> None:
    """A second baseline, and a task on hold."""
    now, pm = world.now, world.viewer("signing_pm")
    baseline = onboarding.take_baseline(project=project, name="Second", by=pm, now=now)
    rows = PlanTask.objects.everywhere().filter(project=project, task__state="open", task__side="biller")
    found = rows.select_related("task__biller", "task__record", "project__biller").order_by("-position")
    held = next(row for row in found if not our_roles(row.roles))
    onboarding.hold_plan_task(plan_task=held, reason="No keys", party="bank", by=pm, now=now)
    world.keep(which, baseline=baseline, held_plan_task=held, hold=held.holds.get())


def keep_raid(world: Any, which: str, phase: Phase) -> None:
    """A risk that is open, and one that was closed."""
    now, pm = world.now, world.viewer("signing_pm")
    raid = {
        word: raise_entry(phase=phase, kind="risk", title=word, likelihood=3, impact=4, by=pm, now=now)
        for word in ("raid_entry", "closed_entry")
    }
    close_entry(entry=raid["closed_entry"], outcome="Gone", by=pm, now=now)
    world.keep(which, **raid)


def keep_cutovers(world: Any, which: str, phase: Phase, empty: Phase) -> None:
    """A runbook that is planned, one that runs, and one whose steps are all over."""
    now, pm = world.now, world.viewer("signing_pm")

    def runbook(of: Phase, code: str, *, is_rehearsal: bool = False) -> Any:
        made = cutover.begin_plan(phase=of, name=f"Runbook {code}", starts_at=now, by=pm, now=now)
        if is_rehearsal:
            made = cutover.copy_plan(plan=made, starts_at=now, is_rehearsal=True, by=pm, now=now)
        step = cutover.add_step(plan=made, code="A", title="Close batches", minutes=10, by=pm, now=now)
        point = cutover.add_step(plan=made, code="G", kind="decision", title="Go?", minutes=5, by=pm, now=now)
        cutover.add_step(plan=made, code="X", kind="backout", title="Turn back", minutes=5, by=pm, now=now)
        trigger = cutover.add_trigger(plan=made, title="Totals differ", by=pm, now=now)
        return made, step, point, trigger

    plan, step, point, trigger = runbook(phase, "1")
    live, live_step, _point, live_trigger = runbook(phase, "2", is_rehearsal=True)
    over, over_step, over_point, _trigger = runbook(empty, "3")
    for one in (live, over):
        cutover.start_plan(plan=one, by=pm, now=now)
    cutover.move_step(step=over_step, to="done", by=pm, now=now)
    cutover.decide(step=over_point, outcome="go", by=pm, now=now)
    world.keep(
        which, cutover=plan, cutover_step=step, go_point=point, cutover_trigger=trigger, live_cutover=live, live_step=live_step,
        live_trigger=live_trigger, over_cutover=over,
    )  # fmt: skip


def keep_cycles(world: Any, which: str, phase: Phase) -> None:
    """A bill cycle, a part of the go-live, protections that run and that were closed, an AutoPay board with a check."""
    now, pm = world.now, world.viewer("signing_pm")
    rules = [DayRule(DayKind.BILL, 8, Unit.MONTH_DAY)]
    cycle = cycles.add_cycle(phase=phase, name="Cycle 1", rules=rules, first_month=now.date(), by=pm, now=now)
    days = {"starts_on": now.date(), "ends_on": now.date() + timedelta(days=20)}
    part = cycles.plan_part(phase=phase, cut_by="channel", words="Web", by=pm, now=now, **days)
    shields = [
        cycles.agree_protection(phase=phase, owner=world.users["signing_pm"], agreed_by="Mayor", by=pm, now=now, **days)
        for _ in range(2)
    ]
    cycles.close_protection(protection=shields[1], evidence="Seen", by=pm, now=now)
    move = cycles.begin_move(phase=phase, by=pm, now=now)
    figures = {"on": now.date(), "method": "token", "total": 9, "told": 9, "begun": 5, "moved": 3, "drafted": 0}
    cycles.take_figures(move=move, rows=[figures | {"failed": 0, "at_risk": 0}], by=pm, now=now)
    one, other = ({"key": key, "given": key, "shut_off": None} for key in "12")
    check = cycles.check_accounts(
        move=move, old=[one], new=[other], names=("old.csv", "new.csv"), today=now.date(), by=pm, now=now
    )
    world.keep(
        which, bill_cycle=cycle, go_live_part=part, protection=shields[0], over_protection=shields[1], autopay_move=move,
        account_check=check,
    )  # fmt: skip


def keep_scope(world: Any, which: str, phase: Phase) -> None:
    """A promise with its line, which leads to a KPI, and a line that was dropped."""
    now, pm = world.now, world.viewer("signing_pm")
    promise = scope.add_promise(phase=phase, title="Wallets", source="sales", by=pm, now=now)
    line = scope.add_line(phase=phase, title="Two wallets", promises=[promise], by=pm, now=now)
    link = scope.link_line(line=line, step="kpi", text="5 %", by=pm, now=now)
    dropped = scope.add_line(phase=phase, title="A kiosk", by=pm, now=now)
    scope.drop_line(line=dropped, reason="Agreed", by=pm, now=now)
    world.keep(which, promise=promise, scope_line=line, trace_link=link, dropped_line=dropped)


def keep_technical(world: Any, which: str, phase: Phase) -> None:
    """A checklist with an item that is open, and a proven one with its evidence."""
    now, pm = world.now, world.viewer("signing_pm")
    checklist = technical.begin_checklist(phase=phase, areas=["ivr"], by=pm, now=now)
    item = technical.add_item(checklist=checklist, area="gateway", title="Keys", by=pm, now=now)
    shown = technical.add_item(checklist=checklist, area="gateway", title="Lists", by=pm, now=now)
    evidence = technical.add_evidence(item=shown, kind="note", text="Seen", by=pm, now=now)
    world.keep(which, checklist=checklist, check_item=item, evidence=evidence)


def keep_vendor(world: Any, which: str, project: Project) -> None:
    """A person of the CIS vendor on the project, with a link."""
    now, pm = world.now, world.viewer("signing_pm")
    contact = add_contact(project=project, name="Vic Vendor", firm="Northstar", email="vic@n.example", by=pm, now=now)
    send_link(contact=contact, days=30, by=pm, now=now)
    world.keep(which, vendor_contact=contact)


def keep_edit(world: Any, which: str, project: Project) -> None:
    """An edit of the plan's last task."""
    now, pm = world.now, world.viewer("signing_pm")
    found = PlanTask.objects.everywhere().filter(project=project).select_related("task__biller", "project__record")
    last = found.order_by("position").last()
    batch = onboarding.edit_plan_tasks(
        edits=[(last, {"duration_days": last.duration_days + 1})], words="Longer", by=pm, now=now
    )
    world.keep(which, plan_edit=batch)


def keep_drafts(world: Any) -> None:
    """A playbook that is being built, with two tasks. Playbooks belong to the provider: each biller's people meet the same."""
    now, pm = world.now, world.viewer("signing_pm")
    draft = onboarding.begin_playbook(name="In the making", by=pm, now=now)
    line = onboarding.add_line(version=draft, line=Line(code="T002", title="Second"), by=pm, now=now)
    runbook = runbooks.load_shipped_runbooks(by=pm, now=now)
    written = runbooks.begin_draft(runbook=runbook, by=pm, now=now)
    still = runbooks.begin_runbook(name="Still", by=pm, now=now)
    runbooks.save_section(version=still, chapter="A", heading="B", body="C", by=pm, now=now)
    runbooks.publish_runbook(version=still, number="1.0", description="First", by=pm, now=now)
    for which in (OWN, OTHER):
        world.keep(
            which,
            still_runbook=still.runbook,
            runbook=runbook,
            runbook_draft=written,
            runbook_section=written.sections.first(),
        )
    newer = onboarding.publish_playbook_version(
        plan=shipped_plan(), slug=SLUG, name="Go-live in 90 days", by=pm, now=now
    )
    part = published_parts(["ivr"])[0]
    for which in (OWN, OTHER):
        world.keep(
            which, draft=draft, draft_book=draft.playbook, draft_line=line, newer_playbook=newer, part_playbook=part
        )


def keep_carryings(world: Any, which: str, project: Project) -> None:
    """A part that was compared with the plan and waits for a yes, and one whose project stood still."""
    now, pm = world.now, world.viewer("signing_pm")
    part = PlaybookVersion.objects.get(pk=world.things["part_playbook"][OWN])
    made = [onboarding.begin_carrying(version=part, projects=[project], by=pm, now=now) for _ in range(2)]
    for one in made:
        jobs.look(arguments={"carrying": str(one.pk)}, progress=lambda done, total: None, by=pm, now=now)
    onboarding.agree(carrying=made[1], merges=[made[1].merges.everywhere().get().pk], by=pm, now=now)
    onboarding.hold_project(project=project, reason="Waits", by=pm, now=now)
    jobs.carry(arguments={"carrying": str(made[1].pk)}, progress=lambda done, total: None, by=pm, now=now)
    project.refresh_from_db()
    onboarding.resume_project(project=project, by=pm, now=now)
    project.refresh_from_db()
    merge = made[0].merges.everywhere().get()
    world.keep(which, carrying=made[0], merge=merge, carried=made[1], template=part.playbook)


def keep_tests(world: Any, which: str, phase: Phase, empty: Phase) -> None:
    """A UAT plan that runs, a signed one, and what hangs on them."""
    now, pm = world.now, world.viewer("signing_pm")
    sides = {"cycles": ["1"], "channels": ["web"]}
    plan = testing.begin_plan(phase=phase, kind="uat", with_library=False, by=pm, now=now, **sides)
    case = testing.add_case(plan=plan, title="Pay", cycle="1", channel="web", by=pm, now=now)
    fresh = testing.add_case(plan=plan, title="Look", is_required=False, by=pm, now=now)
    testing.record_result(case=case, outcome="passed", by=pm, now=now)
    defect = testing.raise_defect(plan=plan, title="Cents", severity="minor", by=pm, now=now)
    signed = testing.begin_plan(phase=empty, kind="uat", with_library=False, by=pm, now=now)
    testing.record_result(
        case=testing.add_case(plan=signed, title="Pay", by=pm, now=now), outcome="passed", by=pm, now=now
    )
    sign_off = testing.sign_plan(plan=signed, name="Fay", by=pm, now=now)
    plan.refresh_from_db()
    world.keep(which, test_plan=plan, test_case=case, fresh_case=fresh, defect=defect, sign_off=sign_off)


def keep_reports(world: Any, which: str, phase: Phase, project: Project) -> None:
    """A status report as a draft, and a steering pack that was sent, a share link, a plan file."""
    now, pm = world.now, world.viewer("signing_pm")
    made = {}
    for word, kind in (("report", "status"), ("sent_report", "steering")):
        series = reports.ensure_series(phase=phase, kind=kind, by=pm, now=now)
        plain = {"cadence": "", "weekday": 4, "hour": 9, "is_sent_unread": False}
        reports.change_schedule(series=series, readers=[("Gail", "gail@example.com")], by=pm, now=now, **plain)
        made[word] = reports.make_draft(series=series, by=pm, now=now)
    reports.send_report(report=made["sent_report"], by=pm, now=now)
    link = make_link(subject=phase.record, biller=phase.biller, purpose="nothing", name="Vera Vendor", by=pm, now=now)
    store_version(
        subject=phase.record,
        biller=phase.biller,
        series="notes",
        files={"notes.txt": b"Said"},
        digest="1",
        by=pm,
        now=now,
    )
    back = store_file(
        subject=project.record, biller=phase.biller, name="back.csv", is_shared=False, by=pm, now=now,
        stream=io.BytesIO(b"id,task,duration_days\nZ1,Fresh task,2\n"),
    )  # fmt: skip
    world.keep(which, share_link=link, plan_file=back, **made)


def keep_staffing(world: Any) -> None:
    """Staffing runs over all billers: one to accept, one accepted; somebody with a period of capacity."""
    now, pm, person = world.now, world.viewer("signing_pm"), world.users["os"]
    period = staffing.add_capacity(user=person, from_date=now.date(), points=30, by=pm, now=now)
    staffing.add_capacity(user=world.users["im"], from_date=now.date(), points=60, by=pm, now=now)
    made = {}
    for word, role in (("staffing_run", "im"), ("accepted_run", "os")):
        made[word] = staffing.ask_for_run(kind="assign", asked={"roles": [role]}, by=pm, now=now)
        staffing.work_out_run(run=made[word], by=pm, now=now)
        made[word].refresh_from_db()
    needs = [row["need"] for row in made["accepted_run"].found["proposals"]]
    staffing.accept_assignments(run=made["accepted_run"], needs=needs, by=pm, now=now)
    for which in ("own", "other"):
        world.keep(which, capacity=period, staffed=person, **made)


def keep_approval(world: Any, which: str, project: Project) -> None:
    """A task that asks the biller for their yes."""
    now, pm = world.now, world.viewer("signing_pm")
    task = create_task(subject=project.record, biller=project.biller, title="Approve", side="biller", by=pm, now=now)
    ask_approval(task=task, about="plan", question="Do you approve the plan?", by=pm, now=now)
    world.keep(which, asked_task=task)
