"""What a file states of itself comes as whole numbers, and each statement of several by itself."""

from pathlib import Path

from tally_formats.payment_samples import CAMT, LOCKBOX, MT940, X820, X823
from tally_formats.reading_bytes import read_text, rules_broken

_PAGE = ":20:P1\n:25:9999\n:28C:7/{n}\n:60{a}:C261119USD{o},\n:61:2611201120C5,00NCHKNONREF\n:62{z}:C261120USD{c},\n-\n"


def test_every_stated_amount_and_count_is_a_whole_number(tmp_path: Path) -> None:
    for text in (CAMT, LOCKBOX, MT940, X820, X823):
        _, reading = read_text(tmp_path, text)
        told = reading.summary()["control_totals"]
        named = {"account", "reference", "currency", "statements"}
        assert told
        assert {type(value) for name, value in told.items() if name not in named} == {int}, told


def test_each_statement_is_told_by_itself(tmp_path: Path) -> None:
    body = CAMT[CAMT.index("<Stmt>") : CAMT.index("</Stmt>") + len("</Stmt>")]
    _, reading = read_text(tmp_path, CAMT.replace(body, body + body.replace("STMT-7", "STMT-8")))
    told = reading.summary()["control_totals"]
    assert set(told) == {"statements"}
    assert [(one["reference"], one["opening"], one["closing"]) for one in told["statements"]] == [
        ("STMT-7", 10000, 34550), ("STMT-8", 10000, 34550),
    ]  # fmt: skip


def test_pages_of_one_statement_are_one(tmp_path: Path) -> None:
    pages = _PAGE.format(n=1, a="F", o=10, z="M", c=15) + _PAGE.format(n=2, a="M", o=15, z="F", c=20)
    _, reading = read_text(tmp_path, pages)
    told = reading.summary()["control_totals"]
    assert (told["opening"], told["closing"], len(told["statements"])) == (1000, 2000, 1)


def test_a_check_without_trace_is_known_by_its_number(tmp_path: Path) -> None:
    lines = [one for one in X823.replace("\n", "").split("~") if not one.startswith("TRN")]
    held = "~".join(line + "~REF*CK*4411" if line.startswith("BPR") else line for line in lines)
    entries, reading = read_text(tmp_path, held)
    assert "trace_missing" not in rules_broken(reading)
    assert {entry.reference for entry in entries if entry.kind == "payment"} == {"4411"}
    assert {entry.parent for entry in entries if entry.kind == "remittance"} == {"4411"}
