"""Verticals of billers, and kinds of interfaces between a CIS and the payment platform."""

from enum import StrEnum


class Vertical(StrEnum):
    """What kind of organisation sends the bills (transition policy)."""

    UTILITY = "utility"
    TAX = "tax"
    MUNICIPALITY = "municipality"
    INSURANCE = "insurance"
    HEALTHCARE = "healthcare"
    OTHER = "other"


VERTICAL_NAMES = {
    Vertical.UTILITY: "Utility",
    Vertical.TAX: "Tax",
    Vertical.MUNICIPALITY: "Municipality",
    Vertical.INSURANCE: "Insurance",
    Vertical.HEALTHCARE: "Healthcare",
    Vertical.OTHER: "Other",
}


class Interface(StrEnum):
    """What a CIS and the platform exchange (the trade's interface catalogue)."""

    BILLS = "bills"
    BALANCES = "balances"
    CUSTOMERS = "customers"
    POSTING_FILE = "posting_file"
    POSTING_REAL_TIME = "posting_real_time"
    RETURNS = "returns"
    ADJUSTMENTS = "adjustments"
    OTHER_PAYMENTS = "other_payments"
    AUTOPAY_ENROLMENT = "autopay_enrolment"
    AUTOPAY_RUN = "autopay_run"
    PAPERLESS = "paperless"
    PRINT_SUPPRESSION = "print_suppression"
    CONTACTS = "contacts"
    BLOCKS = "blocks"
    LOOKUP = "lookup"
    SETTLEMENT = "settlement"
    LEDGER = "ledger"
    IVR = "ivr"


INTERFACE_NAMES = {
    Interface.BILLS: "Bill file, in",
    Interface.BALANCES: "Balance file, in",
    Interface.CUSTOMERS: "Customer and account file, in",
    Interface.POSTING_FILE: "Payment posting file, out",
    Interface.POSTING_REAL_TIME: "Real-time posting, out",
    Interface.RETURNS: "Returns and chargebacks, out",
    Interface.ADJUSTMENTS: "Adjustments, refunds, voids, both ways",
    Interface.OTHER_PAYMENTS: "Payments of other channels, in",
    Interface.AUTOPAY_ENROLMENT: "AutoPay enrolment, both ways",
    Interface.AUTOPAY_RUN: "AutoPay extract, confirm, fail",
    Interface.PAPERLESS: "Paperless enrolment, both ways",
    Interface.PRINT_SUPPRESSION: "Print suppression list, out",
    Interface.CONTACTS: "Contact and preference updates, out",
    Interface.BLOCKS: "Block list, in",
    Interface.LOOKUP: "Account lookup or sign-on token, real time",
    Interface.SETTLEMENT: "Settlement and remittance, out",
    Interface.LEDGER: "General ledger file, out",
    Interface.IVR: "Phone self-service, real time",
}
