"""camt.052, 053 and 054: entries, batches with details, versions, and what is refused."""

from datetime import date
from pathlib import Path

import pytest

from pilotage.tally.errors import TallyError
from tally_formats.payment_samples import CAMT
from tally_formats.reading_bytes import read_text, rules_broken


def test_a_statement_gives_entries_and_the_details_of_batches(tmp_path: Path) -> None:
    entries, reading = read_text(tmp_path, CAMT)
    assert reading.format == "camt"
    assert reading.valid, reading.errors
    assert [(entry.kind, entry.amount, entry.direction) for entry in entries] == [
        ("transaction", 20000, "credit"), ("detail", 15000, "credit"), ("detail", 5000, "credit"), ("return", 5000, "credit"),
        ("transaction", 450, "debit"), ("pending", 1000, "credit"),
    ]  # fmt: skip
    first, detail, other, returned, fee, _ = entries
    assert (first.line, first.date, first.account, first.parent) == (12, date(2026, 11, 20), "000123456789", "STMT-7")
    assert (first.reference, first.code, first.method) == ("BANK1", "PMNT/RCDT/ESCT", "transfer")
    assert (detail.reference, detail.parent, detail.name, other.name) == ("E2E-1", "BANK1", "Ada Byron", "Alan T")
    assert (returned.code, returned.original, returned.text) == ("AC01", "E2E-3", "INVOICE 9")
    assert returned.references == {"end_to_end": "E2E-3", "transaction": "TX3", "creditor": "RF18", "bank": "BANK2"}
    assert (returned.date, fee.text) == (date(2026, 11, 20), "FEE")
    assert reading.totals["credit"] == 25000, "parts and pending entries are not added up"
    assert [balance["code"] for balance in reading.report.balances] == ["OPBD", "CLBD"]
    assert (reading.summary()["control_totals"]["opening"], reading.summary()["control_totals"]["closing"]) == (
        10000,
        34550,
    )
    assert (reading.report.unit, reading.report.read) == ("entries", 4)


@pytest.mark.parametrize("version", ["camt.053.001.02", "camt.053.001.13", "camt.052.001.06", "camt.054.001.08"])
def test_every_version_and_kind_is_read(tmp_path: Path, version: str) -> None:
    text = CAMT.replace("camt.053.001.08", version)
    if version.startswith("camt.052"):
        text = text.replace("Stmt>", "Rpt>").replace("BkToCstmrRpt>", "BkToCstmrAcctRpt>")
    if version.startswith("camt.054"):
        text = text.replace("Stmt>", "Ntfctn>")
    entries, reading = read_text(tmp_path, text)
    assert reading.valid, reading.errors
    assert (len(entries), entries[0].parent, entries[0].account) == (6, "STMT-7", "000123456789")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-1"])
def test_encodings_and_prefixes_do_not_matter(tmp_path: Path, encoding: str) -> None:
    text = CAMT.replace("Ada Byron", "Ada Býron").replace(
        'encoding="UTF-8"', f'encoding="{encoding.removesuffix("-sig")}"'
    )
    text = text.replace("<", "<c:").replace("<c:/", "</c:").replace("<c:?", "<?").replace("xmlns=", "xmlns:c=")
    entries, reading = read_text(tmp_path, text.encode(encoding))
    assert reading.valid, reading.errors
    assert entries[1].name == "Ada Býron"


def test_a_cut_off_file_keeps_what_was_read_and_says_so(tmp_path: Path) -> None:
    entries, reading = read_text(tmp_path, CAMT[: CAMT.index("<AddtlNtryInf>")])
    assert rules_broken(reading) == {"xml"}
    assert len(entries) == 4


@pytest.mark.parametrize(
    "doctype",
    ['<!DOCTYPE Document SYSTEM "http://example.invalid/x.dtd">', '<!DOCTYPE Document [<!ENTITY a "aaaa">]>',
     '<!DOCTYPE Document [<!ENTITY a SYSTEM "file:///etc/passwd">]>'],
)  # fmt: skip
def test_a_dtd_is_refused(tmp_path: Path, doctype: str) -> None:
    text = CAMT.replace("<Document", doctype + "\n<Document").replace(
        "Ada Byron", "&a;" if "ENTITY" in doctype else "Ada"
    )
    with pytest.raises(TallyError, match="DTD"):
        read_text(tmp_path, text)


def test_other_xml_is_no_statement(tmp_path: Path) -> None:
    _, reading = read_text(tmp_path, "<html><body>No</body></html>")
    assert rules_broken(reading) == {"no_statement"}
    with pytest.raises(TallyError, match="no XML"):
        read_text(tmp_path, "<html")


def test_currencies_have_their_own_decimals(tmp_path: Path) -> None:
    text = "<Document><BkToCstmrStmt><Stmt><Acct><Id><IBAN>DE1</IBAN></Id></Acct>" + "".join(
        f'<Ntry><Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-11-20</Dt></BookgDt></Ntry>'
        for currency, amount in (("JPY", "1200"), ("KWD", "1.234"), ("USD", "9007199254740993.01"))
    )
    entries, reading = read_text(tmp_path, text + "</Stmt></BkToCstmrStmt></Document>")
    assert reading.valid, reading.errors
    assert [entry.amount for entry in entries] == [1200, 1234, 900719925474099301]
