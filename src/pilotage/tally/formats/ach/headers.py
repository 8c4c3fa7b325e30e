"""File and batch headers of an ACH file: every field read and checked."""

from datetime import date

from pilotage.tally.formats.ach.classes import CLASSES, SERVICE_CLASSES, Header
from pilotage.tally.formats.ach.routing import check_digit, is_digits, settled_on, short_date
from pilotage.tally.formats.report import Report

_FILE, _BATCH = "file_header", "batch_header"


def file_header(report: Report, line: int, text: str) -> None:
    """Check a file header and keep what it says among the facts."""
    wrong = report.fault
    if text[1:3] != "01":
        wrong("priority", line, _FILE, "priority_code", found=text[1:3].strip() or "blank")
    destination = text[3:13].strip()
    if len(destination) == 10 and destination[0] == "0":  # written without its blank
        destination = destination[1:]
    if len(destination) != 9 or not is_digits(destination) or check_digit(destination[:8]) != int(destination[8]):
        wrong("destination", line, _FILE, "immediate_destination")
    if not text[13:23].strip():
        wrong("origin", line, _FILE, "immediate_origin")
    created = short_date(text[23:29])
    if created is None:
        wrong("date", line, _FILE, "creation_date", found=text[23:29].strip() or "Nothing")
    time = text[29:33]
    if time.strip() and not (is_digits(time) and time[:2] < "24" and time[2:] < "60"):
        wrong("time", line, _FILE, "creation_time", found=time.strip())
    if not (text[33].isascii() and (text[33].isupper() or text[33].isdigit())):
        wrong("file_modifier", line, _FILE, "file_id_modifier", found=text[33].strip() or "blank")
    if text[34:40] != "094101":
        facts = {"size": text[34:37].strip(), "blocking": text[37:39].strip(), "format": text[39].strip()}
        wrong("record_size", line, _FILE, "record_size", **facts)
    if not (text.isascii() and text.isprintable()):
        wrong("characters", line, _FILE)
    report.facts |= {
        "destination": destination,
        "origin": text[13:23].strip(),
        "destination_name": text[40:63].strip(),
        "origin_name": text[63:86].strip(),
        "created": created.isoformat() if created else None,
        "modifier": text[33].strip(),
        "reference": text[86:94].strip(),
    }


def batch_header(report: Report, line: int, text: str) -> Header:
    """Check a batch header, and give what it says."""
    entry_class = text[50:53].strip()
    is_iat = entry_class == "IAT" or text[4:20].strip() == "IATCOR"
    if is_iat:
        _international(report, line, text)
    elif not text[4:20].strip():
        report.fault("company_name", line, _BATCH, "company_name")
    description = text[53:63].strip()
    for rule, field, begin, end, is_right in (
        ("entry_class", "entry_class", 50, 53, entry_class in CLASSES),
        ("service_class", "service_class", 1, 4, text[1:4] in SERVICE_CLASSES),
        ("company_id", "company_id", 40, 50, bool(text[40:50].strip())),
        ("description", "entry_description", 53, 63, bool(description)),
        ("check_description", "entry_description", 53, 63, entry_class != "RCK" or description == "REDEPCHECK"),
        ("originator_status", "originator_status", 78, 79, text[78] in "012"),
        ("odfi", "odfi", 79, 87, is_digits(text[79:87])),
        ("batch_number", "batch_number", 87, 94, is_digits(text[87:94])),
    ):
        if not is_right:
            report.fault(rule, line, _BATCH, field, found=text[begin:end].strip() or "blank")
    if not (text.isascii() and text.isprintable()):
        report.fault("characters", line, _BATCH)
    effective, settled = _dates(report, line, text)
    is_reversal = description.startswith("REVERSAL")
    return Header(
        line, entry_class, text[1:4], text[40:50], text[79:87], text[87:94], effective, settled, is_reversal, is_iat
    )


def _dates(report: Report, line: int, text: str) -> tuple[date | None, date | None]:
    effective = short_date(text[69:75])
    is_needed = text[50:53] not in ("ADV", "COR", "ENR") or bool(text[69:75].strip())
    if effective is None and is_needed:
        found = text[69:75].strip() or "empty"
        report.fault("effective_date", line, "batch_header", "effective_date", found=found)
    day = text[75:78]
    if day.strip() and not (is_digits(day) and int(day) <= 366):
        report.fault("settlement_date", line, "batch_header", "settlement_date", found=day.strip())
    return effective, settled_on(effective, day)


def _international(report: Report, line: int, text: str) -> None:
    """The fields of an IAT batch that stand where other batches have a name."""
    if text[20:22] not in ("FV", "VF", "FF"):
        report.fault("iat_exchange", line, "batch_header", "exchange", found=text[20:22].strip() or "empty")
    country = text[38:40]
    if not (country.isascii() and country.isalpha() and country.isupper()):
        report.fault("iat_country", line, "batch_header", "country", found=country.strip() or "that is empty")
    for field, place in (("originating_currency", 63), ("destination_currency", 66)):
        currency = text[place : place + 3]
        if not (currency.isascii() and currency.isalpha() and currency.isupper()):
            report.fault("iat_currency", line, "batch_header", field, found=currency.strip() or "that is empty")
