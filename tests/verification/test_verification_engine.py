"""Runs by `tally` itself: what the worker does with two files, whatever happens on the way."""

import subprocess
import sys

import pytest

from pilotage.core.jobs import status
from pilotage.core.operations import delivering
from pilotage.verification import operations, queries
from pilotage.verification.models import Difference, Run, RunFile
from pilotage.verification.operations.running import carry_out, work_folder
from story import NOW
from verification.samples import LEFT, RIGHT, stream

pytestmark = pytest.mark.django_db


def read(run: Run) -> Run:
    return (
        Run.objects.everywhere().select_related("spec", "version", "left", "right", "biller", "record").get(pk=run.pk)
    )


def test_the_worker_compares_and_keeps_every_file(run, pm) -> None:
    assert delivering.work_once(worker="w", clock=lambda: NOW)
    done = queries.run_for(pm, run.pk)
    assert (done.state, done.problem) == ("done", "")
    assert done.result["rows"] == {"left": 3, "right": 3} and done.result["missing"] == {"left": 1, "right": 1}
    fields = done.result["fields"]
    assert fields["BAL_AMT"]["different"] == 1 and fields["BILL_DT"]["different"] == 0
    assert fields["CUST_NAME"] == {"type": "text", "different": 0, "cosmetic": 1, "reasons": {}}
    assert done.result["unmapped"] == {"left": ["METER"], "right": ["email"]}
    names = {file.name for file in RunFile.objects.everywhere().filter(run=done)}
    assert {"mismatches.parquet", "summary.xlsx", "report.html", "certificate.json"} <= names
    cell = Difference.objects.everywhere().get(run=done, field="BAL_AMT")
    assert (cell.left_raw, cell.right_raw, cell.left_cells["CUST_NAME"]) == ("75.00", "75.01", "Bo Diaz")
    assert (cell.left_line, cell.right_line) == (3, 3) and not work_folder(done).exists()
    job = status(done.job_id)
    assert job is not None and job.state == "done"


def test_run_twice_it_ends_as_it_did(run, pm) -> None:
    carry_out(run=read(run), tell_progress=lambda done, total: None, by=pm, now=NOW)
    first = queries.run_for(pm, run.pk)
    carry_out(run=read(run), tell_progress=lambda done, total: None, by=pm, now=NOW)
    assert queries.run_for(pm, run.pk).result == first.result
    assert RunFile.objects.everywhere().filter(run=run, name="mismatches.parquet").count() == 1


def test_a_run_that_was_lost_on_the_way_goes_on(run, pm) -> None:
    (work_folder(run) / "out").mkdir(parents=True)
    (work_folder(run) / "left").mkdir()
    Run.objects.everywhere().filter(pk=run.pk).update(state="running")
    carry_out(run=read(run), tell_progress=lambda done, total: None, by=pm, now=NOW)
    assert queries.run_for(pm, run.pk).state == "done"


def test_why_files_can_not_be_compared_is_said_with_their_own_names(spec, pm) -> None:
    other = "NUMBER,NAME\n1,Ann\n"
    operations.receive_file(spec=spec, side="left", name="balances.csv", stream=stream(other), by=pm, now=NOW)
    operations.receive_file(spec=spec, side="right", name="platform.csv", stream=stream(RIGHT), by=pm, now=NOW)
    run = operations.start_run(spec=spec, by=pm, now=NOW)
    carry_out(run=read(run), tell_progress=lambda done, total: None, by=pm, now=NOW)
    refused = queries.run_for(pm, run.pk)
    assert refused.state == "refused" and "ACCT_NO" in refused.problem
    assert "balances.csv" in refused.problem and "/" not in refused.problem.split("balances.csv")[0]


def test_both_files_the_same_agree(spec, pm) -> None:
    same = LEFT.replace(
        "ACCT_NO,CUST_NAME,BAL_AMT,BILL_DT,AUTOPAY,STATUS_CD",
        "accountNumber,customer name,balance_amount,billDate,auto_pay,status",
    )
    for old, new in (("2026-10-01", "10/01/2026"), ("2026-10-02", "10/02/2026"), ("2026-10-15", "10/15/2026")):
        same = same.replace(old, new)
    same = same.replace(",Y,", ",true,").replace(",N,", ",false,")
    operations.receive_file(spec=spec, side="left", name="l.csv", stream=stream(LEFT), by=pm, now=NOW)
    operations.receive_file(spec=spec, side="right", name="r.csv", stream=stream(same), by=pm, now=NOW)
    run = operations.start_run(spec=spec, by=pm, now=NOW)
    carry_out(run=read(run), tell_progress=lambda done, total: None, by=pm, now=NOW)
    done = queries.run_for(pm, run.pk)
    assert (done.verdict, done.matched, done.equal) == ("agrees", 3, 3)


def test_pages_of_runs_load_no_engine() -> None:
    script = (
        "import os, sys\nos.environ['DJANGO_SETTINGS_MODULE'] = 'pilotage.config.settings'\nimport pilotage.config.wsgi\n"
        "import pilotage.verification.views, pilotage.verification.api, pilotage.verification.jobs\n"
        "from django.urls import get_resolver\nget_resolver().url_patterns\n"
        "print(*sorted({'duckdb', 'polars', 'pyarrow', 'scipy', 'numpy', 'pilotage.tally.verify.running'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == []
