"""The signed equation of a batch: payments + returns + refunds + chargebacks + adjustments + fees − deposit = residual."""

from collections.abc import Sequence
from typing import Any

from pilotage.tally.matching.fees import FeeModel
from pilotage.tally.matching.items import Item

_TERMS = {
    "payment": "payments", "deposit": "payments", "return": "returns", "refund": "refunds", "chargeback": "chargebacks",
    "adjustment": "adjustments", "fee": "fee_lines",
}  # fmt: skip


def equation(items: Sequence[Item], deposits: Sequence[Item], models: Sequence[FeeModel]) -> dict[str, Any]:
    """All terms in smallest units, signed as they enter the deposit, and the residual. Zero residual: it holds exactly."""
    terms = {"payments": 0, "returns": 0, "refunds": 0, "chargebacks": 0, "adjustments": 0, "fee_lines": 0}
    for item in items:
        terms[_TERMS[item.kind]] += item.amount
    held = -sum(item.fee for item in items)
    fees = {model.name: -model.of(items) for model in models}
    deposit = sum(item.amount for item in deposits)
    residual = sum(terms.values()) + held + sum(fees.values()) - deposit
    return {**terms, "fees_held": held, "fees": fees, "deposit": deposit, "residual": residual}


def net_of(item: Item, models: Sequence[FeeModel]) -> int:
    """What one item brings to its deposit after its own fees; models that round over the whole batch are taken by the item."""
    return item.amount - item.fee - sum(model.of_item(item.amount) for model in models if model.applies_to(item))
