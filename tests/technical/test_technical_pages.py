"""The pages of technical checklists as people use them."""

import io

import pytest
from openpyxl import load_workbook

from pilotage.technical import operations
from pilotage.technical.models import CheckItem
from pilotage.work.models import Task
from story import NOW


@pytest.fixture
def page(signed_in, person):
    return signed_in(person("pm", name="Pat"))


def item(code: str) -> CheckItem:
    return CheckItem.objects.everywhere().select_related("record").get(code=code)


def test_a_checklist_from_the_empty_page_to_a_proven_item(page, phase) -> None:
    assert b"Begin checklist" in page.get(f"/technical/items/?phase={phase.pk}").content
    page.post(f"/phases/{phase.pk}/technical/new/", {"areas": ["notifications", "payments"]})
    row = item("NOT3")
    shown = page.get(f"/technical/items/?phase={phase.pk}").content.decode()
    assert f"/technical/items/{row.pk}/" in shown and "Payment processing" in shown
    sent = page.post(
        f"/technical/items/{row.pk}/evidence/",
        {"kind": "link", "link": "https://example.com/dkim", "text": "Selector s1"},
    )
    assert sent.status_code == 302
    page.post(f"/technical/items/{row.pk}/move/", {"to": "prove"})
    assert item("NOT3").state == "proven"
    told = page.get(f"/technical/items/{row.pk}/").content.decode()
    assert "https://example.com/dkim" in told and "Proven" in told


def test_money_asks_for_a_second_person_on_the_page(page, phase, pm, person, signed_in) -> None:
    operations.begin_checklist(phase=phase, areas=["payments"], by=pm, now=NOW)
    row = item("PAY3")
    page.post(f"/technical/items/{row.pk}/evidence/", {"kind": "note", "text": "Three lines of 1.00"})
    page.post(f"/technical/items/{row.pk}/move/", {"to": "prove"})
    mine = page.get(f"/technical/items/{row.pk}/").content.decode()
    assert "somebody else" in mine and "I have looked too" not in mine
    other = signed_in(person("im", name="Ina"))
    assert "I have looked too" in other.get(f"/technical/items/{row.pk}/").content.decode()
    other.post(f"/technical/items/{row.pk}/move/", {"to": "check"})
    assert item("PAY3").checked_by.name == "Ina"


def test_several_items_become_tasks_and_change_hands(page, phase, pm, person) -> None:
    operations.begin_checklist(phase=phase, areas=["ivr"], by=pm, now=NOW)
    ina, keys = person("os", name="Ina"), [str(item(code).pk) for code in ("IVR1", "IVR2")]
    page.post("/technical/items/bulk/", {"selected": keys, "owner": ina.pk, "do": "assign"})
    page.post("/technical/items/bulk/", {"selected": keys, "owner": "", "do": "tasks"})
    assert set(Task.objects.everywhere().values_list("owner__name", flat=True)) == {"Ina"}
    assert Task.objects.everywhere().count() == 2


def test_progress_by_phase_and_area_and_both_exports(page, phase, pm) -> None:
    assert b"No checklist yet" in page.get("/technical/").content
    operations.begin_checklist(phase=phase, by=pm, now=NOW)
    operations.set_aside_item(item=item("IVR1"), reason="No IVR sold", by=pm, now=NOW)
    shown = page.get("/technical/").content.decode()
    assert "1/2" in shown and f"phase={phase.pk}&amp;area=ivr" in shown
    csv = b"".join(page.get("/technical/?as=csv")).decode("utf-8-sig").splitlines()
    assert csv[0].startswith("biller,phase,target_go_live,done,items,payments") and "1/2" in csv[1]
    sheet = load_workbook(io.BytesIO(b"".join(page.get("/technical/items/?as=xlsx")))).active
    rows = {row[2]: row for row in sheet.iter_rows(values_only=True)}
    assert rows["IVR1"][6] == "Not applicable" and rows["IVR1"][15] == "No IVR sold"


def test_items_are_searched_and_filtered(page, phase, pm) -> None:
    operations.begin_checklist(phase=phase, areas=["ivr", "devices"], by=pm, now=NOW)
    operations.set_aside_item(item=item("IVR1"), reason="No IVR sold", by=pm, now=NOW)
    assert item("IVR1").title not in page.get("/technical/items/?standing=open_ones").content.decode()
    assert item("DEV1").title not in page.get("/technical/items/?area=ivr").content.decode()
    assert b"Nothing fits" in page.get("/technical/items/?q=zzz").content


@pytest.mark.parametrize("areas", [["ivr"], []])
def test_longer_lists_ask_no_more_queries(page, phase, pm, areas, django_assert_max_num_queries) -> None:
    operations.begin_checklist(phase=phase, areas=areas, by=pm, now=NOW)
    for url in ("/technical/", f"/technical/items/?phase={phase.pk}"):
        page.get(url)
        with django_assert_max_num_queries(12):
            page.get(url)
