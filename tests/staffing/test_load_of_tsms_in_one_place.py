"""How full a TSM is stands on one page, by one rule: Staffing leads there, and proposes none."""

import pytest

pytestmark = pytest.mark.django_db


def test_staffing_leads_to_load_ahead_for_tsms_and_neither_maps_nor_proposes_them(person, signed_in) -> None:
    tina, ida = person("tsm", name="Tina"), person("im", name="Ida")
    page = signed_in(person("cs_leader", name="Lea"))
    words = page.get("/staffing/").content.decode()
    assert "TSMs and TAMs" in words and "Ida" in words and "Tina" not in words
    assert "See load ahead" in page.get(f"/staffing/people/{tina.pk}/").content.decode()
    assert "See load ahead" not in page.get(f"/staffing/people/{ida.pk}/").content.decode()
    asked = page.get("/staffing/runs/assign/").content.decode()
    assert 'value="im"' in asked and 'value="tsm"' not in asked
