"""Which column of a table is what, by the words people use for it."""

import re

from pilotage.tally.errors import TallyError

#: Field of the entry, and the headers that mean it, in the order in which they win.
_WORDS = {
    "amount": "amount payment_amount amount_paid paid_amount transaction_amount txn_amount gross_amount gross net_amount total value",
    "cents": "amount_cents amount_minor cents amount_in_cents",
    "credit": "credit credits credit_amount deposit_amount paid_in",
    "debit": "debit debits debit_amount withdrawal withdrawals paid_out",
    "currency": "currency currency_code ccy",
    "direction": "direction credit_debit debit_credit dr_cr cr_dr sign side cdtdbtind",
    "date": "date payment_date transaction_date posted_date posting_date post_date booking_date effective_date deposit_date "
    "settlement_date paid_on paid_at created_at datetime timestamp",
    "value_date": "value_date settled_on settle_date settlement_date available_date",
    "account": "account account_no account_number acct acct_no customer_account customer_no customer_number account_id",
    "name": "name payer payer_name customer_name payee description counterparty",
    "reference": "reference ref reference_no reference_number payment_id transaction_id txn_id trace trace_number confirmation "
    "confirmation_number end_to_end_id auth_code id",
    "parent": "batch_id batch batch_number deposit_id settlement_id payout_id parent",
    "method": "method payment_method tender tender_type payment_type channel",
    "code": "code return_code reason_code type_code bai_code status_code",
    "kind": "kind record_type entry_kind",
    "original": "original original_reference original_trace original_id reverses",
    "text": "text memo note notes details narrative remittance",
    "bank": "bank routing routing_number bic",
}
_MORE = {
    "invoice",
    "invoice_no",
    "invoice_number",
    "check_number",
    "check_no",
    "mid",
    "customer_reference",
    "bank_reference",
}
_MORE |= {
    "trace",
    "trace_number",
    "batch_id",
    "deposit_id",
    "settlement_id",
    "end_to_end_id",
    "payment_id",
    "transaction_id",
}


def key_of(header: str) -> str:
    """A header as words are compared: small letters, everything else one underscore."""
    return re.sub(r"[^a-z0-9]+", "_", header.lower()).strip("_")


def columns_of(headers: tuple[str, ...], file: str) -> tuple[dict[str, str], dict[str, str]]:
    """Field → header, and name → header of further references. Errors: TallyError where no column holds an amount."""
    known = {key_of(header): header for header in reversed(headers)}
    found: dict[str, str] = {}
    taken: set[str] = set()
    for field, words in _WORDS.items():
        header = next((known[word] for word in words.split() if word in known and known[word] not in taken), None)
        if header is not None:
            found[field] = header
            taken.add(header)
    if not found.keys() & {"amount", "cents", "credit", "debit"}:
        shown = ", ".join(headers[:8]) or "none"
        raise TallyError(f"No column holds an amount; the columns are: {shown}. Name one of them amount.", place=file)
    references = {word: known[word] for word in sorted(_MORE & known.keys())}
    return found, references
