"""For every check of the other formats one file that breaks it."""

from collections.abc import Callable

from tally_formats.payment_samples import CAMT, LOCKBOX, MT940, X820, X823
from tally_formats.test_tally_bai2 import FILE as BAI2

Content = Callable[[], list[str] | str | bytes]


def swap(text: str, *changes: tuple[str, str]) -> Content:
    """The text with each first occurrence replaced; the old words must be there."""
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return lambda: text


def lines(records: list[str], place: int, old: str, new: str) -> Content:
    assert old in records[place], old
    return lambda: [*records[:place], records[place].replace(old, new, 1), *records[place + 1 :]]


LONG = "x" * 70_000
BROKEN_BAI2: dict[str, Content] = {
    "unknown_record": swap(BAI2, ("49,9151000,5/", "49,9151000,5/\n55,1/")),
    "characters": swap(BAI2, ("LOCK BOX", "LOCK\x00BOX")),
    "line_too_long": swap(BAI2, ("note only", LONG)),
    "record_order": swap(BAI2, ("02,031001234,122099999,1,261120,2359,USD,2/\n", "")),
    "file_header_missing": swap(BAI2, (BAI2.splitlines()[0] + "\n", "")),
    "file_trailer_missing": swap(BAI2, ("99,10152000,1,14/\n", "")),
    "group_trailer_missing": swap(BAI2, ("98,10152000,2,12/\n", "")),
    "account_trailer_missing": swap(BAI2, ("49,9151000,5/\n", "")),
    "continuation": swap(BAI2, ("49,9151000,5/", "49,9151000,5/\n88,more/")),
    "bare_continuation": swap(BAI2, ("note only/", "note only/\nand more")),
    "version": swap(BAI2, ("80,1,2/", "80,1,3/")),
    "date": swap(BAI2, (",261121,0200", ",261321,0200")),
    "time": swap(BAI2, (",0200,", ",2560,")),
    "group_status": swap(BAI2, ("122099999,1,261120", "122099999,7,261120")),
    "currency": swap(BAI2, ("2359,USD,2", "2359,usd,2")),
    "sender": swap(BAI2, ("01,122099999,", "01,,")),
    "account_missing": swap(BAI2, ("03,9876543210,", "03,,")),
    "field_count": swap(BAI2, ("02,031001234,122099999,1,261120,2359,USD,2/", "02,031001234/")),
    "number": swap(BAI2, ("49,1001000,5/", "49,1001000,five/")),
    "amount": swap(BAI2, ("16,115,450000,", "16,115,4500.00,")),
    "type_code": swap(BAI2, ("16,475,", "16,47,")),
    "detail_type": swap(BAI2, ("16,475,", "16,010,")),
    "funds_type": swap(BAI2, ("16,399,1000,V", "16,399,1000,Q")),
    "funds_sum": swap(BAI2, ("S,100000,", "S,100001,")),
    "account_total": swap(BAI2, ("49,9151000", "49,9151001")),
    "account_records": swap(BAI2, ("49,9151000,5", "49,9151000,4")),
    "group_total": swap(BAI2, ("98,10152000", "98,10152001")),
    "group_accounts": swap(BAI2, ("98,10152000,2", "98,10152000,3")),
    "group_records": swap(BAI2, ("98,10152000,2,12", "98,10152000,2,13")),
    "file_total": swap(BAI2, ("99,10152000", "99,10152001")),
    "file_groups": swap(BAI2, ("99,10152000,1", "99,10152000,2")),
    "file_records": swap(BAI2, ("99,10152000,1,14", "99,10152000,1,15")),
}

_BOOKED = "<Sts><Cd>BOOK</Cd></Sts>"
BROKEN_CAMT: dict[str, Content] = {
    "xml": swap(CAMT, ("</BkToCstmrStmt>", "")),
    "no_statement": lambda: "<Document/>",
    "account_missing": swap(CAMT, ("<Acct><Id><Othr><Id>000123456789</Id></Othr></Id><Ccy>USD</Ccy></Acct>", "")),
    "amount": swap(CAMT, ('"USD">200.00<', '"USD">two<')),
    "amount_scale": swap(CAMT, ('"USD">200.00<', '"USD">200.001<')),
    "amount_negative": swap(CAMT, ('"USD">4.50<', '"USD">-4.50<')),
    "currency": swap(CAMT, ('<Amt Ccy="USD">200.00<', "<Amt>200.00<")),
    "direction": swap(CAMT, ("<CdtDbtInd>DBIT", "<CdtDbtInd>DOWN")),
    "status": swap(CAMT, (_BOOKED, "<Sts><Cd>MAYBE</Cd></Sts>")),
    "date": swap(CAMT, ("<BookgDt><Dt>2026-11-20<", "<BookgDt><Dt>2026-11-31<")),
    "date_missing": swap(CAMT, ("<BookgDt><Dt>2026-11-20</Dt></BookgDt>", "")),
    "balance_type": swap(CAMT, ("<Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp>", "")),
    "details_sum": swap(CAMT, (">150.00<", ">150.01<")),
    "details_count": swap(CAMT, ("<NbOfTxs>2<", "<NbOfTxs>3<")),
    "balance": swap(CAMT, (">345.50<", ">345.51<")),
    "entries_count": swap(CAMT, ("<NbOfNtries>4<", "<NbOfNtries>5<")),
    "entries_sum": swap(CAMT, ("<Sum>264.50<", "<Sum>264.51<")),
    "entries_net": swap(CAMT, ("<TtlNetNtry><Amt>255.50<", "<TtlNetNtry><Amt>255.51<")),
    "credits_count": swap(CAMT, ("<NbOfNtries>3<", "<NbOfNtries>2<")),
    "credits_sum": swap(CAMT, ("<Sum>260.00<", "<Sum>260.01<")),
    "debits_count": swap(CAMT, ("<NbOfNtries>1<", "<NbOfNtries>2<")),
    "debits_sum": swap(CAMT, ("<Sum>4.50<", "<Sum>4.51<")),
}

BROKEN_MT940: dict[str, Content] = {
    "characters": swap(MT940, ("INVOICE 7", "INVOICE\x007")),
    "line_too_long": swap(MT940, ("more text", LONG)),
    "tag_order": swap(MT940, (":25:123456789/USD", ":25:123456789/USD\n:99:what")),
    "outside": swap(MT940, ("-\n:20:", "-\nwords\n:20:")),
    "account_missing": swap(MT940, (":25:123456789/USD\n", "")),
    "reference_missing": swap(MT940, (":20:STMT-1", ":20:")),
    "statement_number": swap(MT940, ("00012/001", "twelve")),
    "balance": swap(MT940, (":60F:C261119USD100,00", ":60F:100,00")),
    "opening_missing": swap(MT940, (":60F:C261119USD100,00\n", "")),
    "closing_missing": swap(MT940, (":62F:C261120USD245,50\n", "")),
    "closing": swap(MT940, (":62M:C261120USD245,50", ":62M:C261120USD245,51")),
    "chain": swap(MT940, (":60M:C261120USD245,50", ":60M:C261120USD245,51")),
    "currency": swap(MT940, (":62M:C261120USD", ":62M:C261120EUR")),
    "line": swap(MT940, (":61:2611201120C200,00", ":61:C200,00")),
    "amount_scale": swap(MT940, ("C200,00NTRF", "C200,001NTRF")),
    "date": swap(MT940, (":61:2611201120C", ":61:2613201120C")),
}

BROKEN_LOCKBOX: dict[str, Content] = {
    "unknown_record": lambda: [*LOCKBOX[:3], "X", *LOCKBOX[3:]],
    "characters": lines(LOCKBOX, 3, "ACCT", "AC\x01T"),
    "line_too_long": lambda: [*LOCKBOX[:3], "6" + LONG, *LOCKBOX[3:]],
    "record_length": lambda: [*LOCKBOX[:3], LOCKBOX[3] + "x" * 40, *LOCKBOX[4:]],
    "record_order": lambda: [*LOCKBOX[:3], *LOCKBOX[4:]],
    "number": lines(LOCKBOX, 3, "0000012550", "00000125.5"),
    "date": lines(LOCKBOX, 2, "261120", "261320"),
    "amount_zero": lines(LOCKBOX, 3, "0000012550", "0000000000"),
    "no_details": lambda: [*LOCKBOX[:3], LOCKBOX[-1]],
    "check_missing": lines(LOCKBOX, 3, "0000004411", " " * 10),
    "overflow_item": lines(LOCKBOX, 4, "4001001", "4001009"),
    "overflow_sequence": lines(LOCKBOX, 5, "602", "607"),
    "overflow_open": lines(LOCKBOX, 5, "6029", "6020"),
    "batch_number": lines(LOCKBOX, 7, "7001", "7009"),
    "batch_items": lines(LOCKBOX, 7, "261120002", "261120003"),
    "batch_sum": lines(LOCKBOX, 7, "0000013000", "0000013001"),
    "lockbox_items": lines(LOCKBOX, 8, "2611200002", "2611200003"),
    "lockbox_sum": lines(LOCKBOX, 8, "0000013000", "0000013001"),
    "file_records": lines(LOCKBOX, 9, "9000010", "9000011"),
}

BROKEN_X12: dict[str, Content] = {
    "segment_id": swap(X820, ("ENT*1~", "e*1~")),
    "segment_order": swap(X820, ("GS*RA", "N1*PR*EARLY~\nGS*RA")),
    "segment_too_long": swap(X820, ("RIVERTON PARKS", "x" * 300_000)),
    "interchange_end": swap(X820, ("IEA*1*000000001~\n", "")),
    "interchange_groups": swap(X820, ("IEA*1*", "IEA*2*")),
    "interchange_number": swap(X820, ("IEA*1*000000001", "IEA*1*000000009")),
    "group_end": swap(X820, ("GE*1*1~\n", "")),
    "group_kind": swap(X820, ("GS*RA", "GS*PO")),
    "group_sets": swap(X820, ("GE*1*1", "GE*2*1")),
    "group_number": swap(X820, ("GE*1*1", "GE*1*9")),
    "set_kind": swap(X820, ("ST*820", "ST*850")),
    "set_end": swap(X820, ("SE*12*0001~\n", "")),
    "set_segments": swap(X820, ("SE*12*", "SE*13*")),
    "set_number": swap(X820, ("SE*12*0001", "SE*12*0009")),
    "amount": swap(X820, ("BPR*C*145.00", "BPR*C*lots")),
    "amount_scale": swap(X820, ("BPR*C*145.00", "BPR*C*145.001")),
    "number": swap(X823, ("QTY*41*1", "QTY*41*one")),
    "date": swap(X820, ("*20261123~", "*20261323~")),
    "direction": swap(X820, ("145.00*C*ACH", "145.00*X*ACH")),
    "method": swap(X820, ("145.00*C*ACH", "145.00*C*GOLD")),
    "payment_missing": swap(X820, (X820.splitlines()[3] + "\n", "")),
    "trace_missing": swap(X820, ("TRN*1*TRACE-77*1234567890~\n", "")),
    "routing": swap(X820, ("231380104", "231380105")),
    "remittance_reference": swap(X820, ("RMR*IV*INV-2*", "RMR*IV**")),
    "remittance_total": swap(X820, ("INV-2**50", "INV-2**51")),
    "deposit_total": swap(X823, ("AMT*TD*130.00", "AMT*TD*130.01")),
    "batch_total": swap(X823, ("AMT*TB*130.00", "AMT*TB*130.01")),
    "deposit_batches": swap(X823, ("QTY*41*1", "QTY*41*2")),
    "deposit_checks": swap(X823, ("QTY*42*2", "QTY*42*3")),
    "batch_checks": swap(X823, ("QTY*42*2~\nBPR", "QTY*42*3~\nBPR")),
}


def _row(row: str, header: str = "date,amount") -> Content:
    return lambda: f"{header}\n{row}\n2026-11-22,1{',' * (header.count(',') - 1)}\n"


BROKEN_TABLES: dict[str, Content] = {
    "row": _row("2026-11-21,1,2,3"),
    "amount": _row("2026-11-21,ten"),
    "amount_missing": _row("2026-11-21,"),
    "amount_scale": _row("2026-11-21,1.005"),
    "two_amounts": _row("2026-11-21,1,2", "date,credit,debit"),
    "currency": _row("2026-11-21,1,usd", "date,amount,currency"),
    "date": _row("soon,1"),
    "date_missing": _row(",1"),
    "direction": _row("2026-11-21,1,up", "date,amount,direction"),
}
