"""The report of a reconciliation: one page that can be mailed, with the settlement timeline and what is open."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pilotage.tally.matching.runs import reconcile
from pilotage.tally.matching.spec import load_spec, read_spec
from pilotage.tally.reports.settlement import render_settlement
from pilotage.tally.reports.settlementwords import REASONS

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "verification"
SIDES = ("payments", "deposits", "bank", "posted")


def run_tally(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from pilotage.tally.cli.app import main; main()", *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


@pytest.fixture(scope="module")
def answer() -> dict[str, Any]:
    return reconcile({side: EXAMPLES / f"{side}.csv" for side in SIDES}, load_spec(EXAMPLES / "reconcile.yaml"))


def test_the_page_tells_of_every_side_and_of_what_is_open(answer: dict[str, Any]) -> None:
    page = render_settlement(answer)
    assert "<h1>4 of 9 payments are open: 194.25 USD.</h1>" in page
    for title in ("Totals", "Settlement timeline", "Matches to look at", "Without a partner", "Posting", "Proof"):
        assert f">{title}</h2>" in page
    assert "75.00 payments + 25.00" in page or "100.00 payments − 2.51 processing ≠ 73.12 deposit" in page
    assert "Left out of the deposit: P-05" in page
    assert "DEP-903, 43.99, 2026-11-18: 0.01 less" in page
    assert answer["digest"] in page


def test_the_timeline_has_a_bar_for_each_day_and_lag(answer: dict[str, Any]) -> None:
    page = render_settlement(answer)
    taken = {day: told["taken_amount"] for day, told in answer["by_day"].items() if told.get("taken_amount")}
    for day, cents in taken.items():
        assert f"<title>{day}: {cents // 100:,}.{cents % 100:02d} USD taken" in page
    assert page.count("<svg viewBox") == 4  # days, to the deposit, to the bank, to the books
    assert "From payment to the bank, in banking days." in page


def test_nothing_in_it_is_live_whatever_the_files_hold(tmp_path: Path) -> None:
    bad = "<script>alert(1)</script>\"&'"
    (tmp_path / "p.csv").write_text(
        f'payment_id,batch_id,date,amount,method\n"{bad.replace(chr(34), chr(34) * 2)}",B1,2026-11-02,5.00,<b>\n'
    )
    (tmp_path / "d.csv").write_text("deposit_id,batch_id,date,amount\n<img src=x>,B2,2026-11-03,4.00\n")
    found = reconcile({"payments": tmp_path / "p.csv", "deposits": tmp_path / "d.csv"}, read_spec({}, "spec"))
    page = render_settlement(found)
    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;script&gt;" in page
    assert not re.search(r"(?:src|href)=[\"']?(?:http|//)", page)
    assert "default-src 'none'" in page


def test_out_receives_the_page_and_the_whole_answer(tmp_path: Path) -> None:
    for side in SIDES:
        shutil.copy(EXAMPLES / f"{side}.csv", tmp_path)
    words = [part for side in SIDES for part in (f"--{side}", str(tmp_path / f"{side}.csv"))]
    words += ["--spec", str(EXAMPLES / "reconcile.yaml"), "--json", "--out"]
    first = run_tally("reconcile", *words, str(tmp_path / "made" / "here"))
    second = run_tally("reconcile", *words, str(tmp_path / "again"))
    assert first.returncode == second.returncode == 1
    made = tmp_path / "made" / "here"
    assert sorted(path.name for path in made.iterdir()) == ["report.html", "result.json"]
    assert json.loads((made / "result.json").read_text()) == json.loads(first.stdout)
    for path in made.iterdir():
        assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes()


def test_a_file_in_the_place_of_the_folder_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    ended = run_tally(
        "reconcile",
        "--payments",
        str(EXAMPLES / "payments.csv"),
        "--deposits",
        str(EXAMPLES / "deposits.csv"),
        "--out",
        str(tmp_path / "file"),
    )
    assert ended.returncode == 2
    assert "This is a file. Name a folder" in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1


def test_a_run_in_which_all_agrees_says_so(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("payment_id,batch_id,date,amount\nP1,B1,2026-11-02,5.00\nP2,B1,2026-11-02,1.00\n")
    (tmp_path / "d.csv").write_text("deposit_id,batch_id,date,amount\nD1,B1,2026-11-03,6.00\n")
    page = render_settlement(
        reconcile({"payments": tmp_path / "p.csv", "deposits": tmp_path / "d.csv"}, read_spec({}, "spec"))
    )
    assert "Everything agrees, or is not due yet." in page
    assert "✓ Agree" in page
    assert "Matches to look at" not in page


def report_of(tmp_path: Path, payments: str, deposits: str) -> str:
    (tmp_path / "p.csv").write_text("payment_id,batch_id,date,amount\n" + payments)
    (tmp_path / "d.csv").write_text("deposit_id,batch_id,date,amount\n" + deposits)
    return render_settlement(
        reconcile({"payments": tmp_path / "p.csv", "deposits": tmp_path / "d.csv"}, read_spec({}, "spec"))
    )


def test_one_deposit_dated_long_before_its_payment_leaves_the_usual_days_apart(tmp_path: Path) -> None:
    payments = "".join(f"P{at},B{at},2026-09-01,5.00\n" for at in range(9)) + "PX,BX,2026-09-01,5.00\n"
    deposits = "".join(f"D{at},B{at},2026-09-0{2 + at % 2},5.00\n" for at in range(9)) + "DX,BX,2026-07-01,5.00\n"
    page = report_of(tmp_path, payments, deposits)
    bars = page.partition("From payment to deposit, in banking days.")[2].partition("</svg>")[0]
    assert re.findall(r'class="cell">([^<]+)<', bars) == ["1", "5", "4"]
    assert re.findall(r'class="head">([^<]+)<', bars) == ["-5 or less", "-4", "-3", "-2", "-1", "0", "1", "2"]


@pytest.mark.parametrize(("first", "is_cut"), [("2026-08-17", False), ("2026-08-16", True)])
def test_days_that_are_too_far_back_to_be_drawn_are_told(tmp_path: Path, first: str, is_cut: bool) -> None:
    page = report_of(tmp_path, f"P1,B1,{first},5.00\nP2,B2,2026-11-16,5.00\n", "D1,B1,2026-08-18,5.00\n")
    assert ("The newest 92 days; result.json has the others under by_day." in page) is is_cut
    assert (f"<title>{first}:" in page) is not is_cut


def test_one_banking_day_is_no_plural(tmp_path: Path) -> None:
    page = report_of(tmp_path, "P1,B1,2026-11-10,5.00\n", "D1,B2,2026-11-17,4.00\n")
    assert "2026-11-16 (1 banking day ago)" in page


def test_every_reason_of_the_engine_has_words() -> None:
    source = "".join(path.read_text() for path in (EXAMPLES.parents[1] / "src/pilotage/tally/matching").glob("*.py"))
    named = set(re.findall(r'State\.(?:EXCEPTION|SUGGESTED|AMBIGUOUS|EXPECTED), "([a-z_]+)"', source))
    assert len(named) > 15
    assert named <= REASONS.keys()


def test_invoices_that_are_paid_in_part_are_told_and_called_no_agreement(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("payment_id,date,amount,account\nP1,2026-11-02,5.00,A1\n")
    (tmp_path / "i.csv").write_text("account,id,due_date,amount\nA1,I1,2026-11-20,8.00\n")
    files = {"payments": tmp_path / "p.csv", "invoices": tmp_path / "i.csv"}
    page = render_settlement(reconcile(files, read_spec({}, "spec")))
    assert "<h1>1 payment does not meet its invoices.</h1>" in page
    assert "Agree<" not in page
