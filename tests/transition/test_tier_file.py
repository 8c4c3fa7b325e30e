"""Tiers for a file: it counts the file's own rows, leaves none out, and guesses nothing."""

import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from pilotage.transition.rules import TierProposal
from pilotage.transition.shipped_policy import shipped_policy
from pilotage.transition.tierfile import TierFileError, propose_for_file

POLICY = shipped_policy().in_force(dt.date(2026, 1, 5))
COUNTED = "biller,vertical,integration,mrr,state,product,integrator,go_live,contract_date\n"


def proposals(tmp_path: Path, text: str | bytes) -> list[tuple[str, TierProposal]]:
    path = tmp_path / "billers.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return propose_for_file(path, POLICY)


def rows(tmp_path: Path, text: str) -> list[str | None]:
    return [proposal.row for _, proposal in proposals(tmp_path, text)]


def test_rows_with_a_named_integration_need_four_columns_only(tmp_path: Path) -> None:
    text = "biller,vertical,integration,mrr\nB1,Utility,NEW,4999.99\nB2,tax,existing,5000\n"
    found = proposals(tmp_path, text)
    assert [(biller, proposal.row) for biller, proposal in found] == [("B1", "N1"), ("B2", "E3")]


def test_an_empty_integration_is_counted_from_the_files_own_rows(tmp_path: Path) -> None:
    text = COUNTED + (
        "C,utility,,100,TX,Cayenta,Acme,2026-03-03,2025-01-01\n"
        "A,utility,,100,TX,Cayenta,Acme,2026-03-01,2025-01-01\n"
        "B,utility,existing,100,TX,cayenta,ACME,2026-03-02,2025-01-01\n"
        "D,utility,,100,TX,Other,Acme,2026-03-04,2025-01-01\n"
    )
    assert rows(tmp_path, text) == ["E1", "N1", "E1", "N1"]


def test_the_reason_says_who_was_counted(tmp_path: Path) -> None:
    text = COUNTED + "A,utility,,100,TX,Cayenta,Acme,2026-03-01,\nB,utility,,100,TX,Cayenta,Acme,2026-03-02,\n"
    assert "Earlier there: A; utility counts the first 2" in proposals(tmp_path, text)[1][1].reason


def test_a_cancelled_row_is_not_counted_where_the_file_says_so(tmp_path: Path) -> None:
    header = COUNTED.strip() + ",stage\n"
    line = "{0},utility,,100,TX,Cayenta,Acme,2026-03-0{1},,{2}\n"
    text = header + line.format("A", 1, "Cancelled") + line.format("B", 2, "") + line.format("C", 3, "")
    assert rows(tmp_path, text)[2] == "N1"
    assert rows(tmp_path, text.replace("Cancelled", "steady"))[2] == "E1"


@pytest.mark.parametrize(
    ("line", "missing"),
    [
        ("X,utility,,100,TX,,Acme,2026-03-01,", ("integration", "product")),
        ("X,utility,,100,TX,Cayenta,,2026-03-01,", ("integration", "integrator")),
        ("X,utility,,100,TX,Cayenta,Acme,,", ("integration", "go_live")),
        ("X,utility,,100,TX,Cayenta,Acme,03/01/2026,", ("integration", "go_live")),
        ("X,utility,,100,TX,Cayenta,Acme,2026-02-30,", ("integration", "go_live")),
        (",utility,,100,TX,Cayenta,Acme,2026-03-01,", ("integration", "biller")),
        ("X,moon,,100,TX,Cayenta,Acme,2026-03-01,", ("vertical",)),
        ('X,utility,,"1,000",TX,Cayenta,Acme,2026-03-01,', ("mrr",)),
        ("X,utility,perhaps,100,TX,Cayenta,Acme,2026-03-01,", ("integration",)),
        ("X,moon,,-5,TX,,,,", ("vertical", "integration", "mrr", "product", "integrator", "go_live")),
    ],
)
def test_missing_facts_are_named(tmp_path: Path, line: str, missing: tuple[str, ...]) -> None:
    ((_, found),) = proposals(tmp_path, COUNTED + line + "\n")
    assert found.missing == missing
    assert found.row is None
    assert found.reason.startswith("No tier yet.")


def test_in_a_file_without_the_columns_for_counting_only_the_integration_is_missing(tmp_path: Path) -> None:
    ((_, found),) = proposals(tmp_path, "biller,vertical,integration,mrr\nX,utility,,100\n")
    assert found.missing == ("integration",)
    assert "Fill in integration" in found.reason


def test_a_tie_that_no_contract_date_settles_is_not_guessed(tmp_path: Path) -> None:
    lines = [f"B{place},utility,,100,TX,Cayenta,Acme,2026-03-01,\n" for place in range(3)]
    assert [found.missing for _, found in proposals(tmp_path, COUNTED + "".join(lines))] == [
        ("integration", "contract_date")
    ] * 3


def test_for_tax_the_first_of_a_state_is_new(tmp_path: Path) -> None:
    line = "{0},tax,,100,{1},Cayenta,Acme,2026-03-{2:02d},\n"
    states = ["TX", "TX", "TX", "TX", "OH", "oh", "ZZ"]
    text = COUNTED + "".join(line.format(f"B{place}", state, place + 1) for place, state in enumerate(states))
    found = [proposal for _, proposal in proposals(tmp_path, text)]
    assert [proposal.row for proposal in found] == ["N1", "N1", "N1", "E1", "N1", "E1", None]
    assert found[-1].missing == ("integration", "state")


def test_no_row_is_left_out_whatever_is_wrong_with_it(tmp_path: Path) -> None:
    text = "biller,vertical,integration,mrr\nA,tax,new,1\nB,tax,new\nC,tax,new,1,000\nD,t\0ax,new,1\n\nE,tax,new,1\n"
    found = proposals(tmp_path, text)
    assert [biller for biller, _ in found] == ["A", "B", "C", "D", "E"]
    assert [proposal.missing for _, proposal in found] == [
        (),
        ("mrr",),
        ("vertical", "integration", "mrr"),
        ("vertical", "integration", "mrr"),
        (),
    ]
    assert "Row 4" in found[2][1].reason


def test_headers_are_read_in_any_case_and_order_and_other_columns_are_ignored(tmp_path: Path) -> None:
    assert rows(tmp_path, "Notes,MRR , Integration,VERTICAL,Biller\nx,100,new,tax,A\n") == ["N1"]


def test_a_workbook_is_read_too(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(COUNTED.strip().split(","))
    sheet.append(["A", "utility", None, 5000, "TX", "Cayenta", "Acme", dt.date(2026, 3, 1), dt.date(2025, 1, 1)])
    sheet.append(["B", "utility", None, 4999.99, "TX", "Cayenta", "Acme", dt.datetime(2026, 3, 1), dt.date(2025, 1, 2)])
    book.save(tmp_path / "billers.xlsx")
    assert [found.row for _, found in propose_for_file(tmp_path / "billers.xlsx", POLICY)] == ["N2", "N1"]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "empty"),
        (b"biller,vertical,integration\nA,tax,new\n", "missing: mrr"),
        (b"name,size\nA,1\n", "missing: biller, vertical, integration, mrr"),
        (b"biller,vertical,integration,mrr,MRR\n", "twice"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"PK\x03\x04rubbish", "damaged"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_one_line(tmp_path: Path, data: bytes, told: str) -> None:
    with pytest.raises(TierFileError) as refused:
        proposals(tmp_path, data)
    assert told in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_file_that_is_not_there_or_is_a_folder_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "nothing.csv", tmp_path):
        with pytest.raises(TierFileError):
            propose_for_file(path, POLICY)


def test_a_header_alone_gives_no_rows(tmp_path: Path) -> None:
    assert proposals(tmp_path, "biller,vertical,integration,mrr\n") == []
