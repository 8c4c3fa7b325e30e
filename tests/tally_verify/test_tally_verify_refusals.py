"""What cannot run ends with exit 2 and one line that names the place and says what to do; forbidden data is masked."""

import os
from pathlib import Path
from typing import Any

import pytest

from pilotage.tally.errors import TallyError
from pilotage.tally.spec import load_spec, read_spec
from pilotage.tally.verify.budget import Budget, read_bytes
from tally_verify.pairs import commanded, verified, written

PAIR = "id,a\n1,x\n"


@pytest.mark.parametrize(
    ("told", "place", "words"),
    [
        ("[]", "", "mapping"),
        ("key: []", "key", "Name the columns"),
        ("fields: {a: text}", "key", "missing"),
        ("key: [id]\nfeilds: {}", "feilds", "fields"),
        ("key: [id]\nfields: {a: {type: mony}}", "fields.a.type", "money"),
        ("key: [id]\nfields: {a: {type: money, scale: two}}", "fields.a.scale", "from 0 to 12"),
        ("key: [id]\nfields: {a: {type: date, format: nope}}", "fields.a.format", "%Y-%m-%d"),
        ("key: [id]\nfields: {a: {type: text, scale: 2}}", "fields.a.scale", "Remove"),
        ("key: [id]\nfields: {a: {type: code}}", "fields.a", "table"),
        ("key: [id]\nfields: {a: {trim: 'yes'}}", "fields.a.trim", "true or false"),
        ("key: [id]\nfields: {a: {type: money, tolerance: {absolute: -1}}}", "fields.a.tolerance.absolute", "from 0"),
        ("key: [id]\nfields: {a: {left: [shout]}}", "fields.a.left.[0].shout", "Known are"),
        ("key: [id]\nleft: {format: cvs}", "left.format", "csv"),
        ("key: [id]\nleft: {delimiter: '##'}", "left.delimiter", "one plain character"),
        ("key: [id]\nleft: {encoding: klingon}", "left.encoding", "utf-8"),
        ("key: [id]\nkey: [no]", "line 2", "twice"),
        ("key: [id", "line", "YAML"),
        ('{"key": ["id"], "key": ["no"]}', "", "twice"),
    ],
)
def test_a_mistake_in_a_spec_is_named_by_its_place(tmp_path: Path, told: str, place: str, words: str) -> None:
    with pytest.raises(TallyError) as refused:
        load_spec(written(tmp_path, "spec.yaml", told))
    said = str(refused.value)
    assert "spec.yaml" in said and place in said and words in said
    assert said.endswith(".") and "\n" not in said


def refusal(tmp_path: Path, left: Any, right: Any, spec: str = "key: [id]", *more: object) -> str:
    """The one line on standard error of a run that cannot be done."""
    code, said, error = commanded("verify", left, right, "--spec", written(tmp_path, "s.yaml", spec), "--json", *more)
    assert (code, said) == (2, "")
    assert error.count("\n") == 1 and error.rstrip().endswith(".")
    return error


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    right = written(tmp_path, "r.csv", PAIR)
    assert "l.csv: The file is empty." in refusal(tmp_path, written(tmp_path, "l.csv", b""), right)
    with pytest.raises(TallyError, match="empty"):
        verified(tmp_path, b"\n\n  \n", PAIR, {"key": "id"})


def test_a_missing_file_a_folder_and_a_wrong_key_are_refused(tmp_path: Path) -> None:
    right = written(tmp_path, "r.csv", PAIR)
    assert "nothing.csv: There is no such file." in refusal(tmp_path, tmp_path / "nothing.csv", right)
    assert "This is a folder" in refusal(tmp_path, tmp_path, right)
    assert "no key column “account_no”" in refusal(tmp_path, right, right, "key: [account_no]")


def test_an_empty_name_and_a_folder_in_a_files_place_are_refused(tmp_path: Path) -> None:
    right = written(tmp_path, "r.csv", PAIR)
    assert "empty" in refusal(tmp_path, right, right, "key: [id]", "--out", "")
    (tmp_path / "out" / "report.html").mkdir(parents=True)
    assert "report.html is a folder there" in refusal(tmp_path, right, right, "key: [id]", "--out", tmp_path / "out")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"PK\x03\x04rest", "workbook"),
        (b"PAR1rest", "Parquet"),
        (b"\x1f\x8brest", "compressed"),
        (b"id,id\n1,2\n", "twice"),
        (b"id,\xffa\x00\n1,2\n", "header"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, data: bytes, words: str) -> None:
    with pytest.raises(TallyError, match=words):
        verified(tmp_path, data, PAIR, {"key": "id"})


def test_a_named_field_that_a_file_lacks_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TallyError, match="no column “balance”"):
        verified(tmp_path, PAIR, PAIR, {"key": "id", "fields": {"balance": "money"}})


@pytest.mark.skipif(os.getuid() == 0, reason="root may read anything")
def test_a_file_without_permission_is_refused(tmp_path: Path) -> None:
    left = written(tmp_path, "l.csv", PAIR)
    left.chmod(0)
    assert "may read" in refusal(tmp_path, left, left)


def test_a_folder_that_cannot_be_written_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    left = written(tmp_path, "l.csv", PAIR)
    assert "This is a file" in refusal(tmp_path, left, left, "key: [id]", "--out", left)
    assert "Name another folder" in refusal(tmp_path, left, left, "key: [id]", "--out", "/proc/nothing/here")


@pytest.mark.parametrize(("option", "value"), [("--engine", "excel"), ("--memory", "lots"), ("--memory", "1MB")])
def test_a_wrong_setting_is_refused(tmp_path: Path, option: str, value: str) -> None:
    left = written(tmp_path, "l.csv", PAIR)
    assert option in refusal(tmp_path, left, left, "key: [id]", option, value)


def test_a_run_that_would_not_fit_says_so(tmp_path: Path) -> None:
    with pytest.raises(TallyError, match="temporary disk"):
        Budget(read_bytes("512MB", ""), read_bytes("1GB", "")).check(tmp_path, 5 * 10**9)
    Budget(read_bytes("512MB", ""), read_bytes("1GB", "")).check(tmp_path, 5 * 10**8)


def test_a_full_disk_ends_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import errno

    from pilotage.tally.verify import writing

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(writing.os, "replace", full)
    with pytest.raises(TallyError, match="No space left on device"):
        verified(tmp_path, PAIR, "id,a\n1,y\n", {"key": "id"}, out=tmp_path / "out")


CARDS = "id,name,note\n" + "".join(f"{n},N{n},ok\n" for n in range(1, 60))


@pytest.mark.parametrize(
    "disguise",
    [
        "4111111111111111",
        "4111 1111 1111 1111",
        "4111-1111-1111-1111",
        "4111.1111.1111.1111",
        "4111\u00a01111\u00a01111\u00a01111",
        "４１１１１１１１１１１１１１１１",
        "please use 4539578763621486 from now on",
        "4539578763621486 12/28",
        "%B4539578763621486^DOE/JOHN^2812101?",
        '{""pan"": ""4539578763621486""}',
        "4.111111111111111E+15",
        "4111111111111111.0",
        "0004539578763621486",
    ],
)
def test_card_numbers_are_refused_located_and_masked_and_nothing_is_written(tmp_path: Path, disguise: str) -> None:
    left = written(tmp_path, "l.csv", CARDS.replace("\n7,N7,ok", f'\n7,N7,"{disguise}"'))
    spec = written(tmp_path, "s.yaml", "key: [id]")
    code, said, error = commanded(
        "verify", left, written(tmp_path, "r.csv", CARDS), "--spec", spec, "--json", "--out", tmp_path / "o"
    )
    assert code == 2 and error.count("\n") == 1
    assert [(one["side"], one["line"], one["column"]) for one in said["forbidden"]] == [("left", 8, "note")]
    assert not list((tmp_path / "o").iterdir())
    assert (
        "1111111" not in f"{said}{error}" and "453957876" not in f"{said}{error}" and disguise not in f"{said}{error}"
    )


def test_a_number_cut_into_two_columns_and_a_column_of_security_codes_are_refused(tmp_path: Path) -> None:
    halves = "id,one,two\n" + "".join(f"{n},{card[:8]},{card[8:]}\n" for n, card in enumerate(cards(40)))
    found = verified(tmp_path, halves, halves, {"key": "id"})["forbidden"]
    assert {one["column"] for one in found} == {"one + two"}
    lone = "id,one,two\n" + "".join(f"{n},,\n" for n in range(40)) + "40,45395787,63621486\n"
    assert {one["line"] for one in verified(tmp_path, lone, lone, {"key": "id"})["forbidden"]} == {42}
    codes = "id,cvv\n" + "".join(f"{n},{100 + n}\n" for n in range(40))
    assert {one["column"] for one in verified(tmp_path, codes, codes, {"key": "id"})["forbidden"]} == {"cvv"}


def test_a_number_cut_into_two_columns_of_other_things_is_refused(tmp_path: Path) -> None:
    others = "".join(f"{n},{654_321 + n},see note {n}\n" for n in range(100, 280))
    halves = (
        "id,one,two\n"
        + others
        + "".join(f"{n},{card[:8]},{card[8:]}\n" for n, card in enumerate(cards(20, 49_999_999)))
    )
    found = verified(tmp_path, halves, "id,one,two\n" + others, {"key": "id"})["forbidden"]
    assert {(one["side"], one["column"]) for one in found} == {("left", "one + two")} and len(found) == 20
    rows = "".join(f"{n},{40_000_000 + n},{55_500_000 + n * 37 if n % 3 else 'none'}\n" for n in range(300))
    assert verified(tmp_path, "id,one,two\n" + rows, "id,one,two\n" + rows, {"key": "id"})["forbidden"] == []


def cards(count: int, apart: int = 7919) -> list[str]:
    """Numbers with a right check digit that begin as Visa's do."""
    from pilotage.tally.forbidden.brands import luhn_holds

    found = (f"4539{number * apart % 10**11:011d}{digit}" for number in range(1, count * 20) for digit in range(10))
    return [card for card in found if luhn_holds(card)][:count]


def test_account_numbers_of_sixteen_digits_are_no_cards(tmp_path: Path) -> None:
    rows = "id,acct\n" + "".join(f"{n},{9_000_000_000_000_000 + n * 7919}\n" for n in range(3_000))
    made = verified(tmp_path, rows, rows, {"key": "id"})
    assert made["forbidden"] == [] and made["agree"]


def test_a_spec_of_json_and_one_of_yaml_are_the_same_spec(tmp_path: Path) -> None:
    one = load_spec(
        written(
            tmp_path, "s.json", '{"key": ["id"], "fields": {"a": {"type": "money", "tolerance": {"absolute": 0.10}}}}'
        )
    )
    two = load_spec(
        written(tmp_path, "s.yaml", "key: [id]\nfields:\n  a:\n    type: money\n    tolerance: {absolute: 0.10}\n")
    )
    assert one == two
    assert read_spec({"key": "id"}).key == ("id",)


def test_a_card_number_in_the_first_row_of_a_file_without_header_is_masked_as_a_column(tmp_path: Path) -> None:
    left = written(tmp_path, "l.csv", "4539 5787 6362 1486,id\n4539578763621486,1\n")
    right = written(tmp_path, "r.csv", "id\n1\n")
    spec = written(tmp_path, "s.yaml", "key: [id]")
    code, said, error = commanded("verify", left, right, "--spec", spec, "--json")
    assert code == 2 and said["unmapped"]["left"] == ["••••••••••••1486"]
    assert {one["column"] for one in said["forbidden"]} == {"••••••••••••1486"} and "4539" not in f"{said}{error}"
    wrong = written(tmp_path, "w.yaml", "key: [account_no]")
    code, _, error = commanded("verify", left, right, "--spec", wrong)
    assert code == 2 and "It has: ••••••••••••1486, id." in error and "4539" not in error


def test_numbers_that_are_no_cards_stay_in_messages() -> None:
    for words in ("the trailer says 9007199254740993 and it is 2026112012345678", "account_no_1234567890", "•••• 1486"):
        assert TallyError(words).message == words
