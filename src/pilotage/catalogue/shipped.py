"""The products that ship, and the vertical of each of their categories."""

import csv
import json
from importlib.resources import files
from typing import Any

from pilotage.catalogue.enums import Vertical

#: Category of the shipped list → vertical; people can change it.
VERTICALS = {
    "utility-enterprise": Vertical.UTILITY, "utility-small": Vertical.UTILITY, "utility-mid": Vertical.UTILITY,
    "utility-coop": Vertical.UTILITY, "water": Vertical.UTILITY, "solid-waste": Vertical.UTILITY,
    "energy-retail": Vertical.UTILITY, "fuel-propane": Vertical.UTILITY, "municipal-erp": Vertical.MUNICIPALITY,
    "permitting-court": Vertical.MUNICIPALITY, "property-tax": Vertical.TAX, "insurance-carrier": Vertical.INSURANCE,
    "insurance-agency": Vertical.INSURANCE, "healthcare": Vertical.HEALTHCARE, "generic-erp": Vertical.OTHER,
    "property-management": Vertical.OTHER, "consumer-finance": Vertical.OTHER, "telecom": Vertical.OTHER,
    "education": Vertical.OTHER, "financial-services": Vertical.OTHER, "any": Vertical.OTHER,
}  # fmt: skip


def shipped_products() -> list[dict[str, str]]:
    """Rows `vendor, product, vertical (a category), deployment, notes, source`, in the file's order."""
    text = (files("pilotage.catalogue") / "data" / "cis-products.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def known_of(vendor: str, product: str) -> dict[str, Any]:
    """What ships about a product beyond its row: interfaces, pitfalls, file notes; empty for most."""
    text = (files("pilotage.catalogue") / "data" / "known.json").read_text(encoding="utf-8")
    for entry in json.loads(text):
        if any(vendor.startswith(one["vendor"]) and one["product"] in product for one in entry["for"]):
            return {name: entry[name] for name in ("interfaces", "pitfalls", "file_notes")}
    return {}
