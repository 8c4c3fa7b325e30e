"""ACH files: what a right one gives, entry class by entry class."""

from datetime import date
from pathlib import Path

import pytest

from tally_formats.ach_files import BANK, ODFI, Batch, plain, whole_file
from tally_formats.reading_bytes import read_text, rules_broken


def test_a_right_file_gives_its_entries_and_totals(tmp_path: Path) -> None:
    entries, reading = read_text(tmp_path, plain())
    assert reading.format == "ach"
    assert (reading.valid, reading.errors) == (True, [])
    first = entries[0]
    assert (first.line, first.kind, first.amount, first.currency, first.direction) == (
        3,
        "payment",
        1000,
        "USD",
        "debit",
    )
    assert (first.date, first.account, first.name) == (date(2026, 11, 23), "000123456789", "ADA BYRON")
    assert (first.reference, first.parent, first.bank) == (f"{ODFI}0000001", "0000001", BANK)
    assert (first.code, first.method, first.references) == ("PPD", "ach", {"id": "INV-7"})
    assert (reading.totals["debit"], reading.totals["credit"]) == (2002, 1001)
    assert reading.report.stated["debit"] == 2002
    assert reading.report.stated["entries_and_addenda"] == 3
    assert (reading.report.read, reading.report.accepted, reading.report.rejected) == (10, 10, 0)


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r", b""])
def test_line_ends_do_not_matter_and_may_be_missing(tmp_path: Path, end: bytes) -> None:
    entries, reading = read_text(tmp_path, end.join(line.encode() for line in plain(30)) + end)
    assert reading.valid
    assert [entry.line for entry in entries] == list(range(3, 33))


@pytest.mark.parametrize("service", ["200", "225"])
@pytest.mark.parametrize("entry_class", ["PPD", "CCD", "WEB", "TEL", "ARC", "BOC", "RCK", "TRC", "XCK"])
def test_debits_of_each_class_are_read(tmp_path: Path, entry_class: str, service: str) -> None:
    batch = Batch(entry_class, service, description="REDEPCHECK" if entry_class == "RCK" else "UTILITY")
    batch.entry("27", 20_00, free="R" if entry_class in ("WEB", "TEL") else "")
    entries, reading = read_text(tmp_path, whole_file(batch))
    assert reading.valid, reading.errors
    assert (entries[0].code, entries[0].amount, entries[0].direction) == (entry_class, 2000, "debit")
    assert entries[0].references["id"] == "INV-7"


def test_payment_text_and_several_addenda_belong_to_their_entry(tmp_path: Path) -> None:
    one, many = Batch("CCD", number=1), Batch("CTX", number=2)
    one.text("INVOICE 7", one.entry("22", 100, flag="1"))
    trace = many.entry("22", 500, f"{'ID9':<15}0002{'RIVERTON PARKS':<16}", flag="1")
    many.text("ISA*00*", trace, 1)
    many.text("00*~", trace, 2)
    entries, reading = read_text(tmp_path, whole_file(one, many))
    assert reading.valid, reading.errors
    assert [entry.text for entry in entries] == ["INVOICE 7", "ISA*00*00*~"]
    assert (entries[1].name, entries[1].references, entries[1].parent) == ("RIVERTON PARKS", {"id": "ID9"}, "0000002")


def test_classes_that_cut_the_record_in_their_own_way(tmp_path: Path) -> None:
    cie, mte, pop, shr = Batch("CIE", "220"), Batch("MTE", number=2), Batch("POP", number=3), Batch("SHR", number=4)
    cie.entry("22", 100, f"{'GRACE HOPPER':<15}{'ACCOUNT-9':<22}")
    for batch, middle in ((mte, f"{'ALAN T':<22}{'ID-2':<15}"), (shr, f"1228{'DOC1':<11}{'4111111111111111':<22}")):
        trace = batch.entry("27", 100, middle, "01", "1")
        batch.add("02", "REF1   R01TERM01SER0011120AUTH99MAIN STREET 1", "")
        batch.lines[-1] = batch.lines[-1][:62].ljust(62) + f"{'RIVERTON':<15}OH{trace}"
    pop.entry("27", 100, f"{'000000101':<9}RIVEOH{'KEN T':<22}")
    entries, reading = read_text(tmp_path, whole_file(cie, mte, pop, shr))
    assert reading.valid, reading.errors
    assert [(entry.name, entry.references.get("id")) for entry in entries] == [
        ("GRACE HOPPER", "ACCOUNT-9"), ("ALAN T", "ID-2"), ("KEN T", "000000101"), ("", "DOC1"),
    ]  # fmt: skip
    assert entries[2].references["state"] == "OH"
    assert (entries[1].references["terminal"], entries[1].text) == ("TERM01", "MAIN STREET 1 RIVERTON OH")
    assert entries[3].references["card"] == "…1111"
    assert "4111111111111111" not in str(entries)


@pytest.mark.parametrize(
    ("entry_class", "code", "cents", "kind"),
    [("PPD", "28", 0, "prenote"), ("CCD", "24", 0, "zero"), ("ENR", "27", 0, "enrolment"), ("ACK", "24", 0, "acknowledgement"),
     ("ATX", "24", 0, "acknowledgement"), ("DNE", "23", 0, "death_notice")],
)  # fmt: skip
def test_entries_that_move_no_money_have_their_kind(
    tmp_path: Path, entry_class: str, code: str, cents: int, kind: str
) -> None:
    batch = Batch(entry_class)
    counted = entry_class in ("ENR", "ATX")
    trace = batch.entry(code, cents, f"{'ID9':<15}0001{'AGENCY':<16}" if counted else "", flag="1")
    batch.text("WORDS*1", trace)
    entries, reading = read_text(tmp_path, whole_file(batch))
    assert reading.valid, reading.errors
    assert (entries[0].kind, entries[0].text) == (kind, "WORDS*1")


def returned(code: str, more: str = "", at: int = 0) -> Batch:
    batch = Batch("PPD")
    trace = batch.entry("26", 1250, flag="1")
    text = f"{code}{ODFI}0000007".ljust(24) + "23138010"
    if more:
        text = text.ljust(at) + more
    batch.add("99", text, trace)
    return batch


def test_a_return_names_its_reason_and_the_trace_that_comes_back(tmp_path: Path) -> None:
    entries, reading = read_text(tmp_path, whole_file(returned("R01", "CALL US", 32)))
    assert reading.valid, reading.errors
    entry = entries[0]
    assert (entry.kind, entry.code, entry.original, entry.amount) == ("return", "R01", f"{ODFI}0000007", 1250)
    assert (entry.text, entry.references["class"]) == ("CALL US", "PPD")


@pytest.mark.parametrize(("code", "kind"), [("R67", "dishonoured_return"), ("R73", "contested_return")])
def test_dishonoured_and_contested_returns_follow_the_chain_of_traces(tmp_path: Path, code: str, kind: str) -> None:
    chain = f"{'231380100000009'}32701" + (f"{ODFI}000001033068" if kind == "contested_return" else "")
    entries, reading = read_text(tmp_path, whole_file(returned(code, chain, 35)))
    assert reading.valid, reading.errors
    entry = entries[0]
    assert (entry.kind, entry.code, entry.original) == (kind, code, f"{ODFI}0000007")
    assert entry.references["return_trace"] == "231380100000009"
    assert entry.references["return_reason"] == "R01"
    if kind == "contested_return":
        assert entry.references["dishonoured_trace"] == f"{ODFI}0000010"
        assert entry.references["dishonoured_reason"] == "R68"


@pytest.mark.parametrize(("code", "kind"), [("C01", "change"), ("C07", "change"), ("C61", "refused_change")])
def test_a_notification_of_change_gives_the_corrected_data(tmp_path: Path, code: str, kind: str) -> None:
    batch = Batch("COR")
    trace = batch.entry("26", 0, flag="1")
    corrected = f"{'1918171614':<29}" + ("C01" + "0000007" if kind == "refused_change" else "")
    batch.add("98", f"{code}{ODFI}0000007{'':6}23138010{corrected}", trace)
    entries, reading = read_text(tmp_path, whole_file(batch))
    assert reading.valid, reading.errors
    assert (entries[0].kind, entries[0].code, entries[0].original) == (kind, code, f"{ODFI}0000007")
    assert entries[0].references["corrected"] == "1918171614"
    assert entries[0].references.get("change_code", "C01") == "C01"


def international(trailing: tuple[str, ...] = ()) -> Batch:
    batch = Batch("IAT", "220")
    trace = batch.iat(count=7 + len(trailing))
    end = trace[-7:]
    batch.add("10", f"BUS{5_000_00:018}{'FOREIGN-1':<22}   {'GRETA MEIER':<35}", end)
    batch.add("11", f"{'RIVERTON WATER':<35}{'1 MAIN ST':<35}", end)
    batch.add("12", f"{'RIVERTON*OH':<35}{'US*45036':<35}", end)
    batch.add("13", f"{'FIRST BANK':<35}01{ODFI:<34}US", end)
    batch.add("14", f"{'DEUTSCHE BANK':<35}01{'50010517':<34}DE", end)
    batch.add("15", f"{'RECEIVER-1':<15}{'HAUPTSTR 1':<35}", end)
    batch.add("16", f"{'BERLIN*BE':<35}{'DE*10115':<35}", end)
    for place, kind in enumerate(trailing):
        batch.add(kind, f"{'REMITTANCE':<80}", f"{trailing[: place + 1].count(kind):04}{end}")
    return batch


@pytest.mark.parametrize("trailing", [(), ("17",), ("17", "17", "18", "18")])
def test_an_international_entry_has_its_addenda(tmp_path: Path, trailing: tuple[str, ...]) -> None:
    entries, reading = read_text(tmp_path, whole_file(international(trailing)))
    assert reading.valid, reading.errors
    entry = entries[0]
    assert (entry.name, entry.account, entry.code) == ("GRETA MEIER", "DE89370400440532013000", "IAT")
    assert (entry.references["payment_type"], entry.references["originator"]) == ("BUS", "RIVERTON WATER")


def test_an_international_entry_without_an_addenda_is_named(tmp_path: Path) -> None:
    batch = international()
    del batch.lines[5]
    _, reading = read_text(tmp_path, whole_file(batch))
    assert "iat_addenda" in rules_broken(reading)
    assert "14" in reading.errors[0].message


def test_an_advice_file_has_its_own_widths(tmp_path: Path) -> None:
    batch = Batch("ADV", "280")
    for code in ("81", "82"):
        batch.lines.append(f"6{code}{BANK}{'12345':<15}{900_00:012}{'121042882':<9}FILE1 {'BANK':<22}  0{ODFI}0110001")
    entries, reading = read_text(tmp_path, whole_file(batch))
    assert reading.valid, reading.errors
    assert [(entry.kind, entry.direction, entry.amount) for entry in entries] == [
        ("advice", "credit", 90000), ("advice", "debit", 90000),
    ]  # fmt: skip


def test_a_return_under_a_forward_code_is_a_return_all_the_same(tmp_path: Path) -> None:
    lines = whole_file(returned("R02"))
    lines[2] = lines[2][:1] + "27" + lines[2][3:]
    entries, strict = read_text(tmp_path, lines)
    assert rules_broken(strict) == {"return_transaction_code"}
    _, lenient = read_text(tmp_path, lines, allow=["forward_return_codes"])
    assert lenient.valid
    assert (entries[0].kind, entries[0].code) == ("return", "R02")
