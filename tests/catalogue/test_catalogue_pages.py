"""The catalogue of CIS products: shipped, searched, edited, retired."""

import csv
import io

import pytest

from pilotage.catalogue import operations, queries
from pilotage.catalogue.models import CisProduct
from pilotage.core.errors import Refused
from pilotage.core.viewer import system
from story import NOW


@pytest.fixture
def shipped(db):
    operations.load_shipped_catalogue(by=system(), now=NOW)


@pytest.fixture
def page(signed_in, person):
    return signed_in(person("im", name="Ina"))


def test_all_238_ship_and_load_once(shipped) -> None:
    assert CisProduct.objects.count() == 238
    operations.load_shipped_catalogue(by=system(), now=NOW)
    assert CisProduct.objects.count() == 238


def test_words_in_any_order_find_a_product(page, shipped) -> None:
    one = CisProduct.objects.order_by("pk").first()
    words = f"{one.product} {one.vendor}"
    found = list(queries.products(text=words))
    assert one in found and len(found) < 10
    is_shown = f"/catalogue/{one.pk}/" in page.get("/catalogue/", {"q": words}).content.decode()
    assert is_shown


def test_a_vertical_holds_the_products_of_its_categories(shipped) -> None:
    assert 0 < queries.products(vertical="insurance").count() < 238


def test_a_product_is_added_edited_and_retired(page, db) -> None:
    form = {"vendor": "North", "product": "Star", "category": "utility-small"}
    page.post("/catalogue/new/", form)
    row = CisProduct.objects.select_related("record").get()
    page.post(f"/catalogue/{row.pk}/edit/", form | {"pitfalls": "Cents shift", "version": row.record.version})
    assert b"Cents shift" in page.get(f"/catalogue/{row.pk}/").content
    page.post(f"/catalogue/{row.pk}/retire/")
    assert not queries.products().exists() and queries.products(state="retired").count() == 1


def test_the_same_product_twice_is_refused_at_its_field(page, product) -> None:
    with pytest.raises(Refused):
        operations.add_product(vendor="NORTHSTAR ", product="harmony", category="Utility CIS", by=system(), now=NOW)
    form = {"vendor": "northstar", "product": "HARMONY", "category": "Utility CIS"}
    assert page.post("/catalogue/new/", form).status_code == 422


def test_of_two_who_edit_a_product_the_second_keeps_the_text(page, product) -> None:
    seen = product.record.version
    operations.change_product(row=product, notes="First", by=system(), now=NOW)
    form = {"vendor": "Northstar", "product": "Harmony", "category": "Utility CIS", "notes": "Second", "version": seen}
    answer = page.post(f"/catalogue/{product.pk}/edit/", form)
    assert answer.status_code == 409 and b"Second" in answer.content


def test_the_file_holds_what_was_found(page, shipped) -> None:
    text = b"".join(page.get("/catalogue/?as=csv&vertical=insurance")).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) - 1 == queries.products(vertical="insurance").count()
