"""Steps of a field chosen in a real browser, and the mapping signed by the biller's IT lead; both pages on a phone too."""

import os

import pytest

from browsers import accessible, people_at
from pilotage.billers.operations import add_membership
from pilotage.verification import queries
from story import NOW

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
PASSWORD = "calm dense exact 9"


def seen(page, name: str) -> None:
    """A picture of the page at both widths, where PILOTAGE_PICTURES names a folder."""
    if folder := os.environ.get("PILOTAGE_PICTURES"):
        for width in (1440, 390):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)


def test_steps_are_chosen_and_the_it_lead_signs(spec, biller, pm, person, live_server) -> None:
    im, lead = person("im", name="Ivy", password=PASSWORD), person(name="Tim Cole", password=PASSWORD)
    add_membership(biller=biller, user=lead, role="it", by=pm, now=NOW)
    with people_at(live_server.url, PASSWORD) as enter:
        page = enter(im)
        page.goto(f"/verification/specs/{spec.pk}/mapping/")
        accessible(page)
        seen(page, "mapping")
        page.get_by_role("link", name="Steps CUST_NAME").click()
        page.get_by_label("Step 1 on the left", exact=True).select_option("upper")
        page.get_by_role("button", name="Show on real rows").click()
        page.get_by_text("BO DIAZ", exact=True).first.wait_for()
        accessible(page)
        seen(page, "steps")
        page.get_by_role("button", name="Save version").click()
        page.get_by_text("Version 2 is saved.").wait_for()
        theirs = enter(lead)
        theirs.goto("/portal/mappings/")
        accessible(theirs)
        theirs.get_by_role("link", name="Daily balances").click()
        accessible(theirs)
        seen(theirs, "portal-mapping")
        theirs.get_by_role("link", name="Sign…").click()
        accessible(theirs)
        theirs.get_by_role("button", name="Sign version 2").click()
        theirs.get_by_text("Signed. Thank you.").wait_for()
    assert queries.signatures_of(queries.newest_version(spec))["biller_it"].name == "Tim Cole"
