"""Every check of an MT940 file in words."""

from pilotage.tally.formats.rules import Rule

_ASK = "Ask the bank to correct the file and send it again."
_LOST = "Ask for the whole statement again: lines were lost, added or changed on the way."

RULES: dict[str, Rule] = {
    "tag_order": Rule("The tag :{found}: may not stand here.", _LOST),
    "outside": Rule("The line belongs to no tag.", "Remove the line, or ask the bank what it is."),
    "account_missing": Rule("The statement names no account (:25:).", _ASK),
    "reference_missing": Rule("The statement has no reference (:20:).", _ASK),
    "statement_number": Rule("The statement number (:28C:) is {found}, not up to five digits with a page.", _ASK),
    "balance": Rule("The balance in :{tag}: is malformed.", _ASK),
    "opening_missing": Rule("The statement has no opening balance (:60F: or :60M:).", _LOST),
    "closing_missing": Rule("The statement has no closing balance (:62F: or :62M:).", _LOST),
    "closing": Rule("Opening {opening} and lines of {moved} give {found}; the closing balance is {stated}.", _LOST),
    "chain": Rule("The page opens with {found}; the page before it closed with {stated}.", _LOST),
    "currency": Rule("The balances are in {found} and {other}.", _ASK),
    "line": Rule("The statement line (:61:) is malformed.", _ASK),
    "amount_scale": Rule("The amount has more decimals than {currency} has: money is refused, never rounded.", _ASK),
    "date": Rule("{found} is no date as YYMMDD.", _ASK),
}
