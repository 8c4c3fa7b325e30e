"""Every check of a table of payments in words."""

from pilotage.tally.formats.rules import Rule

_FIX = "Correct the cell and save the table again."

RULES: dict[str, Rule] = {
    "row": Rule("{reason}", "Save the table again as CSV in UTF-8, with as many cells in each row as in the header."),
    "amount": Rule("The amount is no number such as 1234.50, 1,234.50 or (12.00).", _FIX),
    "amount_missing": Rule(
        "The row has no amount.", "Fill it in, or allow rows_without_amount.", "rows_without_amount"
    ),
    "amount_scale": Rule("The amount has more decimals than {currency} has: money is refused, never rounded.", _FIX),
    "two_amounts": Rule("The row has a debit and a credit.", "Put them into two rows."),
    "currency": Rule("The currency is not three capital letters.", _FIX),
    "date": Rule("{found} is no date such as 2026-11-21 or 11/21/2026.", _FIX),
    "date_missing": Rule("The row has no date.", "Fill it in, or allow rows_without_date.", "rows_without_date"),
    "direction": Rule("{found} is neither a credit nor a debit.", "Write credit or debit (CR, DR, C, D)."),
}
