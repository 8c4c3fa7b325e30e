"""Every check of an X12 820 or 823 file in words."""

from pilotage.tally.formats.rules import Rule

_ASK = "Ask the sender to correct the file and send it again."
_LOST = "Ask for the whole file again: segments were lost, added or changed on the way."

RULES: dict[str, Rule] = {
    "segment_id": Rule("{found} is no segment.", _LOST),
    "segment_order": Rule("The segment {found} may not stand here.", _LOST),
    "segment_too_long": Rule("The segment has over {most} characters, and is not read.", _LOST),
    "interchange_end": Rule("The interchange that begins in segment {begun} has no IEA.", _LOST),
    "interchange_groups": Rule("IEA counts {stated} groups; there are {found}.", _LOST),
    "interchange_number": Rule("IEA has control number {stated}, ISA has {found}.", _LOST),
    "group_end": Rule("The group that begins in segment {begun} has no GE.", _LOST),
    "group_kind": Rule(
        "The group is {found}, neither RA (820) nor LB (823).", "Ask the sender, or allow any_group.", "any_group"
    ),
    "group_sets": Rule("GE counts {stated} transaction sets; there are {found}.", _LOST),
    "group_number": Rule("GE has control number {stated}, GS has {found}.", _LOST),
    "set_kind": Rule(
        "The transaction set is {found}, neither 820 nor 823.", "Give the file to whoever reads such sets."
    ),
    "set_end": Rule("The set that begins in segment {begun} has no SE.", _LOST),
    "set_segments": Rule("SE counts {stated} segments; there are {found}.", _LOST),
    "set_number": Rule("SE has control number {stated}, ST has {found}.", _LOST),
    "amount": Rule("The amount is no decimal number.", _ASK),
    "amount_scale": Rule("The amount has more decimals than {currency} has: money is refused, never rounded.", _ASK),
    "number": Rule("The element must hold a whole number.", _ASK),
    "date": Rule("{found} is no date as YYYYMMDD.", _ASK),
    "direction": Rule("The credit or debit flag is {found}, neither C nor D.", _ASK),
    "method": Rule("{found} is no payment method.", _ASK),
    "payment_missing": Rule("The set has no payment (BPR).", _LOST),
    "trace_missing": Rule("The payment has no trace (TRN).", "Ask for it, or allow missing_traces.", "missing_traces"),
    "routing": Rule(
        "The routing number has a wrong check digit.", "Correct it, or allow wrong_check_digits.", "wrong_check_digits"
    ),
    "remittance_reference": Rule("The remittance names no invoice or account.", _ASK),
    "remittance_total": Rule(
        "Remittances and adjustments add up to {found}; the payment is {stated}.",
        "Ask the sender, or allow remittance_differs.",
        "remittance_differs",
    ),
    "deposit_total": Rule("The deposit states {stated}; its payments add up to {found}.", _LOST),
    "batch_total": Rule("The batch states {stated}; its payments add up to {found}.", _LOST),
    "deposit_batches": Rule("The deposit counts {stated} batches; there are {found}.", _LOST),
    "deposit_checks": Rule("The deposit counts {stated} checks; there are {found}.", _LOST),
    "batch_checks": Rule("The batch counts {stated} checks; there are {found}.", _LOST),
}
