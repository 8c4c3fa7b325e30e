"""The only writers of the catalogue."""

from pilotage.catalogue.operations.products import (
    add_product,
    change_product,
    load_shipped_catalogue,
    retire_product,
    set_vertical,
)
from pilotage.catalogue.operations.vendor_days import set_vendor_days

__all__ = [
    "add_product",
    "change_product",
    "load_shipped_catalogue",
    "retire_product",
    "set_vendor_days",
    "set_vertical",
]
