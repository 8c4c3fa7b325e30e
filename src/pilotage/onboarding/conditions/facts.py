"""What a condition may ask: each fact with the answers that it can have. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from pilotage.catalogue.enums import VERTICAL_NAMES

#: Answers by fact: a word, a number, or a list of words. What is missing or None is not known.
Facts = Mapping[str, object]


class FactKind(StrEnum):
    """One word of a list, several of a list, a whole number, or any words."""

    WORD = "word"
    SEVERAL = "several"
    NUMBER = "number"
    TEXT = "text"


@dataclass(frozen=True)
class Fact:
    """One thing that a condition may ask. `answers` are word and name; empty where any answer will do."""

    key: str
    label: str
    kind: FactKind
    answers: Mapping[str, str]


YES_NO = {"yes": "Yes", "no": "No"}
#: What a biller buys beside the portal itself.
PRODUCTS = {
    "autopay": "AutoPay",
    "paperless": "Paperless billing",
    "ivr": "Payments by phone (IVR)",
    "text": "Payments by text",
    "wallet": "Mobile wallets",
    "counter": "Card readers at the counter",
    "kiosk": "Kiosks",
    "bank_bill_pay": "Bank bill pay and lockbox",
    "payment_plans": "Payment plans",
    "print_mail": "Print and mail",
}
CUSTOMERS = {
    "residential": "Residential",
    "commercial": "Commercial",
    "industrial": "Industrial",
    "government": "Government",
    "landlord": "Landlords and managers",
}


def _facts(*given: Fact) -> dict[str, Fact]:
    return {one.key: one for one in given}


FACTS: dict[str, Fact] = _facts(
    Fact("vertical", "Vertical", FactKind.WORD, {str(word): name for word, name in VERTICAL_NAMES.items()}),
    Fact(
        "tier",
        "Support tier",
        FactKind.WORD,
        {
            "transition_success": "Transition Success",
            "transition_success_light": "Transition Success Light",
            "help_desk": "Client Services help desk",
        },
    ),
    Fact("contact", "Who supports at go-live", FactKind.WORD, {"tsm": "TSM", "tam": "TAM", "help_desk": "Help desk"}),
    Fact("integration", "Integration", FactKind.WORD, {"new": "New", "existing": "Existing"}),
    Fact("phased", "Phased approach", FactKind.WORD, YES_NO),
    Fact("enterprise", "Enterprise biller", FactKind.WORD, YES_NO),
    Fact("cis", "CIS product", FactKind.TEXT, {}),
    Fact("cis_vendor", "CIS vendor", FactKind.TEXT, {}),
    Fact("state", "State of the biller", FactKind.TEXT, {}),
    Fact("products", "Products the biller buys", FactKind.SEVERAL, PRODUCTS),
    Fact(
        "fee_model",
        "Fee model",
        FactKind.WORD,
        {"absorbed": "Absorbed by the biller", "convenience": "Convenience fee", "service": "Service fee"},
    ),
    Fact(
        "source_system",
        "Source system",
        FactKind.WORD,
        {"modern": "One current system", "legacy": "Legacy system", "hybrid": "Legacy and current side by side"},
    ),
    Fact("customer_categories", "Customer categories", FactKind.SEVERAL, CUSTOMERS),
    Fact("tiered_pricing", "Tiered pricing", FactKind.WORD, YES_NO),
    Fact("special_reconciliation", "Special reconciliation", FactKind.WORD, YES_NO),
    Fact("invoice_types", "Number of invoice types", FactKind.NUMBER, {}),
    Fact("mrr", "Monthly recurring revenue", FactKind.NUMBER, {}),
)


def fact_words(key: str, value: object) -> str:
    """An answer in words: `Legacy system`, `AutoPay, Kiosks`, `6,100`, `not known`."""
    if value is None or value == "":
        return "not known"
    if key in FACTS and FACTS[key].kind == FactKind.NUMBER:
        return f"{Decimal(str(value)).normalize():,f}"
    names = FACTS[key].answers if key in FACTS else {}
    if isinstance(value, list | tuple):
        return ", ".join(names.get(str(one), str(one)) for one in value) or "none"
    return names.get(str(value), str(value))
