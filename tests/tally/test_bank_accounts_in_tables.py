"""Bank account numbers are refused where the layout allows none, by what stands around them; customers' accounts pass."""

import io
import json
import random
import runpy
from pathlib import Path

import pytest

from pilotage.tally.forbidden import BankAccountJudge, scan_bank_accounts
from pilotage.tally.forbidden.banking import is_iban, is_routing_number
from pilotage.tally.forbidden.wording import names_bank_account
from tally_verify.pairs import commanded, verified, written

BENCH = runpy.run_path(str(Path(__file__).parents[2] / "bench" / "bank_accounts.py"))
ROUTINGS = ("021000021", "011401533", "091000019", "322271627")
HEADED = "account_no,{}\n" + "".join(f"A{row:04d},{{cell}}\n" for row in range(3))


def columns_of(text: str, **more: object) -> list[str]:
    return sorted({one.column for one in scan_bank_accounts(io.BytesIO(text.encode()), **more)})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "header", ["bank_acct", "BankAccountNo", "CHECKING_ACCOUNT", "DDA", "eft acct no", "account at bank", "IBAN"]
)
def test_a_header_tells_of_bank_accounts(header: str) -> None:
    assert names_bank_account(header)
    assert columns_of(f"account_no,{header}\nA1,0012345678\n") == [header]
    assert columns_of(f"account_no,{header}\nA1,****5678\nA2,5678\nA3,\n") == []
    assert columns_of(f"account_no,{header}\nA1,0012345678\n", allowed=[header]) == []


@pytest.mark.parametrize(
    "header",
    [
        "account_no",
        "bank_name",
        "bank_account_type",
        "bank_balance",
        "customer_account",
        "ach_batch_id",
        "bank_account_verified",
    ],
)
def test_other_headers_tell_of_none(header: str) -> None:
    assert columns_of(f"key,{header}\nA1,0012345678\nA2,8812345678\n") == []


def test_a_column_beside_routing_numbers_is_one_of_bank_accounts() -> None:
    rows = "".join(f"A{place},{one},C,77{place}4456\n" for place, one in enumerate(ROUTINGS))
    assert columns_of(f"account_no,routing_no,type,acct\n{rows}") == ["acct"]
    assert columns_of(f"id,COL_2,COL_3,COL_4\n{rows}") == ["COL_4"]
    assert columns_of(f"id,routing_no,type,invoice\n{rows}") == []
    masked = "".join(f"77{place}4456,{one},****{place}123\n" for place, one in enumerate(ROUTINGS))
    assert columns_of(f"account_no,routing_no,account_masked\n{masked}") == []


def test_ibans_pairs_and_told_accounts_are_found() -> None:
    assert columns_of("id,ref\n1,DE89 3704 0044 0532 0130 00\n2,GB29NWBK60161331926819\n") == ["ref"]
    assert columns_of("id,ref\n1,DE00370400440532013000\n2,GB00NWBK60161331926819\n") == []
    assert columns_of("id,line\n" + "".join(f"{place},{one} 5512345678\n" for place, one in enumerate(ROUTINGS))) == [
        "line"
    ]
    assert columns_of("id,remark\n1,paid from checking acct # 99012345 today\n2,fine\n") == ["remark"]


def test_routing_numbers_and_ibans_have_check_digits() -> None:
    assert (
        all(map(is_routing_number, ROUTINGS))
        and not is_routing_number("021000022")
        and not is_routing_number("991000021")
    )
    assert is_iban("NO9386011117947") and not is_iban("NO9386011117948") and not is_iban("ZZ9386011117947")


def test_findings_are_located_and_masked_and_many_are_counted() -> None:
    judge = BankAccountJudge(["bank_acct"])
    for row in range(2, 252):
        judge.feed_row(row, [("bank_acct", f"{row}00012345")])
    found = judge.findings()
    assert (found[0].row, found[0].column, found[0].masked[-4:], len(found), found[-1].others) == (
        2,
        "bank_acct",
        "2345",
        100,
        150,
    )
    assert "200012345" not in str(found[0])


def test_a_comparison_is_refused_before_anything_is_written_unless_the_spec_allows_the_column(tmp_path: Path) -> None:
    left = "account_no,bank_acct,balance\n1,00123456789,5.00\n2,00123456780,6.00\n"
    right = "account_no,acct_at_bank,balance\n1,00123456789,5.00\n2,00123456780,6.00\n"
    out = tmp_path / "out"
    spec = {"key": ["account_no"], "right": {"rename": {"acct_at_bank": "bank_acct"}}}
    refused = verified(tmp_path, left, right, spec, out=out)
    assert {(one["side"], one["line"], one["column"], one["masked"]) for one in refused["forbidden"]} >= {
        ("left", 2, "bank_acct", "•••••••6789"), ("right", 3, "acct_at_bank", "•••••••6780"),
    }  # fmt: skip
    assert "00123456789" not in json.dumps(refused) and list(out.iterdir()) == []
    allowed = {
        **spec,
        "left": {"bank_accounts": ["bank_acct"]},
        "right": {**spec["right"], "bank_accounts": ["bank_acct"]},
    }
    agreed = verified(tmp_path, left, right, allowed)
    assert (agreed["forbidden"], agreed["agree"]) == ([], True)


def test_a_layout_says_where_bank_accounts_may_stand(tmp_path: Path) -> None:
    rows = "A100123456789\nA200123456780\n"
    layout = {"fields": {"account_no": {"at": [1, 2]}, "bank_acct": {"at": [3, 11]}}}
    plain = {
        "key": ["account_no"],
        "left": {"format": "fixed", "layout": layout},
        "right": {"format": "fixed", "layout": layout},
    }
    assert {one["column"] for one in verified(tmp_path, rows, rows, plain)["forbidden"]} == {"bank_acct"}
    told = {"format": "fixed", "layout": {**layout, "bank_accounts": ["bank_acct"]}}
    assert verified(tmp_path, rows, rows, {"key": ["account_no"], "left": told, "right": told})["forbidden"] == []


def test_a_column_that_is_not_there_cannot_be_allowed(tmp_path: Path) -> None:
    spec = written(tmp_path, "s.yaml", "key: [id]\nleft: {bank_accounts: [nope]}")
    file = written(tmp_path, "l.csv", "id,a\n1,x\n")
    code, _, error = commanded("verify", file, file, "--spec", spec, "--json")
    assert code == 2 and "left.bank_accounts" in error and "nope" in error


def test_the_command_finds_them_and_takes_columns_that_may_hold_them(tmp_path: Path) -> None:
    file = written(tmp_path, "l.csv", "id,bank_acct\n1,00123456789\n")
    code, said, _ = commanded("forbidden", file, "--json")
    assert (code, said["found"], said["files"][0]["forbidden"][0]["masked"]) == (1, 1, "•••••••6789")
    assert commanded("forbidden", file, "--json", "--bank-accounts", "bank_acct")[0] == 0


def test_planted_accounts_are_found_and_innocent_columns_pass() -> None:
    rng = random.Random(20261107)
    columns, blocked = BENCH["innocent_tables"](rng, 300)
    assert blocked * 1000 <= columns
    tables, found = BENCH["planted"](rng, 300)
    assert found * 1000 >= tables * 999


BANKS = ("021000021", "011401533", "091000019")


@pytest.mark.parametrize("more", ["", ",5.00,5.00", ",,"])
def test_a_file_without_a_heading_is_judged_from_its_first_row_and_its_columns_are_told_by_place(more: str) -> None:
    text = "".join(f"C{n},{bank},10020030{n}{more}\n" for n, bank in enumerate(BANKS))
    found = scan_bank_accounts(io.BytesIO(text.encode()), "a.csv")
    assert [(one.row, one.column, one.masked) for one in found] == [
        (n, "column 3", f"•••••030{n - 1}") for n in (1, 2, 3)
    ]
    assert not any(bank in one.reason or "10020030" in one.reason for one in found for bank in BANKS)


def test_a_heading_that_is_an_account_number_itself_is_never_told() -> None:
    text = "name,GB82WEST12345698765432\nAnn,GB82WEST12345698765432\n"
    found = scan_bank_accounts(io.BytesIO(text.encode()), "a.csv")
    assert found and all(one.column == "column 2" and "123456" not in one.masked + one.reason for one in found)


@pytest.mark.parametrize(
    "text", ["10001234,Ann,5.00\n10001235,Bo,7.00\n", "account,2026001,2026002\n10001234,5.00,6.00\n", "1,2\n"]
)
def test_customers_numbers_without_a_heading_and_headings_with_numbers_pass(text: str) -> None:
    assert scan_bank_accounts(io.BytesIO(text.encode()), "a.csv") == []


@pytest.mark.parametrize(
    "line", [",ANN,12345678", "DE_1234567890123456789,12345678", "A1\rB2,12345678", "x" * 200_000 + ",12345678", "\r"]
)
def test_a_first_line_of_any_kind_is_read(line: str) -> None:
    rows = "".join(f",ANN,12345{place:03d}\n" for place in range(5))
    assert columns_of(f"{line}\n{rows}") == []
