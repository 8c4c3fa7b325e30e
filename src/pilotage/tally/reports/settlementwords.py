"""The words of a reconciliation's report: what each reason means and what to do, and the test that a near miss failed."""

from collections.abc import Mapping
from typing import Any, Final

from pilotage.tally.intake.money import shown

REASONS: Final[dict[str, tuple[str, str]]] = {
    "batch_out_of_balance": ("Batch out of balance", "The lines do not add up to it. Look at the residual and its explanation."),
    "amount_differs": ("Same reference, other amount", "Ask which side is right, and have it corrected there."),
    "count_differs": ("Another number of items", "The sum is right, but the deposit tells of another number of items. Compare the lists."),
    "amount_is_near": ("Amount nearly the same", "Something was kept back or mistyped. Confirm it or look for another partner."),
    "reference_differs": ("Another reference", "Account and amount fit, the reference does not. Confirm it or look for another partner."),
    "outside_the_window": ("Too early or too late", "All fits but the day. Confirm it, or set a wider window."),
    "amount_and_window": ("Amount and day alone", "No reference or account tells that they belong together. Confirm it or leave it."),
    "equally_good_elsewhere": ("Several are equally good", "Nobody can say from the files which of them it is. Ask for a reference."),
    "only_sum_that_fits": ("One sum fits", "The only choice of items that makes this amount. No proof: confirm it by hand."),
    "sum_may_be_chance": ("The sum may be chance", "Several choices make this amount. Ask for the deposit's list."),
    "no_deposit": ("In no deposit", "The last banking day for it has passed. Ask the processor where the money is."),
    "no_payments": ("Deposit without payments", "Nothing on the platform explains it. Ask for its list, or for what was not sent."),
    "not_at_the_bank": ("Not at the bank", "The bank has no such line, and the day has passed. Ask the bank."),
    "not_in_deposits": ("Not among the deposits", "No deposit knows it: a fee, a correction, or somebody else's money."),
    "not_yet_due": ("Not due yet", "Nothing to do until the day has passed."),
    "duplicate_line": ("Same line twice", "One of them is too many. Find out whether it was paid twice or only written twice."),
    "duplicate_id": ("Same number twice", "An id stands for one thing. Ask where the file comes from."),
    "duplicate_reference": ("One reference, several items", "A reference should stand once on each side. Ask which of them it belongs to."),
    "deposit_reference_reused": ("Batch with several deposits", "Say split_deposits where that is usual; else ask which of them it is."),
    "same_payment": ("Same account, amount, day and method", "Two ids for what may be one payment. Look at both."),
    "not_in_the_deposit": ("Left out of the deposit", ""),
    "deposited_without_batch": ("In the deposit without the batch's key", ""),
    "fees_not_taken": ("The fees were not taken", ""),
    "copies_deposited": ("What stands twice was deposited twice", ""),
    "unposted": ("Not posted", "The customer still owes it in the books. Have it posted."),
    "posted_twice": ("Posted twice", "Have one of the postings reversed."),
    "wrong_account": ("Posted to another account", "Have it moved to the account that was paid."),
    "wrong_amount": ("Another amount", "Have the amount corrected."),
    "partly_posted": ("Posted in part", "Have the rest posted."),
    "fee_posted_as_payment": ("Fee posted as payment", "The convenience fee is not the customer's payment. Have it taken out."),
    "posted_late": ("Posted late", "Look for what held it up."),
    "posted_before_payment": ("Posted before it was paid", "Ask which day is right."),
    "posted_without_payment": ("Posted without a payment", "The platform knows of no such payment. Ask where it comes from."),
    "reversal_not_posted": ("Reversal not posted", "The books still count a payment that was taken back."),
    "reversed_without_return": ("Reversed without a return", "The money is there, the books took it back. Have it posted again."),
    "reversed_more_than_paid": ("More reversed than paid", "Have the postings of this payment looked at."),
    "return_without_payment": ("Return of an unknown payment", "Find the payment that it takes back: it may stand in an earlier file."),
}  # fmt: skip


def name_of(reason: str) -> str:
    """The short name of a reason."""
    return REASONS.get(reason, (reason.replace("_", " ").capitalize(), ""))[0]


def advice(reason: str) -> str:
    """What a reason means and what to do."""
    return REASONS.get(reason, ("", ""))[1]


def test_words(failed: Mapping[str, Any], scale: int) -> str:
    """The test that a near miss failed, in words."""
    match failed["test"]:
        case "amount":
            apart = failed["difference"]
            return f"{shown(abs(apart), scale)} {'more' if apart > 0 else 'less'}"
        case "window":
            least, most = failed["allowed"]
            return f"{failed['banking_days']} banking days apart, {least} to {most} are allowed"
        case "reference":
            return f"reference {failed['there']} and not {failed['here']}"
        case "account":
            return "another account"
        case "already_matched":
            return "already matched with another"
        case "excluded":
            return "left out by the spec"
    return "another one fits better"
