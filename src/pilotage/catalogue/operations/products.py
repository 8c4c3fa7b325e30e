"""Adds, changes and retires products, and loads those that ship."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from pilotage.catalogue import shipped
from pilotage.catalogue.enums import INTERFACE_NAMES, VERTICAL_NAMES
from pilotage.catalogue.models import CategoryVertical, CisProduct
from pilotage.catalogue.permissions import require_editor
from pilotage.core.errors import Refused
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer

FIELDS = frozenset(
    {"vendor", "product", "category", "deployment", "interfaces", "notes", "pitfalls", "file_notes", "source"}
)

#: Texts whose lines are kept as they were written.
LONG = frozenset({"notes", "pitfalls", "file_notes"})


def load_shipped_catalogue(*, by: Viewer, now: datetime) -> int:
    """Adds the shipped products that are missing; returns how many. What people changed stays."""
    with change(by=by, now=now) as c:
        held = {(vendor.lower(), name.lower()) for vendor, name in CisProduct.objects.values_list("vendor", "product")}
        missing = [
            {
                "vendor": row["vendor"],
                "product": row["product"],
                "category": row["vertical"],
                "deployment": row["deployment"],
                "notes": row["notes"],
                "source": row["source"][:500],
            }
            | shipped.known_of(row["vendor"], row["product"])
            for row in shipped.shipped_products()
            if (row["vendor"].lower(), row["product"].lower()) not in held
        ]
        c.create_many(CisProduct, missing)
        known = set(CategoryVertical.objects.values_list("category", flat=True))
        fresh = [
            {"category": name, "vertical": vertical}
            for name, vertical in shipped.VERTICALS.items()
            if name not in known
        ]
        c.create_many(CategoryVertical, fresh)
        return len(missing)


def add_product(*, by: Viewer, now: datetime, vendor: str, product: str, category: str, **more: Any) -> CisProduct:
    """A new product. Refuses a vendor and name that are there. Also: event `catalogue.cisproduct_created`."""
    require_editor(by)
    fields = _cleaned({"vendor": vendor, "product": product, "category": category} | more)
    with change(by=by, now=now) as c:
        _refuse_taken(fields["vendor"], fields["product"], None)
        return c.create(CisProduct, **fields)


def change_product(*, by: Viewer, now: datetime, row: CisProduct, expect: int | None = None, **fields: Any) -> bool:
    """Corrects a product; one of its fields is called `product`, so the row itself is `row`. Raises `Stale`.

    Also: event `catalogue.cisproduct_changed`.
    """
    require_editor(by)
    cleaned = _cleaned(fields)
    with change(by=by, now=now) as c:
        _refuse_taken(cleaned.get("vendor", row.vendor), cleaned.get("product", row.product), row)
        return c.save(row, expect=expect, **cleaned)


def retire_product(*, by: Viewer, now: datetime, product: CisProduct, is_retired: bool = True) -> bool:
    """No longer offered for new integrations, or offered again. Also: event `catalogue.cisproduct_changed`."""
    require_editor(by)
    with change(by=by, now=now) as c:
        return c.save(product, is_retired=is_retired)


def set_vertical(*, by: Viewer, now: datetime, category: str, vertical: str) -> None:
    """Which vertical a category belongs to. Also: event `catalogue.categoryvertical_changed`."""
    require_editor(by)
    if vertical not in VERTICAL_NAMES:
        raise Refused(_("Choose a vertical."), field="vertical")
    with change(by=by, now=now) as c:
        held = CategoryVertical.objects.filter(category=category).first()
        if held is None:
            c.create(CategoryVertical, category=category, vertical=vertical)
        else:
            c.save(held, vertical=vertical)


def _cleaned(given: dict[str, Any]) -> dict[str, Any]:
    if set(given) - FIELDS:
        raise TypeError(f"A product has no {', '.join(sorted(set(given) - FIELDS))}")
    fields = {
        key: " ".join(value.split()) if isinstance(value, str) and key not in LONG else value
        for key, value in given.items()
    }
    if unknown := set(fields.get("interfaces", ())) - set(INTERFACE_NAMES):
        raise Refused(_("There is no interface %(name)s.") % {"name": sorted(unknown)[0]}, field="interfaces")
    for name in ("vendor", "product", "category"):
        if name in fields and not fields[name]:
            raise Refused(_("Write something here."), field=name)
    return fields


def _refuse_taken(vendor: str, name: str, besides: CisProduct | None) -> None:
    found = CisProduct.objects.filter(vendor__iexact=vendor, product__iexact=name)
    if besides is not None:
        found = found.exclude(pk=besides.pk)
    if found.exists():
        raise Refused(
            _("%(vendor)s %(name)s is in the catalogue already.") % {"vendor": vendor, "name": name}, field="product"
        )
