"""For every check of an ACH file one file that breaks it."""

from collections.abc import Callable

from tally_formats.ach_files import ODFI, Batch, plain, put, whole_file
from tally_formats.test_tally_ach import international, returned

Lines = list[str]


def file_of(entry_class: str = "PPD", service: str = "200", description: str = "UTILITY", **entry: object) -> Lines:
    batch = Batch(entry_class, service, description=description)
    batch.entry(**entry)  # type: ignore[arg-type]
    return whole_file(batch)


def with_addenda(
    entry_class: str = "CCD", flag: str = "1", count: int = 1, sequence: int = 1, kind: str = "05"
) -> Lines:
    batch = Batch(entry_class)
    trace = batch.entry("22", 100, flag=flag)
    for place in range(count):
        batch.add(kind, f"{'WORDS':<80}", f"{sequence + place:04}{trace[-7:]}")
    return whole_file(batch)


def changed(code: str = "C01", corrected: str = "1918171614", original: str = f"{ODFI}0000007") -> Lines:
    batch = Batch("COR")
    trace = batch.entry("26", 0, flag="1")
    batch.add("98", f"{code}{original}{'':6}23138010{corrected:<29}", trace)
    return whole_file(batch)


def two_batches(second: int) -> Lines:
    batches = Batch(number=5), Batch(number=second)
    for batch in batches:
        batch.entry()
    return whole_file(*batches)


def counted(stated: str) -> Lines:
    batch = Batch("CTX")
    batch.text("ISA", batch.entry("22", 500, f"{'ID9':<15}{stated}{'RIVERTON PARKS':<16}", flag="1"))
    return whole_file(batch)


def iat(line: int, begin: int, text: str) -> Lines:
    return put(whole_file(international()), line, begin, text)


def iat_disordered() -> Lines:
    batch = international()
    batch.lines[2], batch.lines[3] = batch.lines[3], batch.lines[2]
    return whole_file(batch)


# In `plain()` line 1 is the file header, 2 the batch header, 3 to 5 entries, 6 the batch control, 7 the file control.
BROKEN: dict[str, Callable[[], Lines | str | bytes]] = {
    "unknown_record": lambda: put(plain(), 4, 1, "X"),
    "characters": lambda: ("\n".join(put(plain(), 3, 55, "ADé")) + "\n").encode("latin-1"),
    "line_too_long": lambda: [*plain()[:2], "6" * 70_000, *plain()[2:]],
    "record_length": lambda: [plain()[0].rstrip(), *plain()[1:]],
    "record_order": lambda: [plain()[0], plain()[2], *plain()[1:9]],
    "file_header_missing": lambda: plain()[1:] + ["9" * 94],
    "file_control_missing": lambda: plain(7)[:10],
    "batch_control_missing": lambda: [*plain()[:5], *plain()[6:], "9" * 94],
    "blocking": lambda: plain()[:-1],
    "no_batches": lambda: whole_file(),
    "empty_batch": lambda: whole_file(Batch()),
    "priority": lambda: put(plain(), 1, 2, "02"),
    "destination": lambda: put(plain(), 1, 5, "076401252"),
    "origin": lambda: put(plain(), 1, 14, " " * 10),
    "date": lambda: put(plain(), 1, 24, "261321"),
    "time": lambda: put(plain(), 1, 30, "2460"),
    "file_modifier": lambda: put(plain(), 1, 34, "a"),
    "record_size": lambda: put(plain(), 1, 35, "095"),
    "service_class": lambda: put(put(plain(), 2, 2, "201"), 6, 2, "201"),
    "service_class_direction": lambda: file_of(service="220", code="27"),
    "entry_class": lambda: file_of("XYZ"),
    "company_name": lambda: put(plain(), 2, 5, " " * 16),
    "company_id": lambda: put(plain(), 2, 41, " " * 10),
    "description": lambda: put(plain(), 2, 54, " " * 10),
    "check_description": lambda: file_of("RCK"),
    "effective_date": lambda: put(plain(), 2, 70, "      "),
    "settlement_date": lambda: put(plain(), 2, 76, "400"),
    "originator_status": lambda: put(plain(), 2, 79, "7"),
    "odfi": lambda: put(plain(), 2, 80, "0764012X"),
    "batch_number": lambda: put(plain(), 2, 88, "000000X"),
    "batch_order": lambda: two_batches(4),
    "iat_exchange": lambda: iat(2, 21, "XX"),
    "iat_country": lambda: iat(2, 39, "d1"),
    "iat_currency": lambda: iat(2, 64, "us$"),
    "field_numeric": lambda: put(plain(), 3, 30, "00000O1250"),
    "transaction_code": lambda: put(plain(), 3, 2, "99"),
    "code_of_class": lambda: file_of("TEL", code="22"),
    "check_digit": lambda: file_of(bank="231380105"),
    "account_missing": lambda: put(plain(), 3, 13, " " * 17),
    "name_missing": lambda: put(plain(), 3, 55, " " * 22),
    "check_number_missing": lambda: file_of("ARC", middle=f"{'':15}{'ADA BYRON':<22}"),
    "amount_zero": lambda: file_of(cents=0),
    "amount_not_zero": lambda: file_of(code="28", cents=1),
    "amount_limit": lambda: file_of("BOC", cents=2_500_001),
    "payment_type": lambda: file_of("WEB", free="X"),
    "ofac_indicator": lambda: iat(3, 77, "Z"),
    "addenda_indicator": lambda: with_addenda(flag="0"),
    "trace_order": lambda: put(plain(), 4, 80, f"{ODFI}0000001"),
    "trace_odfi": lambda: put(plain(), 3, 80, "999999990000001"),
    "addenda_type": lambda: with_addenda(kind="02"),
    "return_transaction_code": lambda: put(whole_file(returned("R01")), 3, 2, "27"),
    "addenda_count": lambda: with_addenda(count=2),
    "addenda_counted": lambda: counted("0002"),
    "addenda_sequence": lambda: with_addenda(sequence=2),
    "addenda_trace": lambda: put(with_addenda(), 4, 88, "0000009"),
    "iat_addenda": lambda: whole_file(*[_without(international(), 3)]),
    "iat_order": iat_disordered,
    "iat_type": lambda: iat(4, 4, "ZZZ"),
    "return_code": lambda: whole_file(returned("R99")),
    "change_code": lambda: changed("C44"),
    "corrected_data": lambda: changed(corrected=""),
    "original_trace": lambda: changed(original=" " * 15),
    "death_date": lambda: whole_file(returned("R15")),
    "batch_count": lambda: put(plain(), 6, 5, "000009"),
    "batch_count_entries": lambda: put(with_addenda(), 5, 5, "000001"),
    "batch_hash": lambda: put(plain(), 6, 11, "0000000001"),
    "batch_debits": lambda: put(plain(), 6, 21, f"{1:012}"),
    "batch_credits": lambda: put(plain(), 6, 33, f"{1:012}"),
    "control_service_class": lambda: put(plain(), 6, 2, "225"),
    "control_company": lambda: put(plain(), 6, 45, "9999999999"),
    "control_odfi": lambda: put(plain(), 6, 80, "99999999"),
    "control_number": lambda: put(plain(), 6, 88, "0000009"),
    "file_batches": lambda: put(plain(), 7, 2, "000009"),
    "file_blocks": lambda: put(plain(), 7, 8, "000009"),
    "file_count": lambda: put(plain(), 7, 14, "00000009"),
    "file_count_entries": lambda: put(with_addenda(), 6, 14, "00000001"),
    "file_hash": lambda: put(plain(), 7, 22, "0000000001"),
    "file_debits": lambda: put(plain(), 7, 32, f"{1:012}"),
    "file_credits": lambda: put(plain(), 7, 44, f"{1:012}"),
}


def _without(batch: Batch, place: int) -> Batch:
    del batch.lines[place]
    return batch
