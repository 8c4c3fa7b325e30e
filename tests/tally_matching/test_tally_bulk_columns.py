"""Large files with the columns that platforms and banks write beside the plain ones: the sums say what the rows say, one by one."""

import csv
import random
from pathlib import Path
from typing import Any

import pytest

from pilotage.tally.matching import bulk
from pilotage.tally.matching.runs import reconcile
from pilotage.tally.matching.spec import read_spec
from tally_matching.test_tally_bulk import SAME, open_rows

Rows = list[dict[str, str]]
MORE = ("method", "type", "currency", "fee", "authorised_at", "name", "memo", "due_date", "dr_cr", "account")
OTHER = ("deposit_id", "reference", "batch_id", "count", "currency", "description", "dr_cr")
NEGATIVE = ("refund", "chargeback", "fee")
FAULTS = ("cent", "missing", "twice", "copy", "id", "fee", "named", "text", "blank", "count", "same")


def payment(rng: random.Random, place: str, link: str, key: str, columns: list[str]) -> tuple[dict[str, str], int]:
    """One line, and what it brings."""
    cents = rng.choice([1] * 9 + [-1]) * rng.randint(100, 9_000)
    kind = rng.choice(["payment"] * 6 + ["refund", "chargeback", "adjustment", "fee"]) if "type" in columns else ""
    sign = rng.choice(["credit"] * 5 + ["debit"]) if "dr_cr" in columns else ""
    row = {
        "payment_id": f"P{place}", "reference": rng.choice([f"R{place}", ""]), "method": rng.choice(["card", "ach", ""]), "type": kind,
        "currency": rng.choice(["USD", "usd", ""]), "fee": rng.choice(["", "0", "0.00"]), "name": "Ann", "memo": rng.choice(["x", "B1001"]),
        "authorised_at": rng.choice(["", f"2026-11-{rng.randint(1, 9):02d}"]), "due_date": rng.choice(["", "2026-12-01"]), "dr_cr": sign,
        "account": f"A{rng.randint(1, 3)}", "date": moment(rng, 2, 20, columns), "amount": f"{cents / 100:.2f}", link: key,
    }  # fmt: skip
    return row, -abs(cents) if kind in NEGATIVE or sign == "debit" else cents


def moment(rng: random.Random, first: int, last: int, columns: list[str]) -> str:
    day = f"2026-11-{rng.randint(first, last):02d}"
    form = len(columns) % 3  # a file has one form for all its times
    return (
        day + ("", " {:02d}:17", "T{:02d}:{:02d}:59")[form].format(rng.randint(0, 23), rng.randint(0, 59))
        if form
        else day
    )


def batches(rng: random.Random, link: str, named: str, columns: tuple[list[str], list[str]]) -> tuple[Rows, Rows]:
    """Payments and deposits with every fault that the sums must leave to the rows."""
    payments: Rows = []
    deposits: Rows = []
    for at in range(40):
        key, fault = f"{rng.choice(['B', 'b', 'PAY-', ''])}{1000 + at}", rng.choice(["none"] * 8 + list(FAULTS))
        made = [payment(rng, f"{at}-{n}", link, key, columns[0]) for n in range(rng.choice([1, 1, 2, 3, 6]))]
        lines, total = [row for row, _ in made], sum(cents for _, cents in made) + (fault == "cent")
        lines[0] |= {"id": {"payment_id": "P0-0"}, "fee": {"fee": "0.05"}, "blank": {link: ""}}.get(fault, {})
        if fault == "copy":
            lines.append(dict(lines[0]))
        if fault == "same":
            lines.append(lines[0] | {"payment_id": f"P{at}-x"})
        payments += lines
        is_debit = "dr_cr" in columns[1] and total < 0
        row = {
            "date": moment(rng, 18, 24, columns[1]), "amount": f"{(-total if is_debit else total) / 100:.2f}", "deposit_id": f"D{at}",
            "reference": rng.choice(["", f"X{at}"]), "batch_id": rng.choice(["", f"Y{at}"]), "currency": rng.choice(["USD", ""]),
            "count": rng.choice(["", str(len(lines) + (fault == "count"))]), "dr_cr": "debit" if is_debit else "credit",
            "description": "ACH CREDIT", named: key,
        }  # fmt: skip
        if fault == "named" and named != "reference":
            row["reference"] = rng.choice(payments)["reference"]
        if fault == "text":
            row |= {"description": f"SETTLE {rng.choice(payments)[link]}", named: f"Q{at}"}
        deposits += {"missing": [], "twice": [row, row | {"deposit_id": f"E{at}"}]}.get(fault, [row])
    return payments, deposits


def write(folder: Path, seed: int) -> dict[str, Path]:
    """Both files, with other columns for each seed."""
    rng = random.Random(seed)
    link = ("batch_id", "reference", "settlement_ref")[seed % 3]
    named = rng.choice(["batch_id", "reference", "deposit_id"])
    mine = ["payment_id", link, "date", "amount", *(one for one in MORE if rng.random() < 0.3)]
    mine += ["reference"] if link != "reference" and rng.random() < 0.5 else []
    theirs = ["date", "amount", named, *(one for one in OTHER if one != named and rng.random() < 0.3)]
    files = {"payments": folder / "p.csv", "deposits": folder / "d.csv"}
    for path, columns, rows in zip(
        files.values(), (mine, theirs), batches(rng, link, named, (mine, theirs)), strict=True
    ):
        if seed % 2:
            rng.shuffle(rows)
        with path.open("w", newline="") as stream:
            made = csv.DictWriter(stream, columns, extrasaction="ignore", lineterminator="\n")
            made.writeheader()
            made.writerows(rows)
    return files


def both(
    files: dict[str, Path], told: dict[str, Any], patch: pytest.MonkeyPatch
) -> tuple[Any, Any, bulk.Settled | None]:
    """The answers by rows and by sums, and what the sums settled."""
    spec = read_spec(told, "spec")
    slow = reconcile(files, spec)
    patch.setattr(bulk, "LARGE", 0)
    return slow, reconcile(files, spec), bulk.settle_batches(files, spec)


@pytest.mark.parametrize("seed", range(24))
def test_files_with_many_columns_give_the_same_answer(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pilotage.tally.matching import gathered, plaintexts

    monkeypatch.setattr(plaintexts, "BLOCK", (300, 2_000, 1 << 20)[seed % 3])
    monkeypatch.setattr(gathered, "_WAITING", 5 * seed)
    told: dict[str, Any] = {"tiers": ["reference", "batch"]} if seed % 4 else {}
    if seed % 5 == 0:
        told["calendar"] = {"cut_off": "17:00"}
    slow, fast, settled = both(write(tmp_path, seed), told, monkeypatch)
    assert {name: fast[name] for name in SAME} == {name: slow[name] for name in SAME}
    assert sorted(open_rows(fast)) == sorted(open_rows(slow))
    if settled is not None and settled.rows["deposits"]:
        assert slow["tiers"]["batch"]["confirmed"] >= settled.tiers["batch"][0] > 0 or settled.tiers["reference"][0]


def given(folder: Path, payments: str, deposits: str) -> dict[str, Path]:
    (folder / "p.csv").write_text(payments)
    (folder / "d.csv").write_text(deposits)
    return {"payments": folder / "p.csv", "deposits": folder / "d.csv"}


def test_methods_kinds_times_and_signs_are_settled_as_sums(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = given(
        tmp_path,
        "payment_id,batch_id,paid_at,amount,type,method,currency,fee\n"
        "P1,B1,2026-11-02 09:12,10.00,payment,card,USD,0.00\nP2,B1,2026-11-02 19:12,5.00,payment,ach,USD,\n"
        "P3,B1,2026-11-03 09:12,2.00,refund,card,USD,0\n",
        "deposit_id,batch_id,date,amount,dr_cr,count\nD1,B1,2026-11-04,13.00,credit,3\n",
    )
    slow, fast, settled = both(files, {"calendar": {"cut_off": "18:00"}}, monkeypatch)
    assert settled is not None and settled.rows == {"payments": 3, "deposits": 1} and fast["agrees"]
    assert settled.lags == {"card": {2: 1}, "ach": {1: 1}}  # what is paid after the cut-off counts from the next day on
    assert {name: fast[name] for name in SAME} == {name: slow[name] for name in SAME}


def test_one_payment_twice_under_a_reference_and_a_batch_that_a_text_names_are_left_to_the_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = given(
        tmp_path,
        "payment_id,reference,date,amount,account\nP1,R100,2026-11-02,5.00,A\nP2,R100,2026-11-02,5.00,A\n"
        "P3,R200,2026-11-02,7.00,A\nP4,R200,2026-11-02,8.00,A\nP5,R300,2026-11-02,1.00,A\n",
        "deposit_id,reference,date,amount,description\nD1,R100,2026-11-03,10.00,\nD2,R200,2026-11-03,15.00,\nD3,R300,2026-11-03,1.00,\n"
        "D4,,2026-11-03,4.00,PAYOUT R200\n",
    )
    slow, fast, settled = both(files, {}, monkeypatch)
    assert settled is not None and settled.tiers == {"batch": (0, 0), "reference": (1, 1)}
    assert {name: fast[name] for name in SAME} == {name: slow[name] for name in SAME}


def test_two_days_of_a_row_are_not_confused_and_the_second_after_the_cut_off_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = given(
        tmp_path,
        "payment_id,batch_id,date,amount,authorised_at\nP1,B1,2026-11-03,1.00,2026-11-05\nP2,B1,2026-11-05,2.00,2026-11-03\n",
        "deposit_id,batch_id,date,amount\nD1,B1,2026-11-06,3.00\n",
    )
    slow, fast, settled = both(files, {}, monkeypatch)
    assert (
        settled is not None and settled.rows["payments"] == 2 and sorted(settled.days) == ["2026-11-03", "2026-11-05"]
    )
    assert {name: fast[name] for name in SAME} == {name: slow[name] for name in SAME}
    files = given(
        tmp_path,
        "payment_id,batch_id,date,amount\nP1,B1,2026-11-03 18:00:00,1.00\nP2,B1,2026-11-03 18:00:01,2.00\n",
        "deposit_id,batch_id,date,amount\nD1,B1,2026-11-06,3.00\n",
    )
    settled = bulk.settle_batches(files, read_spec({"calendar": {"cut_off": "18:00"}}, "spec"))
    assert settled is not None and settled.lags == {"": {3: 1, 2: 1}}


def test_a_payment_that_names_a_deposit_by_its_own_reference_is_left_to_the_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each batch agrees with its deposit; but one payment's reference is that of the other batch's deposit."""
    files = given(
        tmp_path,
        "payment_id,batch_id,reference,date,amount\nP1,B1,R1,2026-11-03,1.00\nP2,B1,T2,2026-11-03,2.00\nP3,B2,R3,2026-11-03,4.00\n"
        "P4,B3,R4,2026-11-03,5.00\n",
        "deposit_id,batch_id,reference,date,amount\nD1,B1,T1,2026-11-06,3.00\nD2,B2,T2,2026-11-06,4.00\nD3,B3,T3,2026-11-06,5.00\n",
    )
    slow, fast, settled = both(files, {}, monkeypatch)
    assert settled is not None and settled.rows["deposits"] == 1
    assert {name: fast[name] for name in SAME} == {name: slow[name] for name in SAME}


def test_a_deposit_that_names_two_batches_is_left_to_the_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = given(
        tmp_path,
        "payment_id,batch_id,date,amount\nP1,B1,2026-11-03,1.00\nP2,B2,2026-11-03,2.00\nP3,B3,2026-11-03,2.00\n",
        "deposit_id,batch_id,reference,date,amount\nD1,B1,B2,2026-11-06,1.00\nD2,B2,,2026-11-06,2.00\nD3,B3,B3,2026-11-06,2.00\n",
    )
    slow, fast, settled = both(files, {}, monkeypatch)
    assert settled is not None and settled.rows["deposits"] == 1
    assert {name: fast[name] for name in SAME} == {name: slow[name] for name in SAME}
