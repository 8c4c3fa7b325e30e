"""The catalogue: list, product, edit, add, retire."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilotage.catalogue import operations, queries
from pilotage.catalogue.enums import INTERFACE_NAMES, VERTICAL_NAMES, Vertical
from pilotage.catalogue.forms import CatalogueFilter, ProductForm
from pilotage.catalogue.models import CisProduct
from pilotage.catalogue.permissions import may_edit
from pilotage.catalogue.product_tabs import tabs_of
from pilotage.catalogue.rules import pitfalls_of
from pilotage.core.exports import KINDS, table_file
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.pages import act, asked, chips_of, export_urls, form_page, page_of

CRUMBS = [(gettext_lazy("Catalogue"), "/catalogue/")]
HEADERS = ("vendor", "product", "category", "deployment", "interfaces", "notes", "pitfalls", "file_notes", "source")


@staff_page
@require_GET
def products(request: PageRequest) -> HttpResponseBase:
    """All products, searched and filtered; `?as=csv` or `xlsx` gives them as a file."""
    form = CatalogueFilter(request.GET)
    given, sort = asked(form), request.GET.get("sort", "")
    found = queries.products(
        text=given.get("q", ""), vertical=given.get("vertical", ""), category=given.get("category", ""),
        state=given.get("state", ""), sort=sort,
    )  # fmt: skip
    if request.GET.get("as") in KINDS:
        rows = ([_cell(one, name) for name in HEADERS] for one in found.iterator())
        return table_file(request.GET["as"], "catalogue", HEADERS, rows)
    page, verticals = page_of(request, found), queries.verticals_by_category()
    for one in page:
        one.vertical_words = _vertical(verticals, one)
    context = {
        "page_title": _("Catalogue"),
        "page_lead": _("CIS products, their vendors, and what to know before integrating them."),
        "filter_form": form,
        "chips": chips_of(form),
        "sort": sort,
        "page": page,
        "rows": page,
        "is_empty": not page.paginator.count,
        "may_edit": may_edit(request.viewer),
        **export_urls(request),
    }
    return render(request, "catalogue/list.html", context)


@staff_page
@require_GET
def product(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """One product."""
    found = _product(pk)
    rows: list[Any] = [
        (_("Vendor"), found.vendor),
        (_("Category"), found.category),
        (_("Vertical"), _vertical(queries.verticals_by_category(), found) or _("not mapped yet")),
        (_("Deployment"), found.deployment or "–"),
        (_("Notes"), found.notes or "–"),
        (_("Source"), found.source or "–"),
    ]
    context = {
        "page_title": str(found),
        "breadcrumbs": CRUMBS,
        "product": found,
        "facts_rows": rows,
        "interfaces": _interfaces(found),
        "pitfalls": pitfalls_of(found.pitfalls),
        "tabs": tabs_of(pk, request.path),
        "may_edit": may_edit(request.viewer),
        "history_url": reverse("desk:history", args=[pk]),
    }
    return render(request, "catalogue/product.html", context)


@staff_page
@require_http_methods(["GET", "POST"])
def product_new(request: PageRequest) -> HttpResponse:
    """Adds a product."""
    form = ProductForm(request.POST or None)

    def run(given: Any) -> str:
        fields = {name: value for name, value in given.items() if name != "version"}
        made = operations.add_product(by=request.viewer, now=timezone.now(), **fields)
        return reverse("catalogue:product", args=[made.pk])

    context = {
        "page_title": _("Add a product"),
        "breadcrumbs": CRUMBS,
        "submit_label": _("Add product"),
        "cancel_url": reverse("catalogue:list"),
    }
    return form_page(request, form, run, context=context)


@staff_page
@require_http_methods(["GET", "POST"])
def product_edit(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Corrects a product."""
    found = _product(pk)
    first = {name: getattr(found, name) for name in HEADERS} | {"version": found.record.version}
    form = ProductForm(request.POST or None, initial=first)

    def run(given: Any) -> str:
        fields = {name: value for name, value in given.items() if name != "version"}
        operations.change_product(row=found, expect=given["version"], by=request.viewer, now=timezone.now(), **fields)
        return reverse("catalogue:product", args=[pk])

    context = {
        "page_title": _("Edit %(name)s") % {"name": found},
        "breadcrumbs": [*CRUMBS, (str(found), reverse("catalogue:product", args=[pk]))],
        "submit_label": _("Save product"),
        "cancel_url": reverse("catalogue:product", args=[pk]),
    }
    return form_page(request, form, run, context=context, record=found.record, said=_("The product is saved."))


@staff_page
@require_POST
def product_retire(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Takes a product out of choices, or back in."""
    found = _product(pk)
    is_retired = not found.is_retired
    said = _("%(name)s is retired.") if is_retired else _("%(name)s is offered again.")
    return act(
        request,
        lambda: operations.retire_product(product=found, is_retired=is_retired, by=request.viewer, now=timezone.now()),
        said=said % {"name": found},
        then=reverse("catalogue:product", args=[pk]),
    )


def _interfaces(found: CisProduct) -> list[str]:
    return [name for word, name in INTERFACE_NAMES.items() if word in found.interfaces]


def _cell(found: CisProduct, name: str) -> str:
    value = getattr(found, name)
    return ";".join(value) if isinstance(value, list) else str(value)


def _product(pk: uuid.UUID) -> CisProduct:
    try:
        return queries.product_for(pk)
    except CisProduct.DoesNotExist:
        raise Http404 from None


def _vertical(verticals: dict[str, str], found: CisProduct) -> str:
    word = verticals.get(found.category)
    return str(VERTICAL_NAMES[Vertical(word)]) if word else ""
