"""A field cut by a click between two characters, in a browser at both widths."""

import pytest

from browsers import accessible, people_at
from verification.test_mapping_in_a_browser import PASSWORD, seen

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


def test_a_click_between_two_characters_cuts_a_field(laid, person, live_server) -> None:
    im = person("im", name="Ivy", password=PASSWORD)
    with people_at(live_server.url, PASSWORD) as enter:
        page = enter(im)
        page.goto(f"/verification/specs/{laid.pk}/layout/left/")
        accessible(page)
        line = page.locator("[data-kind]").first
        box, length = line.bounding_box(), len(line.text_content())
        page.mouse.click(box["x"] + box["width"] / length * 12, box["y"] + box["height"] / 2)
        page.get_by_label("Name of CUST_NAME_2").wait_for()
        assert page.get_by_label("Last character of CUST_NAME", exact=True).input_value() == "12"
        page.get_by_label("Name of CUST_NAME_2").fill("LAST_NAME")
        page.get_by_role("button", name="Show what it makes").click()
        page.get_by_role("columnheader", name="LAST_NAME").wait_for()
        accessible(page)
        seen(page, "cutting")
        page.set_viewport_size({"width": 390, "height": 900})
        accessible(page)
        page.get_by_role("button", name="Save layout").click()
        page.get_by_text("The layout is saved.").wait_for()
