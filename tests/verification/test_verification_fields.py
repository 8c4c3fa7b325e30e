"""Data fields of a phase: linked with columns, proven by runs, read by readiness, and the tasks that close with them."""

import pytest

from pilotage.core.errors import Refused
from pilotage.core.models import Event
from pilotage.core.operations.delivering import react_once
from pilotage.golive.operations import waive_gate
from pilotage.golive.queries import phase_for, read_gates
from pilotage.people.models import User
from pilotage.verification import operations, queries
from pilotage.verification.enums import FieldState
from pilotage.verification.models import InventoryField, Run
from pilotage.verification.operations.running import keep_outcome, work_folder
from pilotage.verification.rules import fields as rules
from pilotage.work.operations import complete_task, create_task
from story import NOW
from verification.outcomes import CELLS, RESULT, leave_behind
from verification.samples import RIGHT, stream

CLEAN = RESULT | {
    "missing": {"left": 0, "right": 0},
    "fields": {name: field | {"different": 0, "reasons": {}} for name, field in RESULT["fields"].items()},
}
MAPPED = {"account_number", "customer_name", "account_balance", "bill_date", "autopay_enrolled", "account_status"}


def end(run: Run, pm, result=RESULT, cells=CELLS) -> None:
    out = work_folder(run) / "out"
    leave_behind(out, cells)
    keep_outcome(queries.run_for(pm, run.pk), out, result, pm, NOW)


@pytest.mark.parametrize(
    ("names", "columns", "found"),
    [
        ({"a": ["Account number"]}, ["ACCT_NO", "NAME"], {"a": "ACCT_NO"}),
        ({"a": ["Due date"], "b": ["Bill date"]}, ["BILL_DT"], {"b": "BILL_DT"}),
        ({"a": ["Tax"]}, ["ACCT_NO"], {}),
    ],
)
def test_a_field_finds_its_column_by_what_it_is_called(names, columns, found) -> None:
    assert rules.match(names, columns) == found


@pytest.mark.parametrize(
    ("accepted", "states"),
    [
        (set(), {"BAL_AMT": "failing", "BILL_DT": "failing", "CUST_NAME": "proven", "ACCT_NO": "failing"}),
        (
            {("BAL_AMT", "other"), ("", "missing_left"), ("", "missing_right")},
            {"BAL_AMT": "proven", "BILL_DT": "failing", "CUST_NAME": "proven", "ACCT_NO": "proven"},
        ),
    ],
)
def test_a_run_judges_each_column_and_the_key_by_whole_rows(accepted, states) -> None:
    assert rules.judge(RESULT, ["ACCT_NO"], accepted) == states
    assert rules.judge({}, ["ACCT_NO"], accepted) == {}


def test_a_task_closes_when_each_of_its_needed_fields_is_proven() -> None:
    fields = [("t1", True, "proven"), ("t1", False, "open"), ("t2", True, "proven"), ("t2", True, "failing")]
    assert rules.tasks_to_move([*fields, ("t3", True, "open")]) == ({"t1"}, {"t2"}), "no run has judged t3 yet"


@pytest.mark.django_db
def test_the_list_begins_from_the_library_linked_with_what_is_mapped(spec, phase, pm) -> None:
    inventory = operations.begin_inventory(phase=phase, by=pm, now=NOW)
    linked = set(queries.fields_of(inventory).exclude(spec=None).values_list("key", flat=True))
    assert linked == MAPPED and inventory.needed == 44
    with pytest.raises(Refused, match="already"):
        operations.begin_inventory(phase=phase, by=pm, now=NOW)
    own = operations.add_field(inventory=inventory, name="Meter", by=pm, now=NOW)
    with pytest.raises(Refused, match="does not compare"):
        operations.change_field(field=own, is_needed=True, spec=spec, column="METER", by=pm, now=NOW)
    with pytest.raises(Refused, match="not needed"):
        operations.change_field(field=own, is_needed=False, by=pm, now=NOW)


@pytest.mark.django_db
def test_a_task_closes_with_its_fields_and_opens_again_when_a_new_file_fails(run, spec, phase, pm, signed_in) -> None:
    inventory = operations.begin_inventory(phase=phase, by=pm, now=NOW)
    task = create_task(subject=phase.record, biller=phase.biller, title="Data mapping", by=pm, now=NOW)
    rows = InventoryField.objects.everywhere().filter(inventory=inventory, key__in=["account_balance", "bill_date"])
    operations.assign_fields(fields=rows.select_related("inventory__phase"), task=task, by=pm, now=NOW)

    def state() -> str:
        while react_once(now=NOW):
            pass
        task.refresh_from_db()
        return task.state

    end(run, pm)
    assert state() == "open"
    assert set(rows.values_list("state", flat=True)) == {FieldState.FAILING}
    for field, reason in (("BAL_AMT", "other"), ("BILL_DT", "date_shifted")):
        row = operations.accept_group(
            run=queries.run_for(pm, run.pk), field=field, reason=reason, because="Known", by=pm, now=NOW
        )
    assert state() == "open", "money waits for a second yes"
    money = queries.acceptances_of(queries.run_for(pm, run.pk))["BAL_AMT", "other"]
    from pilotage.core.viewer import system

    operations.confirm_acceptance(acceptance=queries.acceptance_for(pm, money.pk), by=system(), now=NOW)
    assert state() == "done" and row.holds
    operations.receive_file(spec=spec, side="right", name="n.csv", stream=stream(RIGHT + "\n"), by=pm, now=NOW)
    newer = operations.start_run(spec=spec, by=pm, now=NOW)
    end(newer, pm)
    assert state() == "open"
    told = Event.objects.filter(kind="work.task_reopened", record_id=task.record_id).latest("seq")
    assert (
        told.payload["note"]
        == f"No longer proven by “{newer}” (/verification/runs/{newer.pk}/): Account balance, Bill date."
    )
    told = Event.objects.filter(kind="work.task_done", record_id=task.record_id).latest("seq")
    assert (
        told.payload["note"]
        == f"Every data field is proven in “{run}” (/verification/runs/{run.pk}/): Account balance, Bill date."
    )
    browser = signed_in(User.objects.get(pk=pm.user_id))
    page = browser.get(f"/history/{task.pk}/").content.decode()
    assert f'is proven in “<a href="/verification/runs/{run.pk}/">{run}</a>”' in page


@pytest.mark.django_db
def test_a_done_task_can_be_chosen_and_stays_done_until_a_field_fails(run, spec, phase, pm, signed_in) -> None:
    inventory = operations.begin_inventory(phase=phase, by=pm, now=NOW)
    task = create_task(subject=phase.record, biller=phase.biller, title="Data mapping", by=pm, now=NOW)
    complete_task(task=task, by=pm, now=NOW)
    field = InventoryField.objects.everywhere().get(inventory=inventory, key="account_balance")
    browser = signed_in(User.objects.get(pk=pm.user_id))
    page = browser.get(f"/verification/fields/{field.pk}/").content.decode()
    assert '<optgroup label="Over">' in page and "Data mapping (2 Nov 2026)" in page
    proof = f"{spec.pk}:BAL_AMT"
    browser.post(f"/verification/fields/{field.pk}/", {"is_needed": "on", "proof": proof, "task": str(task.pk)})
    field.refresh_from_db()
    while react_once(now=NOW):
        pass
    task.refresh_from_db()
    assert (field.task_id, task.state) == (task.pk, "done"), "no run has judged the field"
    end(run, pm)
    while react_once(now=NOW):
        pass
    task.refresh_from_db()
    assert task.state == "open"


@pytest.mark.django_db
def test_readiness_reads_the_newest_run_and_can_be_waived(run, spec, phase, pm, viewer, leader) -> None:
    def gate():
        found = {one.id: one for one in read_gates(phase_for(pm, phase.pk), now=NOW)}
        return found.get("verification")

    assert gate() is None
    inventory = operations.begin_inventory(phase=phase, by=pm, now=NOW)
    unlinked = queries.fields_of(inventory).filter(spec=None)
    operations.leave_out_fields(fields=unlinked, reason="Not in this phase", by=pm, now=NOW)
    blocked = gate()
    assert blocked.state == "blocked" and blocked.evidence == "0 of 6 needed fields proven. No run yet."
    assert any("not signed" in words for words in blocked.missing)
    done = CLEAN | {
        "fields": CLEAN["fields"] | {name: {"type": "text", "reasons": {}} for name in ("AUTOPAY", "STATUS_CD")}
    }
    end(run, pm, done, [])
    assert "6 of 6 needed fields proven" in gate().evidence and gate().state == "blocked"
    version = queries.newest_version(spec)
    for side, by in (("os", viewer("os")), ("im", viewer("im")), ("biller_it", pm)):
        operations.sign_version(version=version, side=side, name="Tim", remark="Mail", by=by, now=NOW)
    assert gate().state == "pass"
    operations.receive_file(spec=spec, side="right", name="n.csv", stream=stream(RIGHT + "\n"), by=pm, now=NOW)
    end(operations.start_run(spec=spec, by=pm, now=NOW), pm, RESULT)
    assert gate().state == "blocked" and any("failing in the newest run" in words for words in gate().missing)
    from datetime import timedelta

    waive_gate(phase=phase, gate="verification", reason="Known", expires_at=NOW + timedelta(days=3), by=leader, now=NOW)
    assert gate().state == "waived"


@pytest.mark.django_db
def test_the_fields_of_a_phase_by_page(run, phase, pm, signed_in, person) -> None:
    page = signed_in(person("os", name="Ola"))
    assert b"Begin the list" in page.get(f"/phases/{phase.pk}/fields/").content
    page.post(f"/phases/{phase.pk}/fields/begin/")
    end(run, pm)
    shown = page.get(f"/phases/{phase.pk}/fields/").content.decode()
    assert "Account balance" in shown and "Failing" in shown and "BAL_AMT" in shown
    field = InventoryField.objects.everywhere().get(key="tax")
    page.post(
        f"/verification/fields/{field.pk}/",
        {"is_needed": "", "reason": "No tax here", "proof": "", "owner": "", "task": ""},
    )
    assert b"No tax here" in page.get(f"/phases/{phase.pk}/fields/?state=left_out").content
    usage = InventoryField.objects.everywhere().get(key="usage")
    page.post(f"/phases/{phase.pk}/fields/bulk/", {"do": "leave_out", "selected": [usage.pk], "reason": "Flat rates"})
    usage.refresh_from_db()
    assert (usage.is_needed, usage.reason) == (False, "Flat rates")
    made = page.post(f"/phases/{phase.pk}/fields/new/", {"name": "Backflow class"})
    own = InventoryField.objects.everywhere().get(key="backflow_class")
    assert made["Location"] == f"/verification/fields/{own.pk}/"
    assert b"Data fields proven" in page.get(f"/go-lives/{phase.pk}/").content
