"""Runs: started, kept with their files, compared with the one before, accepted by one person or two, followed up."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from pilotage.core.errors import Forbidden, Refused
from pilotage.core.models import Event
from pilotage.documents.operations import path_of
from pilotage.support.models import Case
from pilotage.verification import operations, queries
from pilotage.verification.models import Difference, Finding, Run, RunFile
from pilotage.verification.operations.running import keep_outcome, work_folder
from pilotage.work.models import Task
from story import NOW
from verification.outcomes import CELLS, RESULT, leave_behind
from verification.samples import LEFT, RIGHT, stream

pytestmark = pytest.mark.django_db


def end(run: Run, pm, result=RESULT, cells=CELLS) -> Run:
    out = work_folder(run) / "out"
    leave_behind(out, cells)
    keep_outcome(run, out, result, pm, NOW)
    return queries.run_for(pm, run.pk)


def test_a_run_needs_a_file_of_each_side_and_is_not_started_twice(spec, pm) -> None:
    with pytest.raises(Refused, match="No file of Harmony"):
        operations.start_run(spec=spec, by=pm, now=NOW)
    for side, text in (("left", LEFT), ("right", RIGHT)):
        operations.receive_file(spec=spec, side=side, name=f"{side}.csv", stream=stream(text), by=pm, now=NOW)
    run = operations.start_run(spec=spec, by=pm, now=NOW)
    assert (run.number, run.state, bool(run.job_id)) == (1, "waiting", True)
    with pytest.raises(Refused, match="being compared already"):
        operations.start_run(spec=spec, by=pm, now=NOW)
    with pytest.raises(Refused, match="of this side"):
        operations.start_run(spec=spec, left=run.right, right=run.right, by=pm, now=NOW)


def test_what_a_run_gave_is_kept_with_fingerprints_and_both_rows_of_each_cell(run, pm) -> None:
    run = end(run, pm)
    assert (run.state, run.verdict, run.matched, run.differing, run.open_groups) == ("done", "differs", 2, 2, 4)
    assert {file.name for file in RunFile.objects.everywhere()} == {"mismatches.parquet", "summary.xlsx", "report.html"}
    report = RunFile.objects.everywhere().get(name="report.html")
    assert path_of(report.stored_name).read_text() == "<title>Report</title>" and len(report.sha256) == 64
    cell = Difference.objects.everywhere().get(field="BAL_AMT")
    assert (cell.left_cells["BAL_AMT"], cell.right_cells["balance_amount"], cell.left_line) == ("75.00", "75.01", 3)
    assert cell.left_cells["CUST_NAME"] == "Bo Diaz"
    event = Event.objects.get(kind="verification.run_ended")
    assert run.left.sha256 in str(event.payload) and "75.01" not in str(event.payload)


def test_the_next_run_says_what_is_fixed_new_and_remaining(run, spec, pm) -> None:
    first = end(run, pm)
    operations.receive_file(spec=spec, side="right", name="r2.csv", stream=stream(RIGHT + "\n"), by=pm, now=NOW)
    second = operations.start_run(spec=spec, by=pm, now=NOW)
    cells = [CELLS[0], ("00010002", "CUST_NAME", "Bo", "Di", 3, 3, "other", None)]
    second = end(second, pm, RESULT, cells)
    assert {name: second.compared[name] for name in ("fixed", "new", "remaining", "run")} == {
        "fixed": 1, "new": 1, "remaining": 1, "run": str(first.pk),
    }  # fmt: skip
    assert [row.field for row in queries.differences(second, {"only": "new"})] == ["CUST_NAME"]


def test_a_run_that_has_compared_nothing_does_not_call_its_files_equal(run, pm, person, signed_in) -> None:
    page = signed_in(person("im", name="Ivy"))
    waiting = page.get(f"/verification/runs/{run.pk}/differences/").content.decode()
    assert "Nothing is compared yet" in waiting and "No cell differs" not in waiting
    end(run, pm, RESULT | {"fields": {}}, [])
    assert "No cell differs" in page.get(f"/verification/runs/{run.pk}/differences/").content.decode()


def test_what_is_new_is_among_the_cells_that_are_shown(run, spec, pm, person, signed_in) -> None:
    old = [(f"{place:08d}", "BAL_AMT", "1.00", "2.00", place, place, "other", "1.00") for place in range(2, 1302)]
    end(run, pm, RESULT, old)
    operations.receive_file(spec=spec, side="right", name="r2.csv", stream=stream(RIGHT + "\n"), by=pm, now=NOW)
    new = [(f"9{place:07d}", "BAL_AMT", "1.00", "2.00", place, place, "other", "1.00") for place in (1400, 1401)]
    told = RESULT | {"fields": {"BAL_AMT": {"type": "money", "different": 1302, "reasons": {"other": 1302}}}}
    told |= {"patterns": [{"text": "All", "rows": 1302}], "missing": {"left": 1234, "right": 0}}
    told |= {"samples": {"missing": {"left": [{"key": "7", "line": 1500}], "right": []}}}
    second = end(operations.start_run(spec=spec, by=pm, now=NOW), pm, told, old + new)
    assert second.compared["new"] == 2
    assert [row.key for row in queries.differences(second, {"only": "new"})] == ["90001400", "90001401"]
    page = signed_in(person("im", name="Ivy"))
    there = f"/verification/runs/{second.pk}/"
    words = " ".join(page.get(there).content.decode().split())
    for part in ("1,300 remaining", "1,302 rows", "line 1,500", "and 1,233 more", "1,234 missing on"):
        assert part in words, part
    listed = page.get(f"{there}differences/").content.decode()
    assert "200 of 1,302 stand here" in listed and "line 1,400" in listed
    assert "stand here" not in page.get(f"{there}differences/?only=new").content.decode()
    assert "1,302 differences" in page.get(f"{there}accept/?field=BAL_AMT&reason=other").content.decode()


def test_money_is_accepted_by_two_people_and_then_the_run_is(run, pm, viewer) -> None:
    run, other = end(run, pm), viewer("os", name="Ola")
    with pytest.raises(Refused, match="Say why"):
        operations.accept_group(run=run, field="BAL_AMT", reason="other", because=" ", by=pm, now=NOW)
    with pytest.raises(Refused, match="no such difference"):
        operations.accept_group(run=run, field="BAL_AMT", reason="sign", because="x", by=pm, now=NOW)
    for field, reason in (("", "missing_left"), ("", "missing_right"), ("BILL_DT", "date_shifted")):
        operations.accept_group(run=run, field=field, reason=reason, because="Known", by=pm, now=NOW)
    money = operations.accept_group(run=run, field="BAL_AMT", reason="other", because="Fee follows", by=pm, now=NOW)
    assert queries.run_for(pm, run.pk).verdict == "differs" and money.needs_second
    with pytest.raises(Refused, match="yourself"):
        operations.confirm_acceptance(acceptance=money, by=pm, now=NOW)
    operations.confirm_acceptance(acceptance=queries.acceptance_for(pm, money.pk), by=other, now=NOW)
    done = queries.run_for(pm, run.pk)
    assert (done.verdict, done.open_groups, done.accepted_at) == ("accepted", 0, NOW)
    assert Event.objects.filter(kind="verification.run_accepted").count() == 1
    operations.withdraw_acceptance(acceptance=queries.acceptance_for(pm, money.pk), by=pm, now=NOW)
    again = queries.run_for(pm, run.pk)
    assert (again.verdict, again.open_groups, again.accepted_at) == ("differs", 1, None)


def test_a_run_without_differences_agrees(run, pm) -> None:
    clean = RESULT | {
        "missing": {"left": 0, "right": 0},
        "fields": {"BAL_AMT": {"type": "money", "different": 0, "reasons": {}}},
    }
    assert end(run, pm, clean, []).verdict == "agrees"


def test_a_finding_has_an_owner_a_day_a_case_and_a_task(run, pm, person) -> None:
    run, owner = end(run, pm), person("os", name="Ola")
    finding = operations.raise_finding(
        run=run, field="BAL_AMT", reason="other", title="Late fee", owner=owner, due_date=NOW.date(), by=pm, now=NOW
    )
    assert (finding.code, finding.cells) == ("V1", 1) and owner.notices.filter(kind="finding_assigned").exists()
    case = operations.open_case_of(finding=finding, by=pm, now=NOW)
    assert Case.objects.everywhere().get() == case and finding.case_id == case.pk
    with pytest.raises(Refused, match="its case already"):
        operations.open_case_of(finding=finding, by=pm, now=NOW)
    operations.make_task_of(finding=finding, by=pm, now=NOW)
    assert Task.objects.everywhere().get(subject=finding.record).owner == owner
    with pytest.raises(Refused, match="what came of it"):
        operations.move_finding(finding=finding, to="closed", by=pm, now=NOW)
    operations.move_finding(finding=finding, to="closed", outcome="The fee is loaded", by=pm, now=NOW)
    assert queries.findings(pm, {}, today=NOW.date()).count() == 0
    with pytest.raises(Refused, match="Open it again"):
        operations.change_finding(finding=finding, title="x", by=pm, now=NOW)


def test_who_gets_a_finding_back_is_told_again(run, pm, person) -> None:
    run, first, second = end(run, pm), person("os", name="Ola"), person("im", name="Ivy")
    finding = operations.raise_finding(run=run, title="Late fee", owner=first, by=pm, now=NOW)
    for days, owner in ((1, second), (2, first)):
        operations.change_finding(finding=finding, owner=owner, by=pm, now=NOW + timedelta(days=days))
    assert [one.notices.filter(kind="finding_assigned").count() for one in (first, second)] == [2, 1]


def test_a_finding_has_one_open_task_and_a_closed_one_gets_neither_task_nor_case(run, pm) -> None:
    finding = operations.raise_finding(run=end(run, pm), title="Late fee", by=pm, now=NOW)
    operations.make_task_of(finding=finding, by=pm, now=NOW)
    with pytest.raises(Refused, match="“Late fee” is open for it already"):
        operations.make_task_of(finding=finding, by=pm, now=NOW)
    operations.move_finding(finding=finding, to="closed", outcome="The fee is loaded", by=pm, now=NOW)
    for act in (operations.make_task_of, operations.open_case_of):
        with pytest.raises(Refused, match="Open it again first"):
            act(finding=finding, by=pm, now=NOW)
    assert (Task.objects.everywhere().count(), Case.objects.everywhere().count()) == (1, 0)


def test_who_may_not_write_may_not_accept_nor_raise(run, pm, viewer) -> None:
    run, csm = end(run, pm), viewer("csm")
    with pytest.raises(Forbidden):
        operations.accept_group(run=run, field="BAL_AMT", reason="other", because="x", by=csm, now=NOW)
    with pytest.raises(Forbidden):
        operations.raise_finding(run=run, title="x", by=csm, now=NOW)
    with pytest.raises(Forbidden):
        operations.start_run(spec=run.spec, by=csm, now=NOW)


def test_a_run_is_read_accepted_and_followed_up_by_page(run, pm, signed_in, person) -> None:
    page = signed_in(person("im", name="Ivy"))
    waiting = page.get(f"/verification/runs/{run.pk}/").content.decode()
    assert "Waiting for its turn" in waiting and "hx-get" in waiting
    end(run, pm)
    shown = page.get(f"/verification/runs/{run.pk}/").content.decode()
    assert "0 of 2 matched rows are equal; 2 cells differ in 2 fields" in shown
    assert shown.index("All 1 differences of BAL_AMT") < shown.index("BAL_AMT: another value")
    lines = page.get(f"/verification/runs/{run.pk}/differences/?field=BAL_AMT&reason=other").content.decode()
    assert "75.01" in lines and "is-lit" in lines and "BILL_DT: date" not in lines
    assert b"No cell" not in page.get(f"/verification/runs/{run.pk}/differences/?q=00010001").content
    address = f"/verification/runs/{run.pk}/accept/?field=BILL_DT&reason=date_shifted"
    assert page.post(address, {"because": ""}).status_code == 422
    assert page.post(address, {"because": "The bill run was a day later"}).status_code == 302
    assert b"The bill run was a day later" in page.get(f"/verification/runs/{run.pk}/").content
    made = page.post(
        f"/verification/runs/{run.pk}/findings/new/?field=BAL_AMT&reason=other",
        {"title": "A cent too much", "owner": "", "due_date": "2026-11-20"},
    )
    finding = Finding.objects.everywhere().get()
    assert made["Location"] == f"/verification/findings/{finding.pk}/"
    page.post(made["Location"] + "move/", {"to": "case"})
    assert Case.objects.everywhere().get().title in page.get(made["Location"]).content.decode()
    assert b"A cent too much" in page.get("/verification/findings/").content
    assert b"Daily balances, run 1" in page.get("/verification/?verdict=differs").content
    file = RunFile.objects.everywhere().get(name="report.html")
    assert b"".join(page.get(f"/verification/run-files/{file.pk}/").streaming_content) == b"<title>Report</title>"
    assert page.get(f"/verification/runs/{run.pk}/accept/?field=BAL_AMT&reason=sign").status_code == 404


def test_the_same_content_under_another_name_is_told_of(spec, person, signed_in) -> None:
    page, address = signed_in(person("im", name="Ivy")), f"/verification/specs/{spec.pk}/runs/new/"
    first = page.post(
        address,
        {"left": SimpleUploadedFile("may.csv", LEFT.encode()), "right": SimpleUploadedFile("live.csv", RIGHT.encode())},
        follow=True,
    )
    assert "has the same content" not in first.content.decode()
    again = page.post(
        address,
        {
            "left": SimpleUploadedFile("june.csv", LEFT.encode()),
            "right": SimpleUploadedFile("live.csv", RIGHT.encode()),
        },
        follow=True,
    )
    assert "june.csv has the same content as may.csv, which was here already" in again.content.decode()
    assert "live.csv has" not in again.content.decode()
