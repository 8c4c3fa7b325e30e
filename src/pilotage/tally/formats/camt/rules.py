"""Every check of a camt file in words."""

from pilotage.tally.formats.rules import Rule

_ASK = "Ask the bank to correct the file and send it again."
_LOST = "Ask for the whole statement again: entries were lost, added or changed on the way."

RULES: dict[str, Rule] = {
    "xml": Rule("The XML is broken: {reason}.", "Ask for the whole file again; what stands before the break was read."),
    "no_statement": Rule("The document holds no statement, report or notification.", _ASK),
    "account_missing": Rule("The statement names no account.", _ASK),
    "amount": Rule("The amount is no decimal number.", _ASK),
    "amount_scale": Rule("The amount has more decimals than {currency} has: money is refused, never rounded.", _ASK),
    "amount_negative": Rule("The amount is negative; the direction alone has the sign.", _ASK),
    "currency": Rule("The currency is not three capital letters.", _ASK),
    "direction": Rule("The direction is {found}, neither CRDT nor DBIT.", _ASK),
    "status": Rule("The status is {found}, none of BOOK, PDNG, INFO and FUTR.", _ASK),
    "date": Rule("{found} is no date.", _ASK),
    "date_missing": Rule(
        "The booked entry has no booking date.", "Ask for it, or allow missing_booking_dates.", "missing_booking_dates"
    ),
    "balance_type": Rule("The balance has no type.", _ASK),
    "details_sum": Rule(
        "The details add up to {found}, not to the entry's amount {stated}.",
        "Ask the bank, or allow details_differ where it nets charges.",
        "details_differ",
    ),
    "details_count": Rule(
        "The batch states {stated} transactions and lists {found}.",
        "Ask the bank, or allow details_differ.",
        "details_differ",
    ),
    "balance": Rule(
        "Opening {opening} and booked entries of {booked} give {found}; the closing balance is {stated}.", _LOST
    ),
    "entries_count": Rule("The summary counts {stated} entries; there are {found}.", _LOST),
    "entries_sum": Rule("The summary states {stated} for all entries; they add up to {found}.", _LOST),
    "entries_net": Rule("The summary states a net of {stated}; the entries give {found}.", _LOST),
    "credits_count": Rule("The summary counts {stated} credits; there are {found}.", _LOST),
    "credits_sum": Rule("The summary states credits of {stated}; they add up to {found}.", _LOST),
    "debits_count": Rule("The summary counts {stated} debits; there are {found}.", _LOST),
    "debits_sum": Rule("The summary states debits of {stated}; they add up to {found}.", _LOST),
}
