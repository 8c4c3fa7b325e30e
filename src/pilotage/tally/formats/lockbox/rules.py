"""Every check of a lockbox file in words."""

from pilotage.tally.formats.rules import Rule

_ASK = "Ask the bank to correct the file and send it again."
_LOST = "Ask for the whole file again: records were lost, added or changed on the way."

RULES: dict[str, Rule] = {
    "record_length": Rule(
        "The record has {found} characters, more than the 80 of the format.",
        "Ask the bank, or allow any_record_length.",
        "any_record_length",
    ),
    "record_order": Rule("The record {found} may not stand here.", _LOST),
    "number": Rule("The field must hold digits only.", _ASK),
    "date": Rule("{found} is no date as YYMMDD.", _ASK),
    "amount_zero": Rule(
        "The remittance is of no money.", "Ask whether this is right, or allow zero_amounts.", "zero_amounts"
    ),
    "no_details": Rule(
        "The file holds no remittance (record 6).", "Ask whether this is right, or allow no_details.", "no_details"
    ),
    "check_missing": Rule(
        "The remittance has no check number.", "Ask for it, or allow missing_checks.", "missing_checks"
    ),
    "overflow_item": Rule("The overflow belongs to item {found}; the remittance before it is item {wanted}.", _LOST),
    "overflow_sequence": Rule("The overflow's sequence is {found}, not {wanted}.", _LOST),
    "overflow_open": Rule(
        "The last overflow of the item is not marked as the last (9).",
        "Ask the bank, or allow open_overflows.",
        "open_overflows",
    ),
    "batch_number": Rule("The batch total is of batch {stated}; the remittances are of batch {found}.", _LOST),
    "batch_items": Rule("The batch total counts {stated} remittances; there are {found}.", _LOST),
    "batch_sum": Rule("The batch total states {stated} cents; the remittances give {found}.", _LOST),
    "lockbox_items": Rule("The lockbox total counts {stated} remittances; there are {found}.", _LOST),
    "lockbox_sum": Rule("The lockbox total states {stated} cents; the remittances give {found}.", _LOST),
    "file_records": Rule(
        "The trailer counts {stated} records; there are {found}.",
        "Ask for the whole file, or allow any_record_count.",
        "any_record_count",
    ),
}
