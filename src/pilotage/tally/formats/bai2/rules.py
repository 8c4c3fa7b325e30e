"""Every check of a BAI2 file in words."""

from pilotage.tally.formats.rules import Rule

_ASK = "Ask the bank to correct the file and send it again."
_LOST = "Ask for the whole file again: records were lost, added or changed on the way."

RULES: dict[str, Rule] = {
    "record_order": Rule("The record {found} may not stand here.", _LOST),
    "file_header_missing": Rule("The file does not begin with record 01.", _LOST),
    "file_trailer_missing": Rule(
        "The file ends without its trailer (record 99).",
        "Ask for the whole file, or allow missing_trailers.",
        "missing_trailers",
    ),
    "group_trailer_missing": Rule(
        "The group that begins in line {begun} has no trailer (record 98).",
        "Ask for the whole file, or allow missing_trailers.",
        "missing_trailers",
    ),
    "account_trailer_missing": Rule(
        "The account that begins in line {begun} has no trailer (record 49).",
        "Ask for the whole file, or allow missing_trailers.",
        "missing_trailers",
    ),
    "continuation": Rule("A continuation (record 88) stands where nothing can be continued.", _LOST),
    "bare_continuation": Rule(
        "The line has no record code; it is read as more of the text before it.",
        "Ask for record 88 before each continued line, or allow bare_continuations.",
        "bare_continuations",
    ),
    "version": Rule("The file states version {found}, not 2.", "Ask the bank, or allow any_version.", "any_version"),
    "date": Rule("{found} is no date as YYMMDD.", _ASK),
    "time": Rule("{found} is no time as HHMM (2400 and 9999 mean the end of the day).", _ASK),
    "group_status": Rule("The group's status is {found}, none of 1 to 4.", _ASK),
    "currency": Rule("The currency {found} is not three capital letters.", _ASK),
    "sender": Rule("The sender or the receiver is empty.", _ASK),
    "account_missing": Rule("The account number is empty.", _ASK),
    "field_count": Rule("The record has {found} fields, fewer than the {least} that it needs.", _ASK),
    "number": Rule("The field must hold a whole number, and holds none.", _ASK),
    "amount": Rule("The amount is no whole number of the smallest unit.", _ASK),
    "type_code": Rule("{found} is no type code of three digits.", _ASK),
    "detail_type": Rule("Type code {found} is a balance or summary, not the type of a detail.", _ASK),
    "funds_type": Rule("The funds type is {found}, none of 0, 1, 2, S, V, D, Z.", _ASK),
    "funds_sum": Rule(
        "The parts of the availability add up to {found}, not to the amount {stated}.",
        "Ask the bank, or allow availability_differs.",
        "availability_differs",
    ),
    "account_total": Rule("The account trailer states {stated}; its amounts add up to {found}.", _LOST),
    "account_records": Rule(
        "The account trailer counts {stated} records; there are {found}.",
        "Ask for the whole file, or allow any_record_count.",
        "any_record_count",
    ),
    "group_total": Rule("The group trailer states {stated}; its accounts add up to {found}.", _LOST),
    "group_accounts": Rule("The group trailer counts {stated} accounts; there are {found}.", _LOST),
    "group_records": Rule(
        "The group trailer counts {stated} records; there are {found}.",
        "Ask for the whole file, or allow any_record_count.",
        "any_record_count",
    ),
    "file_total": Rule("The file trailer states {stated}; its groups add up to {found}.", _LOST),
    "file_groups": Rule("The file trailer counts {stated} groups; there are {found}.", _LOST),
    "file_records": Rule(
        "The file trailer counts {stated} records; there are {found}.",
        "Ask for the whole file, or allow any_record_count.",
        "any_record_count",
    ),
}
