"""The billers list: found, filtered, sorted, exported, given away in bulk."""

import csv
import io
import zipfile

import pytest

from pilotage.billers import operations
from pilotage.billers.models import Biller, Care, Phase
from pilotage.core.viewer import system
from pilotage.people import pages
from story import NOW


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    """Choices of filters are kept for some seconds; each test has people of its own."""
    pages._kept.clear()


@pytest.fixture
def page(signed_in, person):
    return signed_in(person("pm", name="Pat"))


@pytest.fixture
def three(make_biller):
    return [
        make_biller("Alder Water", mrr_amount="2999.99", state="TX"),
        make_biller("Birch Tax Office", vertical="tax", mrr_amount="3000.00", state="CA"),
        make_biller("Cedar Mutual", vertical="insurance", mrr_amount=None, state="TX"),
    ]


def names(page, query: str = "") -> list[str]:
    """Names on the list in their order."""
    text = page.get(f"/billers/?{query}").content.decode()
    found = [row.name for row in Biller.objects.everywhere() if f">{row.name}</a>" in text]
    return sorted(found, key=lambda name: text.index(f">{name}</a>"))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Alder Water", "Birch Tax Office", "Cedar Mutual"]),
        ("sort=-name", ["Cedar Mutual", "Birch Tax Office", "Alder Water"]),
        ("sort=-mrr", ["Birch Tax Office", "Alder Water", "Cedar Mutual"]),
        ("q=birch", ["Birch Tax Office"]),
        ("q=cedar-mutual", ["Cedar Mutual"]),
        ("vertical=tax", ["Birch Tax Office"]),
        ("state=TX", ["Alder Water", "Cedar Mutual"]),
        ("state=TX&vertical=insurance", ["Cedar Mutual"]),
        ("band=to-3000", ["Alder Water"]),
        ("band=3000-5000", ["Birch Tax Office"]),
        ("band=unknown", ["Cedar Mutual"]),
        ("vertical=nonsense", ["Alder Water", "Birch Tax Office", "Cedar Mutual"]),
        ("sort=nonsense&page=99", ["Alder Water", "Birch Tax Office", "Cedar Mutual"]),
    ],
)
def test_what_is_asked_is_found_in_its_order(page, three, query, expected) -> None:
    assert names(page, query) == expected


def test_by_stage_product_and_who_looks_after_it(page, three, person, product) -> None:
    ina = person("im", name="Ina")
    operations.assign_care(biller=three[0], user=ina, role="im", by=system(), now=NOW)
    operations.add_phase(biller=three[1], by=system(), now=NOW)
    assert names(page, f"who={ina.pk}") == ["Alder Water"]
    assert names(page, "stage=contract") == ["Birch Tax Office"]
    assert names(page, f"product={product.pk}") == [row.name for row in three]


def test_mine_are_those_that_i_look_after(signed_in, person, three) -> None:
    pat = person("pm", name="Pat")
    operations.assign_care(biller=three[2], user=pat, role="pm", by=system(), now=NOW)
    assert names(signed_in(pat), "mine=1") == ["Cedar Mutual"]


def test_chosen_columns_stay_for_the_session(page, three) -> None:
    assert b'data-label="Contract"' not in page.get("/billers/").content
    assert b'data-label="Contract"' in page.get("/billers/?columns=contract").content
    kept = page.get("/billers/").content
    assert b'data-label="Contract"' in kept and b'data-label="Vertical"' not in kept


def test_the_export_holds_what_was_found_and_starts_no_formula(page, make_biller) -> None:
    make_biller("=cmd|' /C calc'!A0", vertical="tax")
    make_biller("Birch")
    sent = b"".join(page.get("/billers/?as=csv&vertical=tax")).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(sent)))
    assert len(rows) == 1 and rows[0]["name"].startswith("'=cmd") and rows[0]["mrr"] == "4200.00"
    book = zipfile.ZipFile(io.BytesIO(b"".join(page.get("/billers/?as=xlsx"))))
    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet and sheet.count("<row ") == 3


def test_several_are_given_to_one_person_at_once(page, three, person) -> None:
    ina = person("im", name="Ina")
    chosen = [str(row.pk) for row in three[:2]]
    answer = page.post("/billers/assign/", {"selected": chosen, "user": ina.pk, "role": "im"}, follow=True)
    assert b"Ina now looks after 2 billers." in answer.content
    assert set(Care.objects.everywhere().filter(user=ina).values_list("biller__name", flat=True)) == {
        "Alder Water", "Birch Tax Office",
    }  # fmt: skip


def test_a_bulk_change_that_lacks_something_says_so_and_changes_nothing(page, three, person) -> None:
    ina = person("im", name="Ina")
    assert (
        b"Tick the billers first." in page.post("/billers/assign/", {"user": ina.pk, "role": "im"}, follow=True).content
    )
    answer = page.post("/billers/assign/", {"selected": [str(three[0].pk)], "role": "im"}, follow=True)
    assert b"Choose a person and a role." in answer.content and not Care.objects.everywhere().exists()


def test_an_empty_portfolio_says_what_to_do_and_a_filter_without_finds_how_to_clear_it(page, make_biller) -> None:
    assert b"/import/" in page.get("/billers/").content
    make_biller("Alder")
    answer = page.get("/billers/?q=zzz").content
    assert b"Nothing fits these filters" in answer


def test_a_biller_is_added_with_phase_and_target_in_three_forms(page, product) -> None:
    form = {"name": "Dogwood Gas", "external_id": "dogwood", "time_zone": "America/Denver", "mrr_amount": "20000"}
    made = page.post("/billers/new/", form)
    biller = Biller.objects.everywhere().get(external_id="dogwood")
    assert made["Location"] == f"/billers/{biller.pk}/"
    page.post(f"/billers/{biller.pk}/integrations/new/", {"product": str(product.pk), "integrator": "Provider"})
    page.post(f"/billers/{biller.pk}/phases/new/", {"name": "Gas", "integration": "", "target": ""})
    phase = Phase.objects.everywhere().get(biller=biller)
    page.post(f"/phases/{phase.pk}/target/", {"date": "2027-03-01", "version": phase.record.version})
    assert Phase.objects.everywhere().get(pk=phase.pk).target_go_live_date.isoformat() == "2027-03-01"
    assert b"Dogwood Gas" in page.get(f"/billers/{biller.pk}/").content


@pytest.mark.parametrize("amount", ["1e5", "-3", "1.234", "$5,000", "5_000", "٣", "NaN", "4111 1111 1111 1111", "five"])
def test_an_amount_that_is_none_is_refused_and_kept_in_the_form(page, amount) -> None:
    form = {"name": "Elm", "external_id": "elm", "time_zone": "America/Denver", "mrr_amount": amount}
    answer = page.post("/billers/new/", form)
    assert answer.status_code == 422 and b"Elm" in answer.content
    assert not Biller.objects.everywhere().filter(external_id="elm").exists()


def test_a_taken_id_is_refused_at_its_field(page, make_biller) -> None:
    make_biller("Alder")
    form = {"name": "Other", "external_id": "alder", "time_zone": "America/Denver"}
    answer = page.post("/billers/new/", form)
    assert answer.status_code == 422 and Biller.objects.everywhere().count() == 1


def test_of_two_who_edit_a_biller_the_second_is_told_and_keeps_the_text(page, make_biller, pm) -> None:
    row = make_biller("Alder")
    seen = row.record.version
    operations.change_biller(biller=row, state="NM", by=pm, now=NOW)
    form = {"name": "Alder & Sons", "time_zone": "America/Denver", "version": seen}
    answer = page.post(f"/billers/{row.pk}/edit/", form)
    assert answer.status_code == 409 and b"Alder &amp; Sons" in answer.content
    assert Biller.objects.everywhere().get().name == "Alder"
