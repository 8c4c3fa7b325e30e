"""Questions about the catalogue."""

import uuid

from django.db.models import Count, Q, QuerySet

from pilotage.catalogue.models import CategoryVertical, CisProduct

SORTS = {
    "name": ("vendor", "product"),
    "-name": ("-vendor", "-product"),
    "category": ("category", "vendor", "product"),
    "-category": ("-category", "vendor", "product"),
}


def products(
    *, text: str = "", vertical: str = "", category: str = "", state: str = "", sort: str = ""
) -> QuerySet[CisProduct]:
    """Products by vendor and name; each word of `text` is in vendor, name or notes. `state` "retired" or "" for offered ones."""
    found = CisProduct.objects.filter(is_retired=state == "retired")
    for word in text.split():
        found = found.filter(Q(vendor__icontains=word) | Q(product__icontains=word) | Q(notes__icontains=word))
    if vertical:
        found = found.filter(category__in=CategoryVertical.objects.filter(vertical=vertical).values("category"))
    if category:
        found = found.filter(category=category)
    return found.order_by(*SORTS.get(sort, SORTS["name"]))


def product_for(pk: uuid.UUID) -> CisProduct:
    """Raises `CisProduct.DoesNotExist`."""
    return CisProduct.objects.select_related("record").get(pk=pk)


def categories() -> list[dict[str, object]]:
    """Categories with their vertical and how many products they hold."""
    counted = dict(CisProduct.objects.values_list("category").annotate(n=Count("pk")).order_by())
    verticals = dict(CategoryVertical.objects.values_list("category", "vertical"))
    return [{"category": name, "vertical": verticals.get(name, ""), "count": counted[name]} for name in sorted(counted)]


def verticals_by_category() -> dict[str, str]:
    """Category → vertical."""
    return dict(CategoryVertical.objects.values_list("category", "vertical"))


def product_names() -> dict[str, CisProduct]:
    """Every product by its comparable name ("vendor product") and, where only one has it, by product name alone."""
    found: dict[str, CisProduct] = {}
    alone: dict[str, list[CisProduct]] = {}
    for row in CisProduct.objects.filter(is_retired=False):
        found[plain(str(row))] = row
        alone.setdefault(plain(row.product), []).append(row)
    return {name: rows[0] for name, rows in alone.items() if len(rows) == 1} | found


def plain(text: str) -> str:
    """A name without case, punctuation and spare spaces, for comparison."""
    return " ".join("".join(sign if sign.isalnum() else " " for sign in text.casefold()).split())
