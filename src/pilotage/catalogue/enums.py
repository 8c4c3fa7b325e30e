"""Verticals of billers."""

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
