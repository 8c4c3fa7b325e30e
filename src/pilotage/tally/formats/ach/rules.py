"""Every check of an ACH file in words. Names are stable; a leniency, where there is one, is the switch that forgives it."""

from pilotage.tally.formats.rules import Rule

_ASK = "Ask the sender to correct the file and send it again."
_LOST = "Ask for the whole file again: records were lost, added or changed on the way."

RULES: dict[str, Rule] = {
    # the shape of lines and the order of records
    "record_length": Rule(
        "The record has {found} characters, not 94.",
        "Ask for records of 94 characters, or allow any_record_length.",
        "any_record_length",
    ),
    "record_order": Rule("The record {found} may not stand here, after {after}.", _LOST),
    "file_header_missing": Rule(
        "The file does not begin with a file header (record 1).",
        "Ask for the whole file, or allow missing_file_header.",
        "missing_file_header",
    ),
    "file_control_missing": Rule(
        "The file ends without its file control (record 9).",
        "Ask for the whole file, or allow missing_file_control.",
        "missing_file_control",
    ),
    "batch_control_missing": Rule("The batch that begins in line {begun} has no control (record 8).", _LOST),
    "blocking": Rule(
        "The file has {found} records, which is no multiple of 10.",
        "Ask for filler lines of nines, or allow unblocked.",
        "unblocked",
    ),
    "no_batches": Rule("The file has no batch.", "Ask whether this is right, or allow no_batches.", "no_batches"),
    "empty_batch": Rule("The batch has no entry.", "Ask whether this is right, or allow no_batches.", "no_batches"),
    # file header
    "priority": Rule("The priority code is {found}, not 01.", _ASK),
    "destination": Rule(
        "The immediate destination is no routing number with a right check digit.",
        "Ask for a blank and nine digits, or allow any_destination.",
        "any_destination",
    ),
    "origin": Rule("The immediate origin is empty.", "Ask for it, or allow any_origin.", "any_origin"),
    "date": Rule("{found} is no date as YYMMDD.", _ASK),
    "time": Rule("{found} is no time as HHMM.", _ASK),
    "file_modifier": Rule("The file's id modifier is {found}, not a letter A to Z or a digit.", _ASK),
    "record_size": Rule(
        "The header states record size {size}, blocking {blocking}, format {format}, not 094, 10, 1.", _ASK
    ),
    # batch header
    "service_class": Rule(
        "The service class {found} is none of 200, 220, 225 and 280.",
        "Ask the sender, or allow any_service_class.",
        "any_service_class",
    ),
    "service_class_direction": Rule(
        "A {direction} stands in a batch of service class {service}.",
        "Ask for class 200, or allow any_service_class.",
        "any_service_class",
    ),
    "entry_class": Rule("The entry class {found} is no standard entry class.", _ASK),
    "company_name": Rule("The company name is empty.", _ASK),
    "company_id": Rule("The company identification is empty.", _ASK),
    "description": Rule("The company entry description is empty.", _ASK),
    "check_description": Rule("A batch of RCK entries is described as {found}, not REDEPCHECK.", _ASK),
    "effective_date": Rule(
        "The effective entry date is {found}, no date as YYMMDD.",
        "Ask for the date, or allow missing_effective_date.",
        "missing_effective_date",
    ),
    "settlement_date": Rule("The settlement date {found} is no day of the year.", _ASK),
    "originator_status": Rule("The originator status is {found}, none of 0, 1 and 2.", _ASK),
    "odfi": Rule("The originating bank's number is {found}, not eight digits.", _ASK),
    "batch_number": Rule("The batch number is {found}, not seven digits.", _ASK),
    "batch_order": Rule(
        "Batch {found} follows batch {after}: numbers must rise.",
        "Ask the sender, or allow unordered_batches.",
        "unordered_batches",
    ),
    "iat_exchange": Rule("The foreign exchange indicator is {found}, none of FV, VF and FF.", _ASK),
    "iat_country": Rule("The country {found} is not two capital letters.", _ASK),
    "iat_currency": Rule("The currency {found} is not three capital letters.", _ASK),
    # entries
    "field_numeric": Rule("The field must hold digits only.", _ASK),
    "transaction_code": Rule("{found} is no transaction code.", _ASK),
    "code_of_class": Rule("Transaction code {found} may not stand in a {entry_class} batch.", _ASK),
    "check_digit": Rule(
        "The check digit of routing number {found} is {digit}, not {right}.",
        "Correct the routing number, or allow wrong_check_digits.",
        "wrong_check_digits",
    ),
    "account_missing": Rule("The account number is empty.", _ASK),
    "name_missing": Rule("The receiver's name is empty.", "Ask for it, or allow empty_names.", "empty_names"),
    "check_number_missing": Rule("The check's serial number is empty.", _ASK),
    "amount_zero": Rule(
        "The entry moves no money.", "Ask whether this is right, or allow zero_amounts.", "zero_amounts"
    ),
    "amount_not_zero": Rule("The entry may not move money, but its amount is {found} cents.", _ASK),
    "amount_limit": Rule("The amount is {found} cents; a {entry_class} entry has at most {most}.", _ASK),
    "payment_type": Rule("The payment type is {found}, none of R, S and blank.", _ASK),
    "ofac_indicator": Rule("The OFAC screening indicator is {found}, none of 0, 1 and blank.", _ASK),
    "addenda_indicator": Rule("The addenda indicator is {found}, but {count} addenda follow.", _ASK),
    "trace_order": Rule(
        "The trace number does not rise within the batch.",
        "Ask the sender, or allow unordered_traces.",
        "unordered_traces",
    ),
    "trace_odfi": Rule(
        "The trace number does not begin with {wanted}, the originating bank of the batch.",
        "Ask the sender, or allow foreign_traces.",
        "foreign_traces",
    ),
    # addenda
    "addenda_type": Rule("Addenda {found} may not stand in a {entry_class} batch.", _ASK),
    "return_transaction_code": Rule(
        "Addenda {found} stands after an entry whose transaction code is no return's (21, 26, 31, 36 …).",
        "Ask the bank, or allow forward_return_codes.",
        "forward_return_codes",
    ),
    "addenda_count": Rule(
        "The entry has {found} addenda; {least} to {most} are right.",
        "Ask the sender, or allow any_addenda_count.",
        "any_addenda_count",
    ),
    "addenda_counted": Rule(
        "The entry says that it has {stated} addenda, and {found} follow.",
        "Ask the sender, or allow any_addenda_count.",
        "any_addenda_count",
    ),
    "addenda_sequence": Rule("The addenda's sequence number is {found}, not {wanted}.", _ASK),
    "addenda_trace": Rule(
        "The addenda does not carry the trace number of its entry.",
        "Ask the sender, or allow foreign_traces.",
        "foreign_traces",
    ),
    "iat_addenda": Rule("The IAT entry lacks addenda {missing}.", _ASK),
    "iat_order": Rule("Addenda {found} stands after addenda {after}.", _ASK),
    "iat_type": Rule("{found} is no type of IAT payment.", _ASK),
    "return_code": Rule(
        "{found} is no return reason.", "Ask the bank, or allow other_return_codes.", "other_return_codes"
    ),
    "change_code": Rule("{found} is no notification of change.", _ASK),
    "corrected_data": Rule("The change says {code}, but the corrected data is empty.", _ASK),
    "original_trace": Rule("The original trace number is not 15 digits.", _ASK),
    "death_date": Rule("Return {code} must carry the date of death as YYMMDD, and has {found}.", _ASK),
    # controls
    "batch_count": Rule("The batch control counts {stated} entries and addenda; there are {found}.", _LOST),
    "batch_count_entries": Rule(
        "The batch control counts {stated} entries without addenda; with them there are {found}.",
        "Ask for counts with addenda, or allow entry_count_only.",
        "entry_count_only",
    ),
    "batch_hash": Rule("The batch control's entry hash is {stated}; the entries give {found}.", _LOST),
    "batch_debits": Rule("The batch control states debits of {stated} cents; the entries give {found}.", _LOST),
    "batch_credits": Rule("The batch control states credits of {stated} cents; the entries give {found}.", _LOST),
    "control_service_class": Rule(
        "The batch control states service class {stated}, the header {found}.",
        "Ask the sender, or allow any_service_class.",
        "any_service_class",
    ),
    "control_company": Rule(
        "The batch control names another company than the header.",
        "Ask the sender, or allow other_company_id.",
        "other_company_id",
    ),
    "control_odfi": Rule("The batch control names another originating bank than the header.", _ASK),
    "control_number": Rule("The batch control has number {stated}, the header {found}.", _LOST),
    "file_batches": Rule("The file control counts {stated} batches; there are {found}.", _LOST),
    "file_blocks": Rule(
        "The file control counts {stated} blocks of ten records; there are {found}.",
        "Ask the sender, or allow unblocked.",
        "unblocked",
    ),
    "file_count": Rule("The file control counts {stated} entries and addenda; the batches have {found}.", _LOST),
    "file_count_entries": Rule(
        "The file control counts {stated} entries without addenda; with them there are {found}.",
        "Ask for counts with addenda, or allow entry_count_only.",
        "entry_count_only",
    ),
    "file_hash": Rule("The file control's entry hash is {stated}; the batches give {found}.", _LOST),
    "file_debits": Rule("The file control states debits of {stated} cents; the batches give {found}.", _LOST),
    "file_credits": Rule("The file control states credits of {stated} cents; the batches give {found}.", _LOST),
}
